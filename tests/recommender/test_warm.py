"""What was warmed up makes nobody wait."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fakes.scripted_model import ScriptedModel
from tests.recommender.conftest import built, home  # noqa: F401
from tests.recommender.world import settings
from whyrec import Recommender
from whyrec.agents.embeddings import _wordllama


async def test_the_first_list_and_the_first_version_load_no_model_and_make_no_view(
    home: Path,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with Recommender.open(settings(home), model=ScriptedModel(mood="dead")) as rec:
        await rec.warm()
        embedder = rec._world.embedder
        assert isinstance(embedder, _wordllama.WordLlamaEmbedder)
        assert embedder._model is not None
        views = rec._world.views.catalogue("default")
        held = set(vars(views))
        await rec.evolve("u0")
        assert await rec.recommend("u0", explain=True, use_model=False)
        await rec.profile("u0")
        assert set(vars(rec._world.views.catalogue("default"))) == held

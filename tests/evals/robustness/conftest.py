"""A small home to attack, made once."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.recommender.world import catalogue, crowd, settings
from whyrec import Recommender
from whyrec.agents.models import CapabilityCard, LanguageModel
from whyrec.evals.robustness import OpenRecommender


@pytest.fixture(scope="session")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with everything ingested and embedded; tests work on copies of it."""
    home = tmp_path_factory.mktemp("attacked") / "home"

    async def build() -> None:
        async with Recommender.open(settings(home)) as rec:
            await rec.ingest(items=catalogue(), events=crowd(), rating_scale=(0, 10))
            await rec.rebuild()

    asyncio.run(build())
    return home


@pytest.fixture
def home(attacked: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(attacked, tmp_path / "copy"))


@pytest.fixture
def opened(home: Path) -> OpenRecommender:
    """Opens the home with a model."""
    return lambda model: Recommender.open(settings(home), model=model)


@pytest.fixture
def trust(opened: OpenRecommender) -> Callable[[LanguageModel, CapabilityCard], None]:
    """Lets the home take a model at a card's word, without a probe."""

    def keep(model: LanguageModel, card: CapabilityCard) -> None:
        rec = opened(model)
        rec.store.meta.set("", card.key, card.model_dump(mode="json"))
        rec.store.close()

    return keep

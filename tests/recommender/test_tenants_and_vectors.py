"""Tenants, the owner of the vectors, and an empty store."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.fakes.scripted_model import ScriptedModel
from tests.recommender.world import START, catalogue, settings
from whyrec import Recommender
from whyrec.errors import (
    ConflictError,
    InputError,
    PrerequisiteError,
)


async def test_tenants_see_nothing_of_each_other(rec: Recommender) -> None:
    await rec.ingest(items=catalogue()[:40], tenant="other")
    assert await rec.users(tenant="other") == []
    listed = await rec.recommend("u0", 10, tenant="other", use_model=False)
    assert {r.item.id for r in listed} <= {i.id for i in catalogue()[:40]}
    assert all(not r.evidence for r in listed)


async def test_vectors_of_another_embedding_model_are_refused_until_rebuilt(home: Path) -> None:
    class Other:
        model_id, dimensions = "other/one", 8

        async def embed(self, texts: list[str]) -> Any:
            rows = np.ones((len(texts), 8), dtype=np.float32)
            rows[:, 0] = [len(t) for t in texts]
            return rows / np.linalg.norm(rows, axis=1, keepdims=True)

        async def aclose(self) -> None: ...

    async with Recommender.open(settings(home), model=ScriptedModel(), embedder=Other()) as rec:
        with pytest.raises(PrerequisiteError, match="whyrec rebuild"):
            await rec.recommend("u0", 3)
        report = await rec.rebuild()
        assert report.embedding == "other/one"
        assert len(await rec.recommend("u0", 3)) == 3


async def test_a_second_process_may_not_own_the_vectors(home: Path, rec: Recommender) -> None:
    await rec.recommend("u0", 3, use_model=False, explain=False)
    async with Recommender.open(settings(home), model=ScriptedModel()) as second:
        assert (await second.profile("u0")).user_id == "u0"
        with pytest.raises(ConflictError):
            await second.recommend("u0", 3)


async def test_an_empty_store_says_what_to_do(tmp_path: Path) -> None:
    async with Recommender.open(settings(tmp_path / "empty"), model=ScriptedModel()) as rec:
        with pytest.raises(InputError, match="whyrec ingest"):
            await rec.recommend("u0", 3)


def test_the_synchronous_face_has_every_call() -> None:
    from whyrec import SyncRecommender

    calls = {n for n in vars(Recommender) if not n.startswith("_")}
    no_end = {"watch_engine"}  # it waits until it is cancelled
    assert calls - {"aclose"} - no_end <= set(vars(SyncRecommender))


def test_the_synchronous_face_chats_and_has_the_groups_of_calls(home: Path) -> None:
    from whyrec import SyncRecommender
    from whyrec.domain import ChatTurn

    with SyncRecommender.open(settings(home)) as sync:
        asked = [ChatTurn(role="user", content="What do you recommend?")]
        pieces = list(sync.chat("u0", asked))
        answer = pieces[-1].answer
        assert answer is not None
        assert "".join(piece.text for piece in pieces) == answer.text
        first = answer.recommendations[0].item.id
        sync.items.set_available([first], False)
        assert first not in [r.item.id for r in sync.recommend("u0", use_model=False)]
        assert not sync.tenants.policy().local_engine_only


def test_the_synchronous_face_shows_settings_store_and_moment(home: Path) -> None:
    from whyrec import SyncRecommender

    with SyncRecommender.open(settings(home)) as sync:
        assert sync.settings.home == home
        newest = sync.store.look("default").watermark
        assert sync.moment() == newest
        assert sync.moment(START) == START

"""Whatever a model or an embedder does, an answer comes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.fakes.scripted_model import ScriptedModel
from tests.recommender.world import catalogue, settings
from whyrec import Recommender
from whyrec.errors import (
    UpstreamError,
)


@pytest.mark.parametrize("mood", ["garbage", "hostile", "dead"])
async def test_whatever_the_model_does_a_full_list_of_real_items_comes(
    home: Path, mood: Any
) -> None:
    ids = {i.id for i in catalogue()}
    model = ScriptedModel(mood=mood)
    async with Recommender.open(settings(home), model=model) as rec:
        await rec.evolve("u0")
        listed = await rec.recommend("u0", 10)
        answer = await rec.why("u0", listed[0].item.id)
    assert {r.item.id for r in listed} <= ids
    assert len(listed) == 10
    for text in [answer.text, *(r.explanation.text for r in listed if r.explanation)]:
        assert text
        assert "Ignore all" not in text
        assert "[e" not in text
    if mood == "dead":
        assert all(r.degraded for r in listed)
        assert answer.degraded


async def test_without_an_engine_nothing_is_degraded(home: Path) -> None:
    off = settings(home).model_copy(
        update={"engine": settings(home).engine.model_copy(update={"enabled": False})}
    )
    async with Recommender.open(off) as rec:
        await rec.evolve("u0")
        listed = await rec.recommend("u0", 5)
    assert not any(r.degraded for r in listed)
    assert all(r.explanation and r.explanation.written_by == "code" for r in listed)


async def test_a_dead_embedder_stops_neither_lists_nor_forgetting(home: Path) -> None:
    async with Recommender.open(settings(home), model=ScriptedModel()) as rec:
        await rec.evolve("u0")
        alive = rec._world.embedder

    class Dead:
        model_id, dimensions = alive.model_id, alive.dimensions

        async def embed(self, texts: list[str]) -> Any:
            raise UpstreamError("the embedding server is down")

        async def aclose(self) -> None: ...

    async with Recommender.open(settings(home), model=ScriptedModel(), embedder=Dead()) as rec:
        assert len(await rec.recommend("u0", 5)) == 5
        await rec.forget("u0", "u0-3")


async def test_the_engine_is_probed_once_and_its_card_kept(
    rec: Recommender, model: ScriptedModel, home: Path
) -> None:
    stages: list[str] = []
    await rec.recommend("u0", 3, progress=lambda stage, done, total: stages.append(stage))
    asked = len(model.calls)
    assert stages
    assert rec.store.meta.get("", "card:llama_cpp:scripted") is not None
    await rec.recommend("u0", 3)
    assert len(model.calls) - asked < 100

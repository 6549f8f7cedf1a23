"""Ranking what the caller brings, and looking at what the ranker knows."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.recommender.world import settings
from whyrec import Recommender
from whyrec.agents.rank import FEATURES
from whyrec.errors import InputError, NotFoundError


async def test_exactly_the_given_items_come_back_ranked(rec: Recommender) -> None:
    seen = rec.store.events.of_user("default", "u0")[0].item_id
    assert seen is not None
    given = ["f1", "f2", "f3", "f119", seen]
    listed = await rec.recommend("u0", 10, candidates=given, explain=False, use_model=False)
    assert {r.item.id for r in listed} == set(given)
    assert [r.score for r in listed] == sorted((r.score for r in listed), reverse=True)


async def test_the_order_in_which_they_are_given_does_not_matter(rec: Recommender) -> None:
    given = [f"f{n}" for n in range(0, 120, 7)]
    first = await rec.recommend("u0", 20, candidates=given, explain=False, use_model=False)
    second = await rec.recommend("u0", 20, candidates=given[::-1], explain=False, use_model=False)
    assert [(r.item.id, r.score) for r in first] == [(r.item.id, r.score) for r in second]


async def test_an_unknown_candidate_is_named(rec: Recommender) -> None:
    with pytest.raises(NotFoundError, match="nowhere"):
        await rec.recommend("u0", candidates=["f1", "nowhere"])


@pytest.mark.parametrize("given", [[], ["f1"] * 5_001])
async def test_no_candidates_and_too_many_are_refused(rec: Recommender, given: list[str]) -> None:
    with pytest.raises(InputError, match="candidates"):
        await rec.recommend("u0", candidates=given)
    with pytest.raises(InputError, match="candidates"):
        await rec.features("u0", given)


async def test_the_feature_table_has_every_feature_of_every_candidate(rec: Recommender) -> None:
    await rec.evolve("u0")
    table = await rec.features("u0")
    assert table.names == tuple(feature.name for feature in FEATURES)
    assert table.columns.shape == (len(table.items), len(table.names))
    assert np.abs(table.columns.mean(axis=0)).max() < 1e-6
    some = await rec.features("u0", ["f1", "f2"])
    assert set(some.items) == {"f1", "f2"}


async def test_sources_can_be_left_out_by_name(home: Path) -> None:
    async with Recommender.open(settings(home, rank={"sources": ["popular"]})) as rec:
        listed = await rec.recommend("u0", 5, explain=False, use_model=False)
        assert {r.sources for r in listed} == {("popular",)}
    async with Recommender.open(settings(home, rank={"sources": ["nonsense"]})) as rec:
        with pytest.raises(InputError, match="nonsense"):
            await rec.recommend("u0", use_model=False)

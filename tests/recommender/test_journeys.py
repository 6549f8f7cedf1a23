"""Where people with a user's profile went next, through the public API."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.recommender.two_domains import filled, settings
from whyrec import Recommender


@pytest.fixture
async def rec(tmp_path: Path) -> AsyncIterator[Recommender]:
    async with Recommender.open(settings(tmp_path)) as opened:
        yield await filled(opened)


async def test_topics_are_told_with_how_many_went_on_to_them(rec: Recommender) -> None:
    report = await rec.journeys("ann")
    assert report.people >= 5
    assert report.topics
    nature = next(one for one in report.topics if one.topic == "topic=Nature")
    assert nature.new
    assert 5 <= nature.people <= report.people
    assert nature.share > nature.usual


async def test_nobody_is_named(rec: Recommender) -> None:
    told = (await rec.journeys("ann")).model_dump_json()
    assert not any(f"u{n:02}" in told for n in range(45))


async def test_who_erased_themselves_is_in_nobodys_company(rec: Recommender) -> None:
    for n in range(0, 45, 3):
        await rec.erase(f"u{n:02}")
    after = await rec.journeys("ann")
    assert "topic=Nature" not in {one.topic for one in after.topics}


async def test_of_somebody_unknown_nothing_is_told(rec: Recommender) -> None:
    report = await rec.journeys("nobody")
    assert (report.people, report.topics) == (0, ())

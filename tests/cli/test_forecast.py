"""``whyrec forecast``."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from whyrec import Recommender, load_settings
from whyrec.domain import Event, Item

GENRES = ("Horror", "Drama", "War", "Western")


@pytest.fixture
async def steady(shop: Path) -> str:
    """Somebody who takes horror films, among people who take all kinds."""
    start = datetime(2020, 1, 1, tzinfo=UTC)
    people = {f"p{n}": GENRES[n % 4] for n in range(8)} | {"steady": "Horror"}
    async with Recommender.open(load_settings(home=shop)) as rec:
        await rec.ingest(
            items=[
                Item(id=f"{g}{n}", title=f"{g} [{n}]", facets={"genre": (g,)}, domain="films")
                for g in GENRES
                for n in range(20)
            ],
            events=[
                Event(
                    id=f"{who}-{n}",
                    user_id=who,
                    item_id=f"{genre}{n}",
                    kind="like",
                    at=start + timedelta(days=n, minutes=len(who)),
                )
                for who, genre in people.items()
                for n in range(12)
            ],
        )
        await rec.evolve("steady")
    return "steady"


def test_what_comes_next_is_told_with_a_reason(run: Run, steady: str) -> None:
    ran = run("forecast", steady)
    assert ran.code == 0
    assert "from 12 events" in ran.out
    told = run("forecast", steady, "--json").json()
    assert told["topics"][0]["topic"] == "genre=Horror"
    assert told["topics"][0]["reasons"]
    assert "genre=War" in {one["topic"] for one in told["untried"]}


def test_its_lists_are_as_long_as_asked(run: Run, steady: str) -> None:
    told = run("forecast", steady, "-k", "1", "--json").json()
    assert len(told["topics"]) == len(told["untried"]) == 1


def test_a_user_nobody_knows_is_not_found(run: Run, shop: Path) -> None:
    assert run("forecast", "nobody").code == 3

"""``whyrec drift``."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from whyrec import Recommender, load_settings
from whyrec.domain import Event, Item

TURNED = ["Horror", "Horror", "Drama"] * 9 + ["War"] * 10


@pytest.fixture
async def turned(shop: Path) -> str:
    """Somebody who took horror and drama for a month and then war films."""
    genres = sorted(set(TURNED))
    start = datetime(2020, 1, 1, tzinfo=UTC)
    async with Recommender.open(load_settings(home=shop)) as rec:
        await rec.ingest(
            items=[
                Item(id=f"{g}{n}", title=f"{g} [{n}]", facets={"genre": (g,)}, domain="films")
                for g in genres
                for n in range(40)
            ],
            events=[
                Event(
                    id=f"t{n}",
                    user_id="turned",
                    item_id=f"{g}{n}",
                    kind="like",
                    at=start + timedelta(days=n),
                )
                for n, g in enumerate(TURNED)
            ],
        )
        await rec.evolve("turned")
    return "turned"


def test_what_moved_and_by_what_is_told(run: Run, turned: str) -> None:
    ran = run("drift", turned)
    assert ran.code == 0
    assert "taste has moved" in ran.out
    assert "War  " in ran.out
    assert "genre=" not in ran.out
    assert "War [36]" in ran.out
    assert run("drift", turned, "--json").json()["alarm"] is True


def test_the_history_marks_the_version_at_which_it_moved(run: Run, turned: str) -> None:
    ran = run("profile", "history", turned)
    assert "moved" in ran.out
    assert "whyrec drift turned" in ran.err
    told = json.loads(run("profile", "history", turned, "--json").out)
    assert [v["taste_moved"] for v in told] == [False, True]


def test_of_few_events_nothing_can_be_told(run: Run, shop: Path) -> None:
    assert "too little is known" in run("drift", "ann").out


def test_a_user_nobody_knows_is_not_found(run: Run, shop: Path) -> None:
    assert run("drift", "nobody").code == 3

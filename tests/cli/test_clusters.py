"""``whyrec clusters``, ``journeys``: what people read of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from whyrec import Recommender, load_settings
from whyrec.domain import Event, Item

START = datetime(2020, 1, 1, tzinfo=UTC)
TASTES = (("War", "Ozu"), ("Farce", "Tati"))


@pytest.fixture
async def crowd(shop: Path) -> Path:
    """Fifty people, half of whom take one genre of one director, the others another."""
    items = [
        Item(
            id=f"{genre}{n}",
            title=f"{genre} number {n} about {genre}",
            facets={"genre": (genre,), "director": (director,)},
            domain="films",
        )
        for genre, director in TASTES
        for n in range(12)
    ]
    events = [
        Event(
            id=f"c{user}-{n}",
            user_id=f"c{user}",
            item_id=f"{TASTES[user % 2][0]}{(user + n) % 12}",
            kind="like",
            at=START + timedelta(days=user, hours=n),
        )
        for user in range(50)
        for n in range(8)
    ]
    async with Recommender.open(load_settings(home=shop)) as rec:
        await rec.ingest(items=items, events=events)
        await rec.rebuild()
    return shop


def test_topics_are_read_as_words_and_stay_facets_in_json(run: Run, crowd: Path) -> None:
    fitted = run("--home", crowd, "clusters", "fit")
    assert fitted.code == 0, fitted.err
    assert "These are the first ones." in fitted.out
    for words in (("clusters", "list"), ("clusters", "show", "1")):
        ran = run("--home", crowd, *words)
        assert "War" in ran.out or "Farce" in ran.out
        assert "director " in ran.out
        assert "=" not in ran.out
        assert "genre=" in run("--home", crowd, *words, "--json").out


def test_a_cluster_that_is_not_there_is_quoted_beside_those_that_are(run: Run, crowd: Path) -> None:
    run("--home", crowd, "clusters", "fit")
    ran = run("--home", crowd, "clusters", "show", "no such")
    assert ran.code == 3
    assert "There is no cluster 'no such'." in ran.err


def test_nobody_with_such_a_profile_is_said_in_one_line(run: Run, shop: Path) -> None:
    ran = run("--home", shop, "journeys", "ann")
    assert ran.code == 0
    assert "Nobody was found with a profile like that of ann." in ran.out
    assert "0 people" not in ran.out

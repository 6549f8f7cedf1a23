"""What people go on to."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from tests.agents.retrieve import world
from whyrec.agents.dynamics import Everybody, Taken, components
from whyrec.agents.dynamics._components import COMPONENTS
from whyrec.agents.retrieve import Interactions
from whyrec.domain import Facet

VIEW = world.catalogue()
HORROR, COMEDY = Facet("genre", "Horror"), Facet("genre", "Comedy")


def alternating(people: int = 30) -> Everybody:
    """Everybody takes horror and comedy in turn; after film 0 always film 1."""
    rows = []
    for person in range(people):
        for n in range(10):
            film = n if n < 2 else 2 * ((7 * person + 3 * n) % 30) + n % 2
            at = world.AS_OF - timedelta(days=60 - n, minutes=person)
            rows.append((f"u{person:02d}", f"f{film:03d}", "like", np.nan, at))
    rows.sort(key=lambda row: row[4])
    crowd = Interactions.from_columns(VIEW, world.columns(rows), world.AS_OF)
    return Everybody.learn(VIEW, crowd)


def test_what_follows_a_topic_is_learned_and_shrunk_to_everybodys_shares() -> None:
    everybody = alternating()
    horror, comedy = (everybody.space.topics.index(t) for t in (HORROR, COMEDY))
    after = everybody.transitions.by_topic
    assert after.sum(axis=1) == pytest.approx(1.0)
    pairs = 30 * 5
    assert after[horror, comedy] == pytest.approx(
        (pairs + 20 * everybody.shares[comedy]) / (pairs + 20)
    )


def test_who_took_one_is_forecast_the_other() -> None:
    everybody = alternating()
    taken = Taken.of(everybody, np.array([4], dtype=np.int32), np.zeros(1))
    said = dict(zip(COMPONENTS, components(taken), strict=True))
    comedy = everybody.space.topics.index(COMEDY)
    assert said["transitions"][comedy] > 0.8
    assert said["paths"][comedy] > said["transitions"][comedy]
    assert said["last"][comedy] < 0.2


def test_it_is_counted_how_many_went_on_to_it() -> None:
    everybody = alternating()
    comedy = everybody.space.topics.index(COMEDY)
    count, of = everybody.transitions.counted(0, comedy)
    assert count == of >= 30


def test_nothing_follows_a_users_last_event() -> None:
    rows = [
        ("ann", "f000", "like", np.nan, world.AS_OF - timedelta(days=1)),
        ("bob", "f001", "like", np.nan, world.AS_OF - timedelta(hours=1)),
    ] * 5
    crowd = Interactions.from_columns(VIEW, world.columns(rows), world.AS_OF)
    everybody = Everybody.learn(VIEW, crowd)
    assert everybody.transitions.followed.sum() == 0
    assert everybody.transitions.by_topic == pytest.approx(np.stack([everybody.shares] * 2))


def test_people_are_counted_and_not_moments_nor_who_is_told() -> None:
    rows = [
        (name, f"f00{day % 2}", "like", np.nan, world.AS_OF - timedelta(days=20 - day))
        for name in ("ann", "bob", "cy")
        for day in range(10)
    ]
    crowd = Interactions.from_columns(VIEW, world.columns(rows), world.AS_OF)
    everybody = Everybody.learn(VIEW, crowd)
    comedy, counted = everybody.space.topics.index(COMEDY), everybody.transitions.counted
    assert counted(0, comedy) == (3, 3)
    assert counted(0, comedy, me=crowd.users.index("bob")) == (2, 2)
    assert counted(0, 1 - comedy) == (0, 3)
    assert counted(2, comedy) == (0, 0)

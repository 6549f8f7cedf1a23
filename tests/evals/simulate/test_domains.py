"""Users of two domains with a planted pairing of topics."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from whyrec.domain import Item
from whyrec.evals.simulate import (
    FIRST,
    SECOND,
    Planted,
    Shelf,
    Simulator,
    TwoDomainUser,
    drawn,
    halves,
    live_in_both,
)

START = datetime(2020, 1, 1, tzinfo=UTC)
GENRES = tuple("ABCDEF")
CATALOGUE = [
    Item(
        id=f"f{n}",
        title=f"Tale {n}",
        text="A tale of A and B.",
        facets={"genre": (GENRES[n % 6],), "year": (str(1990 + n % 20),)},
        domain="films",
    )
    for n in range(600)
]
ITEMS = halves(CATALOGUE)
BY_ID = {item.id: item for item in ITEMS}


@pytest.fixture
def shelves() -> list[Shelf]:
    return [Shelf.of(i for i in ITEMS if i.domain == domain) for domain in (FIRST, SECOND)]


@pytest.fixture
def planted(shelves: list[Shelf]) -> Planted:
    return Planted.drawn(shelves[0], shelves[1], 20, np.random.default_rng(3))


def lived(shelves: list[Shelf], planted: Planted, seed: int = 1) -> TwoDomainUser:
    first, second = (Simulator(shelf, None, START, seed) for shelf in shelves)
    rng = first.rng(0)
    tastes = drawn(sorted(planted.goes_with)[:2], rng)
    return live_in_both(first, second, "ann", tastes, planted, rng, events=(200, 200))


def test_a_catalogue_is_halved_and_no_topic_is_in_both(shelves: list[Shelf]) -> None:
    assert {item.domain for item in ITEMS} == {FIRST, SECOND}
    sizes = [sum(item.domain == domain for item in ITEMS) for domain in (FIRST, SECOND)]
    assert min(sizes) > 200
    assert not set(shelves[0].carriers) & set(shelves[1].carriers)
    assert not any(item.text for item in ITEMS)


def test_every_topic_goes_with_another_one(planted: Planted) -> None:
    assert len(planted.goes_with) == len(set(planted.goes_with.values())) == len(GENRES)


def test_a_user_lives_in_one_domain_and_then_in_the_other(
    shelves: list[Shelf], planted: Planted
) -> None:
    user = lived(shelves, planted)
    assert {BY_ID[e.item_id or ""].domain for e in user.before} == {FIRST}
    assert {BY_ID[e.item_id or ""].domain for e in user.after} == {SECOND}
    assert user.before[-1].at < user.after[0].at
    assert len({e.id for e in (*user.before, *user.after)}) == 400


def test_what_is_taken_there_is_what_goes_with_it(shelves: list[Shelf], planted: Planted) -> None:
    user = lived(shelves, planted)
    expected = planted.carried(user.tastes)
    liked = [e for e in user.after if e.kind == "like"]
    about = [shelves[1].facets[e.item_id or ""] for e in liked]
    assert all(facets & set(expected) for facets in about)
    for topic, share in expected.items():
        assert sum(topic in facets for facets in about) / len(liked) == pytest.approx(
            share, abs=0.12
        )


def test_the_same_seed_makes_the_same_user(shelves: list[Shelf], planted: Planted) -> None:
    assert lived(shelves, planted) == lived(shelves, planted)
    assert lived(shelves, planted) != lived(shelves, planted, seed=2)

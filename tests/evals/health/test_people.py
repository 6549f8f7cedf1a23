"""Simulated users do what they are said to do."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.evals.health.profiles import START
from tests.recommender.world import GENRES, catalogue
from whyrec.domain import Facet, Item
from whyrec.evals.health._people import Person, Simulation
from whyrec.evals.simulate import Scale, Shelf, columns_of

SHELF = Shelf.of(catalogue())
SCALE = Scale(0.0, 10.0)


def simulation(scale: Scale | None = SCALE, seed: int = 0) -> Simulation:
    return Simulation(SHELF, scale, START, seed)


def lives(number: int = 0, updates: int = 40, **more: int) -> tuple[Person, Person]:
    told = {"liked": 4, "every": 10} | more
    confirmed, never = simulation().planted(number, updates=updates, **told)
    return confirmed, never


def is_about(person: Person, place: int) -> bool:
    item_id = person.events[place].item_id
    assert item_id is not None
    assert person.facet is not None
    return person.facet in SHELF.facets[item_id]


def test_decades_are_no_taste() -> None:
    assert {facet.name for facet in SHELF.carriers} == {"genre"}
    assert len(SHELF.carriers[Facet("genre", "Horror")]) == 20


def test_the_rarest_facets_with_enough_items_are_planted() -> None:
    few = [
        Item(id=f"x{n}", title=f"X {n}", facets={"genre": ("Noir",)}, domain="movies")
        for n in range(5)
    ]
    shelf = Shelf.of([*catalogue(), *few])
    assert shelf.rare(5)[0] == Facet("genre", "Noir")
    assert Facet("genre", "Noir") not in shelf.rare(6)


def test_a_taste_is_planted_by_the_best_ratings_among_others() -> None:
    _, never = lives()
    assert [is_about(never, place) for place in range(8)] == [True, False] * 4
    assert never.planted == tuple(e.id for e in never.events[:8:2])
    assert {e.value for e in never.events[:8:2]} == {10.0}
    assert never.planted_by == 8
    assert len(never.events) == 48


def test_nothing_later_is_about_it_but_what_confirms_it() -> None:
    confirmed, never = lives()
    assert not any(is_about(never, place) for place in range(8, 48))
    assert [p - 7 for p in range(8, 48) if is_about(confirmed, p)] == [10, 20, 30, 40]


def test_the_two_lives_differ_only_where_one_is_confirmed() -> None:
    confirmed, never = lives()
    different = [
        place
        for place, (a, b) in enumerate(zip(confirmed.events, never.events, strict=True))
        if (a.item_id, a.value) != (b.item_id, b.value)
    ]
    assert [place - 7 for place in different] == [10, 20, 30, 40]


def test_other_tastes_pass() -> None:
    _, never = lives(updates=100)
    genres = [SHELF.facets[e.item_id or ""] for e in never.events[1:8:2]]
    later = [SHELF.facets[e.item_id or ""] for e in never.events[75:100]]
    assert set(genres) != set(later)
    assert len(set(later)) <= 3


def test_users_are_the_same_for_the_same_seed_and_others_for_another() -> None:
    again, other = simulation().drifting(0, 30), simulation(seed=1).drifting(0, 30)
    assert simulation().drifting(0, 30) == again
    assert simulation().drifting(1, 30).events != again.events != other.events


def test_a_drifting_taste_ends_elsewhere_than_it_began() -> None:
    person = simulation().drifting(0, 50)
    first, second = (Facet.parse(part) for part in person.about.split(", then "))
    assert first != second

    def share(facet: Facet, begin: int, end: int) -> float:
        here = person.events[begin:end]
        return sum(facet in SHELF.facets[e.item_id or ""] for e in here) / len(here)

    assert share(first, 0, 20) > 0.6 > 0.4 > share(second, 0, 20)
    assert share(second, 40, 50) > 0.6 > 0.4 > share(first, 40, 50)


def test_one_event_a_day() -> None:
    person = simulation().drifting(0, 5)
    assert [e.at for e in person.events] == [START + timedelta(days=n) for n in range(5)]


def test_without_a_scale_users_like_and_dislike() -> None:
    person = simulation(None).drifting(0, 60)
    assert {e.kind for e in person.events} == {"like", "dislike"}


def test_ratings_lie_on_the_scale_in_halves() -> None:
    assert Scale(0.5, 5.0).at(0.9) == 4.5
    values = [e.value or 0.0 for e in simulation().drifting(0, 60).events]
    assert all(0 <= value <= 10 and 2 * value == int(2 * value) for value in values)


def test_what_is_always_also_something_else_cannot_be_drawn_without_it() -> None:
    both = Item(id="b", title="B", facets={"genre": ("Noir", "Crime")}, domain="movies")
    shelf = Shelf.of([both])
    noir, crime = Facet("genre", "Noir"), Facet("genre", "Crime")
    assert not shelf.has_without(noir, crime)
    import numpy as np

    with pytest.raises(ValueError, match="also genre=Crime"):
        shelf.draw(noir, np.random.default_rng(0), set(), crime)


def test_columns_are_in_the_order_of_time() -> None:
    person = simulation().drifting(0, 5)
    columns = columns_of(person.events[::-1])
    assert columns.item_id.tolist() == [e.item_id for e in person.events]
    assert len(GENRES) == 6

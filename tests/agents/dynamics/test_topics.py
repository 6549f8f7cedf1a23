"""Drift over the facets of what was taken."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from tests.recommender.world import END, START, catalogue
from whyrec.agents.dynamics import TopicDrift, population_drift, user_drift
from whyrec.agents.retrieve import CatalogueView, Interactions
from whyrec.domain import Event, Facet, Item

ITEMS = CatalogueView.from_items(catalogue())
HORROR, COMEDY = Facet("genre", "Horror"), Facet("genre", "Comedy")


def of_genre(genre: int, n: int) -> list[int]:
    """Catalogue indices of n items of a genre by its number."""
    return [ITEMS.index[f"f{genre + 6 * k}"] for k in range(n)]


def drift_of(items: list[int], weights: list[float] | None = None) -> TopicDrift:
    return user_drift(
        ITEMS,
        np.array(items, dtype=np.int32),
        np.array(weights or [1.0] * len(items), dtype=np.float32),
        np.arange(len(items), dtype=np.float64)[::-1],
        END,
        half_life_days=180.0,
        half_life_events=6.0,
    )


def test_what_is_taken_more_of_late_is_named_with_the_events_that_show_it() -> None:
    found = drift_of([*of_genre(0, 15), *of_genre(2, 15), *of_genre(1, 8)])
    assert found.drift.alarm
    gained = found.topics[int(np.argmax(found.drift.excess))]
    assert gained == COMEDY
    assert (found.gains[-8:] > 0).all()
    assert found.gains[:-8].max() < found.gains[-8:].min()
    assert found.gains.argmax() == len(found.gains) - 1


def test_what_was_not_liked_is_no_taste() -> None:
    liked = of_genre(0, 20)
    disliked = of_genre(1, 8)
    found = drift_of([*liked, *disliked], [1.0] * 20 + [-1.0] * 8)
    assert found.topics == (HORROR,)
    assert not found.drift.alarm
    assert found.gains.shape == (28,)


def test_nobody_who_took_anything_has_not_moved() -> None:
    found = drift_of([])
    assert (found.topics, found.drift.alarm) == ((), False)


def everybodys(genres: list[int]) -> TopicDrift:
    """Three people take items of one genre a day."""
    events = [
        Event(
            id=f"{day}-{person}",
            user_id=f"p{person}",
            item_id=f"f{genre + 6 * ((day + person) % 20)}",
            kind="view",
            at=START + timedelta(days=day, hours=person),
        )
        for day, genre in enumerate(genres)
        for person in range(3)
    ]
    from whyrec.evals.simulate import columns_of

    crowd = Interactions.from_columns(ITEMS, columns_of(events), END)
    return population_drift(ITEMS, crowd.until(events[-1].at), half_life_days=180.0)


def test_a_crowd_that_turns_to_something_else_has_moved() -> None:
    rng = np.random.default_rng(0)
    steady = rng.integers(0, 3, size=60).tolist()
    assert not everybodys(steady).drift.alarm
    moved = everybodys([*steady, *[5] * 12])
    assert moved.drift.alarm
    assert moved.topics[int(np.argmax(moved.drift.excess))] == Facet("genre", "War")
    assert moved.drift.before.sum() == pytest.approx(1.0)


def test_topics_that_hardly_anything_shares_hide_none_that_moved() -> None:
    """Every book has an author of its own."""
    books = CatalogueView.from_items(
        Item(
            id=f"b{n:03}",
            title=f"Book {n}",
            facets={"genre": ("War" if n >= 160 else "Drama",), "author": (f"Author {n}",)},
            domain="books",
        )
        for n in range(220)
    )
    found = user_drift(
        books,
        np.arange(172, dtype=np.int32),
        np.ones(172, dtype=np.float32),
        np.arange(172, dtype=np.float64)[::-1],
        END,
        half_life_days=180.0,
        half_life_events=6.0,
    )
    assert found.topics == (Facet("genre", "Drama"), Facet("genre", "War"))
    assert found.drift.alarm


def test_events_of_one_moment_have_no_order() -> None:
    def at_once(items: list[int]) -> TopicDrift:
        return user_drift(
            ITEMS,
            np.array(items, dtype=np.int32),
            np.ones(len(items), dtype=np.float32),
            np.zeros(len(items)),
            END,
            half_life_days=180.0,
            half_life_events=6.0,
        )

    sorted_by_genre = [*of_genre(0, 20), *of_genre(1, 20)]
    mixed = np.random.default_rng(0).permutation(sorted_by_genre).tolist()
    assert not at_once(sorted_by_genre).drift.alarm
    assert at_once(mixed).drift.divergence == pytest.approx(0.0, abs=1e-9)


def test_a_history_that_is_long_past_can_be_looked_at() -> None:
    old = user_drift(
        ITEMS,
        np.array([*of_genre(0, 20), *of_genre(1, 10)], dtype=np.int32),
        np.ones(30, dtype=np.float32),
        50_000.0 + np.arange(30)[::-1],
        END,
        half_life_days=14.0,
        half_life_events=6.0,
    )
    assert old.drift.before.sum() == pytest.approx(1.0)
    assert old.drift.alarm

"""Popular is what was counted to be."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np

from whyrec._popularity import LEAST_TAKEN, crowd, crowd_grounds
from whyrec.agents.explain import Crowd
from whyrec.agents.retrieve import CatalogueView, Interactions, Statistics
from whyrec.domain import Item

NOW = datetime(2024, 6, 1, tzinfo=UTC)


def statistics(taken: dict[int, tuple[int, int]], items: int = 40) -> Statistics:
    """Items by place, each taken so often this week and so often long before."""
    catalogue = CatalogueView.from_items(
        Item(id=f"i{n:02}", title=f"Title {n}") for n in range(items)
    )
    rows = [
        (f"i{place:02}", NOW - timedelta(days=days))
        for place, (week, before) in taken.items()
        for days, times in ((2, week), (200, before))
        for _ in range(times)
    ]

    class Columns:
        user_id = np.array([f"u{n}" for n in range(len(rows))], dtype=object)
        item_id = np.array([item for item, _ in rows], dtype=object)
        kind = np.array(["view"] * len(rows), dtype=object)
        value = np.full(len(rows), np.nan)
        at_us = np.array([int(at.timestamp() * 1e6) for _, at in rows], dtype=np.int64)

    return Statistics.from_interactions(Interactions.from_columns(catalogue, Columns(), NOW))


def test_what_a_tenth_of_the_crowds_items_is_taken_as_often_as_is_popular_this_week() -> None:
    counted = statistics({0: (9, 0), **dict.fromkeys(range(1, 30), (1, 0))})

    assert crowd_grounds(0, counted)[0] == "popular_this_week"
    assert crowd_grounds(1, counted) == ("taken_before",)
    assert crowd(0, counted) == Crowd(week=9, ever=9)


def test_an_all_time_favourite_that_nobody_takes_now_is_not_popular_this_week() -> None:
    counted = statistics({0: (1, 50), **dict.fromkeys(range(1, 30), (1, 1))})

    assert crowd_grounds(0, counted) == ("popular", "taken_before")
    assert crowd(0, counted) == Crowd(week=1, ever=51)


def test_one_or_two_are_no_crowd() -> None:
    counted = statistics({0: (LEAST_TAKEN - 1, 0), **dict.fromkeys(range(1, 30), (1, 0))})

    assert crowd_grounds(0, counted) == ("taken_before",)


def test_where_everything_is_taken_alike_nothing_is_popular() -> None:
    counted = statistics(dict.fromkeys(range(30), (8, 8)))

    assert crowd_grounds(0, counted) == ("taken_before",)


def test_of_what_nobody_took_nothing_is_claimed() -> None:
    assert crowd_grounds(5, statistics({0: (9, 0)})) == ()

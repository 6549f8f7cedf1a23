from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from tests.agents.retrieve.world import AS_OF, catalogue, columns, events
from whyrec.agents.retrieve import CatalogueView, Interactions, Statistics
from whyrec.domain import Item
from whyrec.store import EventColumns

DAY = timedelta(days=1)


def statistics(rows: EventColumns) -> Statistics:
    return Statistics.from_interactions(Interactions.from_columns(catalogue(), rows, AS_OF))


def test_windows_count_what_lies_in_them() -> None:
    rows = [("u", "f001", "view", np.nan, AS_OF - days * DAY) for days in (20, 10, 5, 0.5)]
    found = statistics(columns(rows))
    assert [found.recent[days][1] for days in (1, 3, 7, 14, 30)] == [1, 1, 2, 3, 4]
    assert found.week_before[1] == 1
    assert found.total[1] == 4
    assert found.age_days[1] == pytest.approx(20)
    assert np.isnan(found.age_days[0])


def test_an_event_at_as_of_counts_and_one_after_it_does_not() -> None:
    now = ("u", "f001", "view", np.nan, AS_OF)
    later = ("u", "f001", "view", np.nan, AS_OF + timedelta(microseconds=1))
    assert statistics(columns([now, later])).total[1] == 1


def test_a_dislike_is_no_demand() -> None:
    rows = [("u", "f001", kind, np.nan, AS_OF - DAY) for kind in ("dislike", "skip", "dismiss")]
    assert statistics(columns(rows)).total[1] == 0


def test_mean_rating_is_shrunk_to_the_mean_of_all() -> None:
    rows = [("u", "f001", "rating", 10.0, AS_OF - DAY), ("v", "f002", "rating", 4.0, AS_OF - DAY)]
    found = statistics(columns(rows)).mean_rating
    assert found[1] == pytest.approx((10 + 5 * 7) / 6)
    assert found[5] == pytest.approx(7)


def test_popularity_before_a_moment_counts_the_seven_days_before_it() -> None:
    rows = [("u", "f001", "view", np.nan, AS_OF - days * DAY) for days in (16, 12, 10, 2)]
    found = statistics(columns(rows)).popularity_before(
        np.array([1, 1, 2], dtype=np.int32), np.array([10, 2, 2], dtype=np.float32)
    )
    assert found.tolist() == [2, 0, 0]


def test_events_after_as_of_change_nothing() -> None:
    past = events()
    canary = columns([(f"c{i}", "f007", "rating", 1.0, AS_OF + DAY * (i + 1)) for i in range(50)])
    with_canaries = EventColumns(*(np.concatenate(p) for p in zip(past, canary, strict=True)))
    told, untold = statistics(with_canaries), statistics(past)
    for name in ("total", "week_before", "mean_rating", "age_days", "moments"):
        np.testing.assert_array_equal(getattr(told, name), getattr(untold, name))


def test_without_events_everything_is_zero() -> None:
    found = statistics(columns([]))
    assert found.total.sum() == 0
    assert found.mean_rating.sum() == 0


def test_an_undated_item_is_known_from_its_first_interaction_on() -> None:
    now = ("u", "f001", "view", np.nan, AS_OF)
    later = ("u", "f002", "view", np.nan, AS_OF + DAY)
    assert np.flatnonzero(statistics(columns([now, later])).known).tolist() == [1]


def test_a_dated_item_is_known_once_its_date_has_come() -> None:
    dates = {"a": AS_OF, "b": AS_OF + DAY, "c": None}
    view = CatalogueView.from_items(
        Item(id=name, title=name, created_at=at) for name, at in dates.items()
    )
    nobody = Interactions.from_columns(view, columns([]), AS_OF)
    assert nobody.known.tolist() == [True, False, False]


def test_medians_are_taken_over_the_known_items() -> None:
    rows = [("u", "f001", "view", np.nan, AS_OF - n * DAY) for n in range(3)]
    assert statistics(columns(rows)).typical_total == 3

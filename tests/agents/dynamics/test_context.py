"""Contexts: how much more likely something is taken here and now than at any time."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from whyrec.agents.dynamics import (
    CrowdContext,
    OwnContext,
    crowd_context,
    habits,
    item_lift,
    topic_rates,
)

PLACES = ("home", "work")
FACETS = sparse.csr_array(np.array([[1, 0], [1, 0], [0, 1], [1, 1]], dtype=np.float32))
"""Items 0 and 1 are horror, 2 is comedy, 3 is both."""
NOBODY = CrowdContext((), np.zeros(0), np.ones((2, 0)))

told = st.lists(st.sampled_from([*PLACES, None]), min_size=1, max_size=40)


def own(events: list[str | None], crowd: CrowdContext = NOBODY) -> OwnContext:
    return OwnContext.of(crowd, events, np.ones(len(events)))


@given(told)
def test_shares_sum_to_one(events: list[str | None]) -> None:
    found = own(["home", *events])
    weights = np.linspace(0.0, 1.0, len(events) + 1)
    assert found.usual.sum() == pytest.approx(1.0)
    assert found.shares(weights).sum() == pytest.approx(1.0)


@given(told, st.sampled_from(PLACES))
def test_without_evidence_of_a_context_nothing_is_lifted(
    events: list[str | None], value: str
) -> None:
    nothing = np.zeros(len(events))
    assert own(events).lift(value, nothing) == pytest.approx(1.0)
    assert own([None] * len(events)).lift(value, np.ones(len(events))) == 1.0


@given(told, st.integers(0, 40))
def test_thin_evidence_moves_little(events: list[str | None], several: int) -> None:
    found = own(["home", *events])
    weights = np.zeros(len(events) + 1)
    weights[:several] = 1.0
    n = float(weights[found.codes >= 0].sum())
    usual = float(found.usual[found.values.index("home")])
    lift = found.lift("home", weights)
    assert 5 / (n + 5) - 1e-9 <= lift <= (n / usual + 5) / (n + 5) + 1e-9


def test_a_value_nobody_ever_had_lifts_nothing() -> None:
    rows = FACETS[[0, 2]]
    assert own(["home", "work"]).topics("moon", rows, np.ones(2)) is None


def test_what_is_taken_at_work_is_lifted_there_and_sinks_at_home() -> None:
    events: list[str | None] = ["work"] * 10 + ["home"] * 10
    rows = FACETS[[0] * 10 + [2] * 10]
    found, ones = own(events), np.ones(20)
    at_work, at_home = (found.topics(place, rows, ones) for place in ("work", "home"))
    assert at_work is not None
    assert at_home is not None
    assert at_work[0] > 1.5 > 1.0 > at_home[0]
    assert at_home[1] > 1.5 > 1.0 > at_work[1]


def test_what_others_take_where_counts_for_who_has_no_events() -> None:
    items = np.array([0, 1] * 200 + [2] * 400, dtype=np.int32)
    crowd = crowd_context(FACETS, items, ["work"] * 400 + ["home"] * 400)
    newcomer = OwnContext.of(crowd, [], np.zeros(0))
    lifts = newcomer.topics("work", FACETS[[]], np.zeros(0))
    assert lifts is not None
    assert lifts[0] > 1.5 > 0.6 > lifts[1]


def test_rare_scenes_are_not_told_apart_without_end() -> None:
    names = [f"scene {n}" for n in range(200)]
    crowd = crowd_context(FACETS, np.zeros(200, dtype=np.int32), names)
    assert len(crowd.values) == 50
    assert crowd.lift.shape == (2, 50)


def test_an_item_is_lifted_by_the_topic_it_is_taken_for() -> None:
    lifts, rates = np.array([2.0, 0.5]), np.array([3.0, 1.0])
    found = item_lift(FACETS, lifts, rates)
    assert found == pytest.approx([2.0, 2.0, 0.5, (3 * 2 + 0.5) / 4])


def test_an_item_without_facets_stays_where_it_is() -> None:
    bare = sparse.csr_array(np.zeros((1, 2), dtype=np.float32))
    assert item_lift(bare, np.array([2.0, 2.0]), np.ones(2)) == pytest.approx([1.0])


def test_without_events_all_topics_are_taken_alike() -> None:
    carried = np.array([0.5, 0.1])
    assert topic_rates(FACETS[[]], np.zeros(0), carried) == pytest.approx([1.0, 1.0])


def test_a_habit_is_told_with_its_events() -> None:
    found = habits({"scene": own(["work"] * 10 + ["home"] * 10)}, {"i1": np.repeat([1.0, 0.0], 10)})
    (habit,) = found["i1"]
    assert (habit.dimension, habit.value, habit.events, habit.of) == ("scene", "work", 10, 10)
    assert habit.share > habit.usual


def test_few_events_are_no_habit() -> None:
    found = habits(
        {"scene": own(["work"] * 2 + ["home"] * 4)}, {"i1": np.array([1.0] * 2 + [0.0] * 4)}
    )
    assert found == {"i1": ()}


def test_of_users_to_whom_contexts_are_nothing_hardly_any_has_a_habit() -> None:
    rng = np.random.default_rng(3)
    said = 0
    for _ in range(400):
        events = rng.choice(PLACES, 60).tolist()
        interest = rng.integers(4, size=60)
        shown = {f"i{n}": (interest == n).astype(float) for n in range(4)}
        said += any(habits({"scene": own(events)}, shown).values())
    assert said / 400 <= 0.05


def test_of_a_users_scenes_without_end_the_most_usual_are_told_apart() -> None:
    usual = ["work"] * 3 + ["home"] * 2
    found = own([*(f"session {n}" for n in range(1000)), *usual, None])
    assert len(found.values) == 50
    assert {"work", "home"} <= set(found.values)
    assert [found.values[code] for code in found.codes[1000:1005]] == usual
    assert (found.codes >= 0).sum() == 48 + 5
    assert found.codes[-1] == -1


def test_habits_are_told_beside_scenes_without_end() -> None:
    events = ["work", "home"] * 20 + [f"session {n}" for n in range(1000)]
    of_it = np.zeros(len(events))
    of_it[:40:2] = 1.0
    (habit,) = habits({"scene": own(events)}, {"i1": of_it})["i1"]
    assert (habit.value, habit.events, habit.of) == ("work", 20, 20)

"""Simulated users whose tastes depend on where they are."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np

from whyrec.domain import Facet, Item
from whyrec.evals.simulate import ZONE, SceneUser, Shelf, Simulator, live_in_scenes, shuffled

TASTES = {"work": {Facet("genre", "A"): 1.0}, "home": {Facet("genre", "B"): 1.0}}


def user(events: int = 60) -> SceneUser:
    items = [
        Item(id=f"f{n}", title=f"T {n}", facets={"genre": ("ABC"[n % 3],)}) for n in range(300)
    ]
    simulator = Simulator(Shelf.of(items), None, datetime(2024, 1, 1, tzinfo=UTC), 1)
    return live_in_scenes(simulator, "u", TASTES, events, simulator.rng(0))


def test_what_is_taken_is_drawn_by_the_scenes_tastes() -> None:
    made = user()
    for event, taste in zip(made.events, made.drawn_for, strict=True):
        assert taste is None or taste in TASTES[event.context.scene or ""]
    assert made.size == 1.0


def test_events_come_in_time_order_and_work_on_working_days() -> None:
    made = user()
    times = [e.at for e in made.events]
    assert times == sorted(times)
    days = {
        e.at.astimezone(ZoneInfo(ZONE)).weekday() for e in made.events if e.context.scene == "work"
    }
    assert days <= {0, 1, 2, 3, 4}


def test_the_same_seed_makes_the_same_user() -> None:
    assert user() == user()


def test_shuffling_keeps_what_was_taken_and_the_contexts_there_were() -> None:
    made = user()
    other = shuffled(made, np.random.default_rng(2))
    assert Counter(e.item_id for e in other.events) == Counter(e.item_id for e in made.events)
    assert [(e.at, e.context) for e in other.events] == [(e.at, e.context) for e in made.events]
    moved = [e.context.scene != s for e, s in zip(other.events, other.drawn_in, strict=True)]
    assert any(moved)


def test_a_beginning_is_somebody_else_with_the_first_events() -> None:
    part = user().beginning(5, "v")
    assert [e.item_id for e in part.events] == [e.item_id for e in user().events[:5]]
    assert {e.user_id for e in part.events} == {"v"}
    assert not {e.id for e in part.events} & {e.id for e in user().events}

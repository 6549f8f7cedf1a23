"""Events: idempotent, independent of order, forgotten for good."""

from __future__ import annotations

import functools
import time
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
import sqlalchemy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.store.conftest import SECOND, event, sqlite_only
from whyrec.domain import Context, Event
from whyrec.store import AddedEvents, EventConflict, EventRow, Store, from_us, to_us


def test_an_event_comes_back_as_it_went_in(store: Store) -> None:
    given_event = Event(
        id="é 1/2",
        user_id="u'; DROP TABLE events; --",
        item_id="m|1",
        kind="rating",
        value=3.5,
        text="很好 😀",
        at=datetime(1994, 2, 28, 23, 59, 59, 999_999, UTC),
        context=Context(scene="commute", device="tv"),
        session="s",
    )
    store.events.add("t", [given_event])
    assert store.events.get("t", [given_event.id, "other"]) == {given_event.id: given_event}
    assert store.events.of_user("t", given_event.user_id) == [given_event]


def test_ids_that_are_refused_today_stay_readable(store: Store) -> None:
    store.events.add("t", [event("..", "u", "."), event("e2", "u", "m"), event("e3", "..", "m")])
    assert [(e.id, e.item_id) for e in store.events.of_user("t", "u")] == [("..", "."), ("e2", "m")]
    (other,) = store.events.of_user("t", "..")
    assert (other.id, other.user_id) == ("e3", "..")
    assert store.events.get("t", [".."])[".."].model_dump()["id"] == ".."
    with pytest.raises(ValidationError):
        Event.model_validate(other.model_dump())


def test_events_exist_only_all_together_and_in_their_own_tenant(store: Store) -> None:
    store.events.add("t", [event("e1"), event("e2")])
    assert store.events.exist("t", ["e1", "e2"])
    assert store.events.exist("t", [])
    assert not store.events.exist("t", ["e1", "e3"])
    assert not store.events.exist("other", ["e1"])


def test_adding_the_same_again_changes_nothing(store: Store) -> None:
    rows = [event(f"e{n}", at=n) for n in range(50)]
    assert store.events.add("t", rows) == AddedEvents(added=50)
    before = store.events.generation("t")
    assert store.events.add("t", rows) == AddedEvents(unchanged=50)
    assert store.events.generation("t") == before


def test_another_content_under_a_known_id_is_a_conflict_and_the_stored_one_stays(
    store: Store,
) -> None:
    store.events.add("t", [event("e1", value=4.0, kind="rating")])
    other = event("e1", value=2.0, kind="rating")
    told = store.events.add("t", [event("e0"), other, event("e2")])
    assert told == AddedEvents(added=2, conflicts=[EventConflict("e1", 1)])
    assert store.events.get("t", ["e1"])["e1"].value == 4.0


def test_every_field_counts_as_content(store: Store) -> None:
    full = EventRow("e", "u", "m", "rating", 1.0, "x", 5, "home", "tv", "s")
    store.events.add("t", [full])
    others = ["u2", "m2", "view", None, "y", 6, None, "phone", "s2"]
    for name, value in zip(EventRow._fields[1:], others, strict=True):
        told = store.events.add("t", [full._replace(**{name: value})])
        assert told.conflicts, name


def test_an_id_twice_in_one_batch_is_added_once(store: Store) -> None:
    told = store.events.add("t", [event("e1"), event("e1"), event("e1", at=9)])
    assert told == AddedEvents(added=1, unchanged=1, conflicts=[EventConflict("e1", 2)])
    assert store.events.count("t") == 1


def test_a_conflict_names_the_row_among_all_rows_given(store: Store) -> None:
    store.events.add("t", [event("e15000", at=99)])
    told = store.events.add("t", (event(f"e{n}", at=n) for n in range(20_001)))
    assert told == AddedEvents(added=20_000, conflicts=[EventConflict("e15000", 15_000)])


def test_tenants_do_not_see_each_other(store: Store) -> None:
    store.events.add("a", [event("e1", at=1)])
    store.events.add("b", [event("e1", at=2)])
    assert store.look("a").watermark == from_us(SECOND)
    assert store.events.count("b") == 1
    store.events.forget("a", "u1", ["e1"])
    assert store.events.count("b") == 1
    assert store.events.add("b", [event("e1", at=2)]) == AddedEvents(unchanged=1)


_rows = st.lists(
    st.builds(
        event,
        id=st.sampled_from([f"e{n}" for n in range(12)]),
        at=st.just(1),
    ),
    max_size=20,
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=_rows, shuffled=st.randoms(use_true_random=False), cut=st.integers(0, 20))
def test_the_order_of_arrival_does_not_matter(store: Store, rows, shuffled, cut) -> None:
    other = list(rows)
    shuffled.shuffle(other)
    one, two = f"one{time.perf_counter_ns()}", f"two{time.perf_counter_ns()}"
    store.events.add(one, rows)
    store.events.add(two, other[:cut])
    store.events.add(two, other[cut:])
    assert store.events.of_user(one, "u1") == store.events.of_user(two, "u1")


def test_a_users_events_are_ordered_by_time_then_id(store: Store) -> None:
    rows = [event("b", at=2), event("a", at=2), event("z", at=1), event("other", user="u2")]
    store.events.add("t", rows)
    assert [e.id for e in store.events.of_user("t", "u1")] == ["z", "a", "b"]


def test_until_is_included(store: Store) -> None:
    store.events.add("t", [event(f"e{n}", at=n) for n in range(5)])
    until = from_us(2 * SECOND)
    assert [e.id for e in store.events.of_user("t", "u1", until)] == ["e0", "e1", "e2"]
    columns = store.events.columns("t", since=from_us(SECOND), until=until)
    assert columns.at_us.tolist() == [SECOND, 2 * SECOND]


def test_columns_hold_what_was_done_with_items_in_order_of_time(store: Store) -> None:
    store.events.add(
        "t",
        [
            event("e3", "u2", "m2", at=3, kind="rating", value=4.5),
            event("e1", "u1", "m1", at=1),
            event("e2", item=None, at=2, kind="search", text="space"),
            event("e4", item="m3", at=2, kind="state", text="no more horror"),
        ],
    )
    columns = store.events.columns("t")
    assert columns.user_id.tolist() == ["u1", "u2"]
    assert columns.item_id.tolist() == ["m1", "m2"]
    assert columns.kind.tolist() == ["view", "rating"]
    assert np.isnan(columns.value[0])
    assert columns.value[1] == 4.5
    assert (columns.user_id.dtype, columns.value.dtype, columns.at_us.dtype) == (
        object,
        np.float64,
        np.int64,
    )


def test_nothing_gives_empty_columns(store: Store) -> None:
    columns = store.events.columns("t")
    assert [len(c) for c in columns] == [0] * 5
    assert columns.at_us.dtype == np.int64
    assert store.look("t").watermark is None
    assert store.events.add("t", []) == AddedEvents()


def test_users_are_summed_up(store: Store) -> None:
    store.events.add("t", [event("a", at=3), event("b", at=1), event("c", "u0", at=2)])
    assert [
        (u.user_id, u.events, to_us(u.first), to_us(u.last)) for u in store.events.users("t")
    ] == [
        ("u0", 1, 2 * SECOND, 2 * SECOND),
        ("u1", 2, SECOND, 3 * SECOND),
    ]


def test_a_forgotten_event_is_gone_and_does_not_come_back(store: Store) -> None:
    store.events.add("t", [event("e1"), event("e2")])
    before = store.events.generation("t")
    assert store.events.forget("t", "u1", ["e1", "unknown"]) == 1
    assert store.events.generation("t") != before
    told = store.events.add("t", [event("e1"), event("e1", at=9), event("e2"), event("e3")])
    assert told == AddedEvents(added=1, unchanged=1, forgotten=2)
    assert [e.id for e in store.events.of_user("t", "u1")] == ["e2", "e3"]


def test_conflicts_are_found_beside_forgotten_events(store: Store) -> None:
    store.events.add("t", [event("e1"), event("e2")])
    store.events.forget("t", "u1", ["e1"])
    told = store.events.add("t", [event("e1"), event("e2", at=7)])
    assert told == AddedEvents(forgotten=1, conflicts=[EventConflict("e2", 1)])


def test_a_user_cannot_forget_anothers_event(store: Store) -> None:
    store.events.add("t", [event("e1", "u1")])
    assert store.events.forget("t", "u2", ["e1"]) == 0
    assert store.events.add("t", [event("e1", "u1")]) == AddedEvents(unchanged=1)


def test_more_ids_than_a_statement_takes_are_fine(store: Store) -> None:
    rows = [event(f"e{n}", at=n) for n in range(12_000)]
    store.events.add("t", rows)
    assert len(store.events.get("t", [r.id for r in rows])) == 12_000
    assert store.events.forget("t", "u1", [r.id for r in rows]) == 12_000
    assert store.events.add("t", rows) == AddedEvents(forgotten=12_000)


def test_times_are_exact_from_the_first_year_to_the_last() -> None:
    first = datetime.min.replace(tzinfo=UTC)
    for moment in (first, datetime.max.replace(tzinfo=UTC), first + timedelta(microseconds=1)):
        assert from_us(to_us(moment)) == moment


@sqlite_only
def test_a_driver_that_takes_named_parameters_is_fine(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As PostgreSQL's does."""
    named = functools.partial(sqlalchemy.create_engine, paramstyle="named")
    monkeypatch.setattr("whyrec.store._database.create_engine", named)
    with Store.open(url) as store:
        rows = [event("e1"), event("e1"), event("e2"), event("e2", at=9)]
        told = store.events.add("t", rows)
        assert told == AddedEvents(added=2, unchanged=1, conflicts=[EventConflict("e2", 3)])
        assert store.events.columns("t").user_id.tolist() == ["u1", "u1"]


def test_a_look_tells_what_has_changed_and_of_whom(store: Store) -> None:
    nothing = store.look("t")
    assert nothing == (0, 0, None, 0, 0, 0)
    store.events.add("other", [event("e1")])
    assert store.look("t") == nothing
    store.events.add("t", [event("e1")])
    after = store.look("t")
    assert after.events > nothing.events
    assert after.items == nothing.items


def test_events_read_inside_a_transaction_that_fails_are_not_remembered(store: Store) -> None:
    user = event("e1").user_id

    def fail() -> None:
        with store.transaction():
            store.events.add("t", [event("e2")])
            assert len(store.events.of_user("t", user)) == 2
            raise RuntimeError

    store.events.add("t", [event("e1")])
    with pytest.raises(RuntimeError):
        fail()
    store.events.add("t", [event("e3")])
    assert [e.id for e in store.events.of_user("t", user)] == ["e1", "e3"]

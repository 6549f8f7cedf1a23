"""Erasing and forgetting leave nothing, not even in the files."""

from __future__ import annotations

import pytest

from tests.store.conftest import event, revision, sqlite_only
from whyrec.domain import Profile
from whyrec.store import AddedEvents, ErasedCounts, Store


def _files(store: Store) -> bytes:
    assert store.file is not None
    return b"".join(f.read_bytes() for f in store.file.parent.iterdir())


def _fill(store: Store) -> None:
    """A secret user's events among others, so that pages are split and shared."""
    for batch in range(20):
        rows = [
            event(
                f"secret-e{n}" if n % 9 == 0 else f"e{n}",
                "secret-user" if n % 9 == 0 else f"u{n % 7}",
                kind="search",
                text=f"secret-words {n}" if n % 9 == 0 else f"words {n}",
                at=n * 7919 % 4001,
            )
            for n in range(batch * 100, batch * 100 + 100)
        ]
        store.events.add("t", rows)
    for version in (1, 2, 3):
        store.profiles.append("t", revision(version, "secret-user", cites="secret-e0"))
        store.profiles.append("t", revision(version, "u1", cites="e1"))
    store.meta.set("t", "greeting", "secret-greeting", user="secret-user")


def test_erasing_a_user_deletes_all_of_theirs_and_nothing_else(store: Store) -> None:
    _fill(store)
    assert store.erase_user("t", "secret-user") == ErasedCounts(events=223, versions=3, values=1)
    assert store.events.count("t") == 2000 - 223
    assert store.profiles.versions("t") == {"u1": 3}
    assert store.profiles.head("t", "secret-user") == Profile(user_id="secret-user", version=0)
    assert store.meta.get("t", "greeting", user="secret-user") is None
    assert store.events.add("t", [event("secret-e0", "secret-user")]) == AddedEvents(forgotten=1)


@sqlite_only
def test_an_erased_user_is_not_in_the_files_any_more(store: Store) -> None:
    _fill(store)
    assert b"secret-words" in _files(store)
    store.erase_user("t", "secret-user")
    assert b"secret-" not in _files(store)
    store.close()
    assert b"secret-" not in _files(store)


@sqlite_only
def test_a_reader_in_the_middle_of_something_only_delays_that(store: Store) -> None:
    _fill(store)
    with store._database.read() as reader:
        reader.exec_driver_sql("SELECT count(*) FROM events").fetchall()
        store.erase_user("t", "secret-user")
    store.close()
    assert b"secret-" not in _files(store)


@sqlite_only
def test_a_forgotten_event_and_a_rewritten_history_are_not_in_the_files(store: Store) -> None:
    _fill(store)
    with store.transaction():
        store.events.forget("t", "secret-user", [f"secret-e{n}" for n in range(0, 2000, 9)])
        store.profiles.rewrite(
            "t", "secret-user", [], Profile(user_id="secret-user", version=0), expected=3
        )
    store.meta.erase("t", "secret-user")
    assert b"secret-" not in _files(store)


def test_erasing_an_unknown_user_does_nothing(store: Store) -> None:
    assert store.erase_user("t", "nobody") == ErasedCounts(0, 0, 0)


def test_what_fails_in_a_transaction_undoes_all_of_it(store: Store) -> None:
    store.events.add("t", [event("e1")])

    def forget_and_fail() -> None:
        with store.transaction():
            store.events.forget("t", "u1", ["e1"])
            assert store.events.count("t") == 0
            raise RuntimeError

    with pytest.raises(RuntimeError):
        forget_and_fail()
    assert store.events.add("t", [event("e1")]) == AddedEvents(unchanged=1)


def test_what_fails_in_a_part_of_a_transaction_undoes_that_part(store: Store) -> None:
    def set_and_fail() -> None:
        with store.transaction():
            store.meta.set("t", "dropped", 1)
            raise RuntimeError

    with store.transaction():
        store.meta.set("t", "kept", 1)
        with pytest.raises(RuntimeError):
            set_and_fail()
    assert (store.meta.get("t", "kept"), store.meta.get("t", "dropped")) == (1, None)

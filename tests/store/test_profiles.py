"""Profiles: a chain of versions, one head, no lost update."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest

from tests.store.conftest import revision
from whyrec.domain import Measured, Profile
from whyrec.errors import ConflictError
from whyrec.store import Store, StoredRevision


def test_a_user_without_a_profile_has_the_empty_version_0(store: Store) -> None:
    assert store.profiles.head("t", "u1") == Profile(user_id="u1", version=0)
    assert store.profiles.revisions("t", "u1") == []
    assert store.profiles.versions("t") == {}


def test_versions_come_back_as_they_were_appended(store: Store) -> None:
    now = datetime(2024, 5, 6, 7, 8, 9, 10, UTC)
    for version in (1, 2, 3):
        store.profiles.append("t", revision(version), now=now)
    assert store.profiles.head("t", "u1") == revision(3).profile
    assert store.profiles.revisions("t", "u1") == [
        StoredRevision(v, v - 1, revision(v).patch, revision(v).rejected, now) for v in (1, 2, 3)
    ]
    assert store.profiles.versions("t") == {"u1": 3}
    assert store.profiles.versions("other") == {}


def test_what_was_measured_on_reading_is_not_stored(store: Store) -> None:
    first = revision(1)
    measured = Measured(
        strength_long=1, strength_short=1, share=1, trend="new", confidence=0.5, events=1
    )
    interest = first.profile.interests[0].model_copy(update={"measured": measured})
    profile = first.profile.model_copy(update={"interests": (interest,)})
    store.profiles.append("t", first.model_copy(update={"profile": profile}))
    assert store.profiles.head("t", "u1") == first.profile


def test_a_version_whose_parent_is_no_longer_the_head_is_a_conflict(store: Store) -> None:
    store.profiles.append("t", revision(1))
    with pytest.raises(ConflictError, match="no longer at version 0"):
        store.profiles.append("t", revision(1))
    with pytest.raises(ConflictError, match="no longer at version 2"):
        store.profiles.append("t", revision(3))
    assert store.profiles.versions("t") == {"u1": 1}


def test_a_version_that_skips_a_number_is_a_mistake(store: Store) -> None:
    odd = revision(2)
    profile = odd.profile.model_copy(update={"parent": 0})
    with pytest.raises(ValueError, match="version 2 cannot follow 0"):
        store.profiles.append("t", odd.model_copy(update={"profile": profile}))


def test_of_several_updates_at_once_exactly_one_wins_each_version(store: Store) -> None:
    start = threading.Barrier(6)
    won: list[int] = []

    def update() -> None:
        start.wait()
        for _ in range(5):
            version = store.profiles.head("t", "u1").version + 1
            try:
                store.profiles.append("t", revision(version))
            except ConflictError:
                continue
            won.append(version)

    threads = [threading.Thread(target=update) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(won) == list(range(1, len(won) + 1))
    assert len(won) >= 5
    assert store.profiles.head("t", "u1").version == len(won)


def test_a_history_is_replaced_whole(store: Store) -> None:
    for version in (1, 2, 3):
        store.profiles.append("t", revision(version, cites="e1"))
    clean = [revision(v, cites="e2") for v in (1, 2)]
    kept = [StoredRevision(r.profile.version, r.profile.parent, r.patch, (), NOW) for r in clean]
    store.profiles.rewrite("t", "u1", kept, clean[-1].profile, expected=3)
    assert store.profiles.revisions("t", "u1") == kept
    assert store.profiles.head("t", "u1") == clean[-1].profile


def test_a_history_is_not_replaced_when_it_has_grown_since(store: Store) -> None:
    store.profiles.append("t", revision(1))
    with pytest.raises(ConflictError, match="no longer at version 0"):
        store.profiles.rewrite("t", "u1", [], Profile(user_id="u1", version=0), expected=0)
    assert store.profiles.versions("t") == {"u1": 1}


def test_a_history_and_its_head_must_agree(store: Store) -> None:
    with pytest.raises(ValueError, match="version 1 is not the last"):
        store.profiles.rewrite("t", "u1", [], revision(1).profile)


def test_an_empty_history_leaves_no_profile(store: Store) -> None:
    store.profiles.append("t", revision(1))
    store.profiles.rewrite("t", "u1", [], Profile(user_id="u1", version=0))
    assert store.profiles.versions("t") == {}


NOW = datetime(2024, 1, 1, tzinfo=UTC)

"""Clusters and memberships as they are kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from tests.store.conftest import sqlite_only
from whyrec.store import Store, StoredCluster, StoredFit, StoredMembership

NOW = datetime(2024, 5, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def fit(as_of: datetime = NOW, clusters: int = 2) -> StoredFit:
    vectors = np.eye(3, dtype=np.float32)[:clusters]
    return StoredFit(
        as_of=as_of,
        embedding="test-3d",
        temperature=0.5,
        spread=1.5,
        people=40,
        origin=np.full(3, 0.25, dtype=np.float32),
        clusters=tuple(
            StoredCluster(n, 1 / clusters, vector, vector, f'{{"n": {n}}}')
            for n, vector in enumerate(vectors, 1)
        ),
    )


def test_a_fit_is_read_as_it_was_kept(store: Store) -> None:
    store.clusters.keep("t", fit())

    found = store.clusters.newest("t", NOW)

    assert found is not None
    assert found._replace(origin=0, clusters=()) == fit()._replace(origin=0, clusters=())
    assert np.array_equal(found.origin, fit().origin)
    for kept, given in zip(found.clusters, fit().clusters, strict=True):
        assert np.array_equal(kept.centre, given.centre)
        assert (kept.id, kept.weight, kept.portrait) == (given.id, given.weight, given.portrait)


def test_the_newest_that_knows_nothing_later_is_found(store: Store) -> None:
    store.clusters.keep("t", fit(NOW))
    store.clusters.keep("t", fit(NOW - DAY, clusters=3))

    found = store.clusters.newest("t", NOW - timedelta(hours=1))

    assert found is not None
    assert len(found.clusters) == 3
    assert store.clusters.newest("t", NOW - 2 * DAY) is None
    assert store.clusters.newest("other", NOW) is None


def test_only_the_newest_fits_stay_and_the_one_just_made(store: Store) -> None:
    for days in (0, 1, 2):
        store.clusters.keep("t", fit(NOW + days * DAY))
    assert store.clusters.newest("t", NOW) is None

    store.clusters.keep("t", fit(NOW - 9 * DAY))

    assert store.clusters.newest("t", NOW) is not None
    assert store.clusters.newest("t", NOW + 2 * DAY).as_of == NOW + 2 * DAY


def test_a_move_leaves_what_was_fitted_and_tells_its_moment(store: Store) -> None:
    store.clusters.keep("t", fit())

    store.clusters.move("t", NOW, NOW + DAY, lambda centres: centres * 2)
    store.clusters.move("t", NOW, NOW, lambda centres: centres + 1)

    found = store.clusters.newest("t", NOW)
    assert found is not None
    assert found.moved_at == NOW + DAY
    assert np.array_equal(found.clusters[0].moved, np.array([3, 1, 1], dtype=np.float32))
    assert np.array_equal(found.clusters[0].centre, np.array([1, 0, 0], dtype=np.float32))


def test_a_fit_that_is_gone_is_not_moved(store: Store) -> None:
    store.clusters.move("t", NOW, NOW, lambda centres: centres * 2)

    assert store.clusters.newest("t", NOW) is None


def test_what_is_told_can_be_told_anew(store: Store) -> None:
    store.clusters.keep("t", fit())

    store.clusters.tell("t", NOW, {2: "{}"})

    found = store.clusters.newest("t", NOW)
    assert found is not None
    assert [c.portrait for c in found.clusters] == ['{"n": 1}', "{}"]


def test_a_look_tells_when_clusters_were_fitted(store: Store) -> None:
    before = store.look("t")
    store.clusters.keep("t", fit())

    assert store.look("t").clusters == before.clusters + 1


def test_erasing_who_moved_a_centre_puts_it_back(store: Store) -> None:
    store.clusters.keep("t", fit())
    store.clusters.move("t", NOW, NOW + DAY, lambda centres: centres + 1)
    store.memberships.keep("t", "ann", member(1))
    store.erase_user("t", "bob")
    moved = store.clusters.newest("t", NOW)
    assert moved is not None
    assert not np.array_equal(moved.clusters[0].moved, moved.clusters[0].centre)
    store.erase_user("t", "ann")
    back = store.clusters.newest("t", NOW)
    assert back is not None
    assert all(np.array_equal(one.moved, one.centre) for one in back.clusters)


def member(version: int, at: datetime = NOW) -> StoredMembership:
    return StoredMembership(version, at, NOW, {7: 0.75, 2: 0.25})


def test_memberships_are_read_by_version(store: Store) -> None:
    store.memberships.keep("t", "ann", member(2, NOW + DAY))
    store.memberships.keep("t", "ann", member(1))
    store.memberships.keep("t", "bob", member(1))

    assert store.memberships.of_user("t", "ann") == [member(1), member(2, NOW + DAY)]
    assert list(store.memberships.of_user("t", "ann")[0].members) == [7, 2]
    assert store.knows("t", "ann")
    assert store.memberships.of_user("other", "ann") == []


def test_what_was_known_from_a_moment_on_can_be_forgotten(store: Store) -> None:
    store.memberships.keep("t", "ann", member(1))
    store.memberships.keep("t", "ann", member(2, NOW + DAY))

    assert store.memberships.forget_since("t", "ann", NOW + DAY) == 1
    assert store.memberships.of_user("t", "ann") == [member(1)]


@sqlite_only
def test_erasing_a_user_leaves_none_of_it_in_the_file(store: Store) -> None:
    store.memberships.keep("t", "secret-user", member(1))
    store.memberships.keep("t", "bob", member(1))

    assert store.erase_user("t", "secret-user").memberships == 1

    assert store.memberships.of_user("t", "bob") == [member(1)]
    assert store.file is not None
    held = b"".join(f.read_bytes() for f in store.file.parent.iterdir())
    assert b"secret-user" not in held


@pytest.mark.parametrize("version", [1, 3])
def test_keeping_a_version_again_replaces_it(store: Store, version: int) -> None:
    store.memberships.keep("t", "ann", member(version))
    store.memberships.keep("t", "ann", member(version, NOW + DAY))

    assert store.memberships.of_user("t", "ann") == [member(version, NOW + DAY)]

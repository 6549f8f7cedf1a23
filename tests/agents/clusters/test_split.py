"""When a cluster is two, and when two are one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.agents.clusters.people import planted
from whyrec.agents.clusters import distances, halves, merging, splits, ward


def _whole(vectors: np.ndarray) -> float:
    return float(distances(vectors, vectors.mean(axis=0)[None, :]).sum())


@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 10_000))
def test_what_merging_adds_is_what_the_squared_distance_grows_by(a: int, b: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    left = rng.normal(size=(a, 3)).astype(np.float32)
    right = rng.normal(size=(b, 3)).astype(np.float32)

    added = ward(a, left.mean(axis=0), b, right.mean(axis=0))

    grown = _whole(np.concatenate([left, right])) - _whole(left) - _whole(right)
    assert added == pytest.approx(grown, rel=1e-3, abs=1e-3)


def test_two_planted_clusters_in_one_are_worth_a_split() -> None:
    people = planted(2)

    found = halves(people.vectors, 0)

    assert splits(found, _whole(people.vectors), least=0.3)
    assert len({(bool(s), int(t)) for s, t in zip(found.second, people.truth, strict=True)}) == 2


def test_a_cluster_of_one_kind_is_not() -> None:
    everybody = planted(8)
    one = everybody.vectors[everybody.truth == 0]

    assert not splits(halves(one, 0), _whole(everybody.vectors))


def test_who_are_all_alike_cannot_be_split() -> None:
    assert halves(np.ones((9, 3), dtype=np.float32), 0).gain == 0.0


def test_two_halves_of_one_kind_are_merged() -> None:
    everybody = planted(3)
    first, second, third = (everybody.vectors[everybody.truth == t] for t in range(3))
    parts = [first[:40], second, first[40:], third]
    centres = np.stack([part.mean(axis=0) for part in parts])
    sizes = np.array([len(part) for part in parts], dtype=np.float64)

    assert merging(sizes, centres, _whole(everybody.vectors)) == (0, 2)


def test_planted_clusters_are_not() -> None:
    people = planted(3)

    assert merging(np.full(3, 80.0), people.centres, _whole(people.vectors)) is None


def test_one_cluster_has_nothing_to_merge_with() -> None:
    assert merging(np.ones(1), np.ones((1, 3), dtype=np.float32), 1.0) is None


def test_few_people_are_no_cluster_however_far_away() -> None:
    crowd = np.concatenate([np.zeros((100, 2)), np.full((19, 2), 9.0)]).astype(np.float32)

    assert not splits(halves(crowd, 0), _whole(crowd))
    assert splits(halves(np.concatenate([crowd, crowd[-1:]]), 0), _whole(crowd))

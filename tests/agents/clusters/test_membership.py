"""How far somebody belongs to each cluster, and how centres follow people."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.agents.clusters.people import planted
from whyrec.agents.clusters import Clusters, fit_clusters, moved

PEOPLE = planted(4)
CLUSTERS = fit_clusters(PEOPLE.vectors)
vectors = st.lists(st.floats(-3, 3, width=32), min_size=64, max_size=64).map(
    lambda xs: np.array(xs, dtype=np.float32)
)


@given(vectors)
def test_memberships_are_probabilities(vector: np.ndarray) -> None:
    found = CLUSTERS.membership(vector)

    assert found.shape == (4,)
    assert (found >= 0).all()
    assert found.sum() == pytest.approx(1.0)


def test_who_stands_at_a_centre_belongs_there_most() -> None:
    for place, centre in enumerate(CLUSTERS.centres):
        assert CLUSTERS.membership(centre).argmax() == place


def test_a_higher_temperature_makes_membership_softer() -> None:
    centre = CLUSTERS.centres[0]
    softer = replace(CLUSTERS, temperature=CLUSTERS.temperature * 10)

    assert softer.membership(centre).max() < CLUSTERS.membership(centre).max()


def test_who_stands_between_two_belongs_to_the_larger() -> None:
    two = Clusters(
        ids=(1, 2),
        centres=np.array([[1, 0], [-1, 0]], dtype=np.float32),
        weights=np.array([0.8, 0.2], dtype=np.float32),
        temperature=1.0,
        origin=np.zeros(2, dtype=np.float32),
    )

    assert two.membership(two.origin) == pytest.approx([0.8, 0.2])


def test_many_are_told_as_one_by_one() -> None:
    found = CLUSTERS.memberships(PEOPLE.vectors)

    one_by_one = np.stack([CLUSTERS.membership(v) for v in PEOPLE.vectors])
    assert found == pytest.approx(one_by_one, abs=1e-5)


@given(vectors)
def test_a_centre_moves_towards_who_belongs_to_it_and_never_past(vector: np.ndarray) -> None:
    after = moved(CLUSTERS, vector)

    before = np.linalg.norm(CLUSTERS.centres - vector, axis=1)
    now = np.linalg.norm(after.centres - vector, axis=1)
    assert (now <= before + 1e-5).all()


def test_a_running_mean_takes_in_one_more_member() -> None:
    one = fit_clusters(np.zeros((9, 2), dtype=np.float32))

    after = moved(one, np.array([9.0, 0.0], dtype=np.float32))

    assert after.centres[0] == pytest.approx([1.0, 0.0])
    assert one.centres[0] == pytest.approx([0.0, 0.0])


def test_the_centre_of_a_crowd_still_moves() -> None:
    crowd = replace(fit_clusters(np.zeros((2, 1), dtype=np.float32)), people=10**9)

    assert moved(crowd, np.ones(1, dtype=np.float32)).centres[0, 0] == pytest.approx(0.001)


def test_a_centre_without_an_id_is_refused() -> None:
    with pytest.raises(ValueError, match="differ in length"):
        replace(CLUSTERS, ids=(1,))

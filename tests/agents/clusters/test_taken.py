"""What somebody takes next, by the clusters they belong to."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from tests.agents.retrieve.world import AS_OF, catalogue, events
from whyrec.agents.clusters import (
    crowd_vectors,
    divided,
    fit_clusters,
    gain,
    held_out,
    likelihoods,
    tempered,
    with_members,
    worn,
)
from whyrec.agents.retrieve import Interactions

VIEW = catalogue()
CROWD = Interactions.from_columns(VIEW, events(n_users=240), AS_OF)
WHERE = crowd_vectors(VIEW, CROWD)
TAKEN = sparse.csr_array(np.array([[30, 10, 0], [0, 10, 30]], dtype=np.float32))
memberships = st.floats(0, 1).map(lambda m: np.array([m, 1 - m]))


@given(memberships, st.floats(1, 1e6))
def test_a_persons_division_sums_to_one(belongs: np.ndarray, prior: float) -> None:
    assert divided(TAKEN, belongs, prior).own.sum() == pytest.approx(1.0)


def test_members_take_what_their_cluster_takes() -> None:
    found = divided(TAKEN, np.array([1.0, 0.0]), 10.0)

    assert found.lift[0] > 0.3
    assert found.lift[1] == pytest.approx(0.0, abs=0.01)
    assert found.lift[2] < -0.3


def test_a_cluster_in_which_little_is_taken_takes_what_everybody_does() -> None:
    found = divided(TAKEN, np.array([1.0, 0.0]), 1e9)

    assert found.own == pytest.approx(found.overall, rel=1e-5)


def test_some_items_are_told_as_among_all() -> None:
    belongs = np.array([[0.3, 0.7], [1.0, 0.0]])
    whole = divided(TAKEN, belongs, 10.0)

    some = divided(TAKEN, belongs, 10.0, np.array([2, 0], dtype=np.int32))

    assert some.own == pytest.approx(whole.own[:, [2, 0]])
    assert some.overall == pytest.approx(whole.overall[[2, 0]])


def test_what_sets_apart_is_never_below_nothing_in_sum() -> None:
    assert divided(TAKEN, np.array([0.9, 0.1]), 10.0).apart.sum() >= 0


def test_clusters_tell_the_next_items_of_two_tastes_better_than_popularity() -> None:
    held = held_out(VIEW, CROWD, AS_OF - timedelta(days=30))
    clusters = fit_clusters(held.where.vectors[held.where.known], held.where.origin, most=2)

    assert len(held.rows) > 200
    assert gain(clusters, VIEW, held).mean() > 0.3


def test_what_is_held_out_is_not_known_before() -> None:
    moment = AS_OF - timedelta(days=30)
    held = held_out(VIEW, CROWD, moment)

    assert held.past.as_of == moment
    for row, item in zip(held.rows, held.items, strict=True):
        later = (CROWD.user == row) & (CROWD.at_us > moment.timestamp() * 1e6)
        assert CROWD.item[np.flatnonzero(later)[0]] == item


def test_the_temperature_that_tells_best_is_chosen() -> None:
    fitted = fit_clusters(WHERE.vectors, WHERE.origin, most=2)
    chosen = tempered(fitted, VIEW, CROWD)

    moment = CROWD.at_us[int(0.9 * (len(CROWD.at_us) - 1))] / 1e6
    held = held_out(VIEW, CROWD, type(AS_OF).fromtimestamp(moment, AS_OF.tzinfo))
    assert gain(chosen, VIEW, held).mean() >= gain(fitted, VIEW, held).mean()


def test_the_likelihood_of_one_is_that_among_many() -> None:
    known = with_members(fit_clusters(WHERE.vectors, most=2), VIEW, CROWD, WHERE)
    items = np.array([0, 1, 0], dtype=np.int32)

    many = likelihoods(known, WHERE.vectors[:3], items)

    alone = likelihoods(known, WHERE.vectors[1:2], items[1:2])
    assert many[1] == pytest.approx(alone[0])


def test_clusters_are_worn_where_people_have_come_or_moved_away() -> None:
    fitted = fit_clusters(WHERE.vectors, most=2)

    assert worn(fitted, WHERE.vectors) is None
    assert "240 people have become 480" in str(worn(fitted, np.tile(WHERE.vectors, (2, 1))))
    scattered = WHERE.vectors * 2
    assert "further away" in str(worn(fitted, scattered))

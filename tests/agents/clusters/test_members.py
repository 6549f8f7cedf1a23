"""What the members of clusters take."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from tests.agents.retrieve.world import AS_OF, catalogue, columns, events
from whyrec.agents.clusters import Clusters, crowd_vectors, fit_clusters, with_members
from whyrec.agents.retrieve import Interactions
from whyrec.domain import Facet

VIEW = catalogue()
CROWD = Interactions.from_columns(VIEW, events(), AS_OF)
WHERE = crowd_vectors(VIEW, CROWD)


def _known() -> Clusters:
    return with_members(fit_clusters(WHERE.vectors, WHERE.origin, most=2), VIEW, CROWD, WHERE)


KNOWN = _known()


def test_clusters_of_two_tastes_are_told_apart_by_them() -> None:
    assert len(KNOWN) == 2
    horror = KNOWN.topics.index(Facet(name="genre", value="Horror"))

    highest, lowest = KNOWN.shares[:, horror].max(), KNOWN.shares[:, horror].min()
    assert highest > 0.8
    assert lowest < 0.2


def test_what_members_took_sums_to_what_was_taken() -> None:
    assert KNOWN.total is not None
    taken = np.bincount(CROWD.item, minlength=len(VIEW))

    assert np.asarray(KNOWN.total.sum(axis=0)).ravel() == pytest.approx(taken, abs=1e-3)


def test_what_was_taken_lately_counts_by_its_age() -> None:
    assert KNOWN.recent is not None
    before = AS_OF - timedelta(days=7)
    rows = [
        ("a", "f000", "like", float("nan"), before),
        ("a", "f002", "like", float("nan"), AS_OF),
    ]
    crowd = Interactions.from_columns(VIEW, columns(rows), AS_OF)
    where = crowd_vectors(VIEW, crowd)
    one = with_members(fit_clusters(where.vectors), VIEW, crowd, where)

    assert one.recent is not None
    assert one.recent[0, 0] == pytest.approx(0.5)
    assert one.recent[0, 2] == pytest.approx(1.0)


def test_shares_of_a_small_cluster_lie_near_everybodys() -> None:
    few = fit_clusters(WHERE.vectors, WHERE.origin, most=2)
    rows = [("a", "f000", "like", float("nan"), AS_OF)]
    rows += [(f"b{n}", "f001", "like", float("nan"), AS_OF) for n in range(60)]
    crowd = Interactions.from_columns(VIEW, columns(rows), AS_OF)
    found = with_members(few, VIEW, crowd, crowd_vectors(VIEW, crowd))

    horror = found.topics.index(Facet(name="genre", value="Horror"))
    assert found.overall[horror] == pytest.approx(1 / 61)
    assert found.shares[:, horror].max() < 0.1

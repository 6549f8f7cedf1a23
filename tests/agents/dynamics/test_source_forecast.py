"""Candidates from forecast topics."""

from __future__ import annotations

import numpy as np

from tests.agents.retrieve import world
from whyrec.agents.dynamics import forecast_of
from whyrec.agents.dynamics._source_forecast import Forecasted
from whyrec.agents.retrieve import Asked

SNAPSHOT = world.snapshot()


def asked(**more: object) -> Asked:
    allowed = np.ones(len(SNAPSHOT.catalogue), dtype=np.bool_)
    allowed[[0, 2, 4, 6]] = False
    return Asked(world.user((0, 2, 4, 6)), SNAPSHOT, allowed)


def test_topics_have_places_in_proportion_to_their_probabilities() -> None:
    told = forecast_of(world.user((0, 2, 4, 6)), SNAPSHOT)
    assert told is not None
    found = Forecasted(quota=10).propose(asked(), ())
    horror = sum(1 for item in found if item % 2 == 0)
    share = told.shares[[str(t) for t in told.topics].index("genre=Horror")]
    assert abs(horror / 10 - share) <= 0.1


def test_only_what_is_allowed_is_proposed_and_once() -> None:
    found = Forecasted().propose(asked(), ()).tolist()
    assert found
    assert len(set(found)) == len(found)
    assert not {0, 2, 4, 6} & set(found)


def test_within_a_topic_the_most_taken_of_late_come_first() -> None:
    found = [i for i in Forecasted().propose(asked(), ()).tolist() if i % 2 == 0]
    week = SNAPSHOT.statistics.recent[7][found]
    assert (np.diff(week) <= 0).all()


def test_where_nothing_was_taken_nothing_is_proposed() -> None:
    empty = world.snapshot(happened=world.columns([]))
    allowed = np.ones(len(empty.catalogue), dtype=np.bool_)
    assert len(Forecasted().propose(Asked(world.user(()), empty, allowed), ())) == 0

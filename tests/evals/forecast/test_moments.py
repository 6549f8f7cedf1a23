"""At which moments users are asked about, and what is known there."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from tests.agents.retrieve import world
from whyrec.agents.dynamics import COMPONENTS
from whyrec.agents.retrieve import Interactions, microseconds
from whyrec.evals.forecast._moments import AHEAD, Histories, Moments, asked
from whyrec.evals.forecast._rivals import RIVALS, said, weights_by_block

VIEW = world.catalogue()
CROWD = Interactions.from_columns(VIEW, world.events(each=20), world.AS_OF)
HISTORIES = Histories(CROWD)


def some(most: int = 6) -> Moments:
    users = HISTORIES.active(10, 5)
    moments = [m for user in users for m in HISTORIES.moments(user, 5, most)]
    return asked(VIEW, HISTORIES, moments, 14.0)


def test_a_moment_stands_between_two_times() -> None:
    for moment in HISTORIES.moments(0, 5, 100):
        at = CROWD.at_us[HISTORIES.of(0)]
        assert at[moment.place - 1] == moment.at_us < moment.next_us == at[moment.place]
        assert moment.place >= 5


def test_users_are_those_with_enough_events_on_enough_days() -> None:
    assert len(HISTORIES.active(20, 2)) == 40
    assert HISTORIES.active(21, 2) == []
    assert HISTORIES.active(20, 200) == []


def test_the_last_moments_have_no_five_events_ahead() -> None:
    told = some(100)
    left = [len(HISTORIES.of(m.user)) - m.place for m in told.moments]
    for ahead, events in zip(told.ahead, left, strict=True):
        assert np.isnan(ahead).any() == (events < AHEAD)


def test_no_later_event_changes_what_is_said() -> None:
    moment = world.AS_OF - timedelta(days=60)
    cut = microseconds(moment)
    early = np.flatnonzero(CROWD.at_us <= cut)
    later = np.flatnonzero(CROWD.at_us > cut)
    other = replace(CROWD, item=np.concatenate([CROWD.item[early], (CROWD.item[later] + 7) % 60]))
    told, canary = some(100), None
    moments = [
        m for u in Histories(other).active(10, 5) for m in Histories(other).moments(u, 5, 100)
    ]
    canary = asked(VIEW, Histories(other), moments, 14.0)
    before = [n for n, m in enumerate(told.moments) if m.at_us <= cut]
    assert before
    assert [canary.moments[n] for n in before] == [told.moments[n] for n in before]
    assert canary.parts[before] == pytest.approx(told.parts[before], abs=0)


def test_weights_of_a_block_know_only_what_was_over_before_it() -> None:
    told = some()
    start = int(np.median([m.at_us for m in told.moments]))
    later = ~told.before(start)
    turned = replace(
        told, following=np.where(later[:, None], told.following[:, ::-1], told.following)
    )
    for one in (told, turned):
        assert (one.before(start) == told.before(start)).all()
    first, second = (weights_by_block(t, tuple(COMPONENTS), [start])[0] for t in (told, turned))
    assert first == pytest.approx(second, abs=0)


def test_every_rival_says_probabilities_and_nothing_before_the_first_block() -> None:
    told = some()
    start = int(np.median([m.at_us for m in told.moments]))
    early = np.array([m.at_us < start for m in told.moments])
    for rival in RIVALS:
        shares = said(told, rival, [start])
        assert np.isnan(shares[early]).all()
        assert shares[~early].sum(axis=1) == pytest.approx(1.0)

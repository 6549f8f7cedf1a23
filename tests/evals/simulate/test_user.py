"""Simulated users live as they are told to."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from tests.recommender.world import START, catalogue
from whyrec.domain import Facet
from whyrec.evals.simulate import Phase, Scale, Shelf, SimulatedUser, Simulator

SHELF = Shelf.of(catalogue())
SCALE = Scale(0.0, 10.0)
HORROR, COMEDY, WAR = (Facet("genre", name) for name in ("Horror", "Comedy", "War"))
PHASES = (Phase({HORROR: 0.75, COMEDY: 0.25}, 40), Phase({WAR: 1.0}, 20))


def lived(seed: int = 0, scale: Scale | None = SCALE) -> SimulatedUser:
    simulator = Simulator(SHELF, scale, START, seed)
    return simulator.live("sim-1", PHASES, simulator.rng(1))


def test_a_seed_makes_the_same_user_and_another_seed_another() -> None:
    assert lived() == lived()
    assert lived() != lived(seed=1)


def test_events_come_in_time_order_with_items_of_the_taste_they_were_drawn_for() -> None:
    user = lived()
    assert len(user.events) == len(user.drawn_for) == 60
    assert all(a.at < b.at for a, b in pairwise(user.events))
    for event, taste in zip(user.events, user.drawn_for, strict=True):
        assert taste is None or taste in SHELF.facets[event.item_id or ""]


def test_switches_and_their_sizes_are_known() -> None:
    user = lived()
    assert user.switches == (40,)
    assert user.sizes == pytest.approx((1.0,))
    assert WAR not in user.drawn_for[:40]
    assert {HORROR, COMEDY}.isdisjoint(user.drawn_for[40:])


def test_shares_are_those_of_the_phase() -> None:
    simulator = Simulator(SHELF, None, START, 3)
    user = simulator.live("sim", [Phase(PHASES[0].tastes, 2_000)], simulator.rng(0))
    about = [taste for taste in user.drawn_for if taste is not None]
    assert np.mean([taste == HORROR for taste in about]) == pytest.approx(0.75, abs=0.03)
    assert len(about) / len(user.events) == pytest.approx(0.9, abs=0.03)


@pytest.mark.parametrize("scale", [SCALE, None])
def test_what_was_drawn_for_a_taste_pleases(scale: Scale | None) -> None:
    user = lived(scale=scale)
    for event, taste in zip(user.events, user.drawn_for, strict=True):
        if scale is None:
            assert event.kind == ("dislike" if taste is None else "like")
        else:
            assert event.value is not None
            assert (event.value >= 7.5) is (taste is not None)

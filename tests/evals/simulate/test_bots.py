"""Bots are what their names say, and the same again for the same seed."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from whyrec.agents.dynamics import judge
from whyrec.evals.simulate import BOTS
from whyrec.settings import FeedbackSettings

START = datetime(2026, 1, 1, tzinfo=UTC)
ITEMS = [f"f{n}" for n in range(40)]


@pytest.mark.parametrize("name", BOTS)
def test_a_seed_makes_the_same_events(name: str) -> None:
    bot, _ = BOTS[name]
    first, second = (bot("ann", ITEMS, START, np.random.default_rng(3)) for _ in range(2))
    assert first == second
    assert first != bot("ann", ITEMS, START, np.random.default_rng(4))


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("name", BOTS)
def test_its_rule_sees_all_of_it_but_a_last_look(name: str, seed: int) -> None:
    bot, rule = BOTS[name]
    events = bot("ann", ITEMS, START, np.random.default_rng(seed))
    judged = judge(events, FeedbackSettings(judged=True))
    assert {r.rule for r in judged.refused} == {rule}
    assert len(judged.valid) == (name == "bounces")

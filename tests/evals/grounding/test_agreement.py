from __future__ import annotations

import math
from dataclasses import replace

import pytest

from whyrec.evals.grounding import Case, agreement, hand_labelled

GROUNDED, UNGROUNDED = (
    next(c for c in hand_labelled() if c.grounded is label and c.id.startswith("dh-"))
    for label in (True, False)
)


def labelled(*pairs: tuple[Case, bool]) -> list[Case]:
    return [replace(case, grounded=label) for case, label in pairs]


def test_missed_and_false_alarms_are_told_apart() -> None:
    found = agreement(labelled((GROUNDED, False), (UNGROUNDED, True), (UNGROUNDED, False)))
    assert (found.cases, found.missed, found.false_alarms) == (3, 1, 1)
    assert found.accuracy == pytest.approx(1 / 3)


def test_kappa_is_what_is_left_of_agreement_without_chance() -> None:
    pairs = [(GROUNDED, True), (GROUNDED, True), (UNGROUNDED, False), (UNGROUNDED, True)]
    # People: 1 of 4 ungrounded, the checker 2 of 4; chance = .25 * .5 + .75 * .5 = .5
    found = agreement(labelled(*pairs))
    assert found.kappa == pytest.approx((0.75 - 0.5) / 0.5)


def test_kappa_is_no_number_where_chance_always_agrees() -> None:
    assert math.isnan(agreement(labelled((GROUNDED, True))).kappa)


def test_without_cases_nothing_is_a_number() -> None:
    found = agreement([])
    assert math.isnan(found.accuracy)
    assert math.isnan(found.kappa)

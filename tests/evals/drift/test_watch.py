"""What real users took next says whether taste had moved."""

from __future__ import annotations

import math
from datetime import UTC, datetime

import pytest

from whyrec.domain import DriftReport, Facet, TopicShare
from whyrec.evals.drift._watch import gain

LIKELIER = math.log2(0.86 / 0.14)
"""A tenth of even: nine tenths of .9 and .1, and .05."""
HORROR, WAR = Facet("genre", "Horror"), Facet("genre", "War")


def report(horror: tuple[float, float]) -> DriftReport:
    """Shares of horror, before and lately; the rest is war."""
    before, lately = horror
    return DriftReport(
        user_id="u",
        as_of=datetime(2024, 1, 1, tzinfo=UTC),
        divergence=0.1,
        threshold=0.2,
        alarm=False,
        topics=(
            TopicShare(topic=str(HORROR), before=before, lately=lately),
            TopicShare(topic=str(WAR), before=1 - before, lately=1 - lately),
        ),
    )


def test_who_goes_on_with_what_is_new_is_told_better_by_the_latest_shares() -> None:
    turned = report((0.1, 0.9))
    assert gain(turned, [frozenset({HORROR})] * 3) == pytest.approx(LIKELIER)
    assert gain(turned, [frozenset({WAR})] * 3) == pytest.approx(-LIKELIER)
    assert gain(turned, [frozenset({HORROR, WAR})]) == pytest.approx(0.0)


def test_where_nothing_moved_neither_tells_more() -> None:
    assert gain(report((0.5, 0.5)), [frozenset({HORROR})]) == 0.0


def test_a_topic_never_met_is_as_unlikely_to_both() -> None:
    assert gain(report((0.1, 0.9)), [frozenset({Facet("genre", "Noir")})]) == 0.0

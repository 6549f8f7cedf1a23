from __future__ import annotations

from datetime import timedelta

import pytest

from tests.evals.grounding.films import COLLATERAL, EVENTS
from whyrec.domain import Event, Explanation
from whyrec.evals.grounding import ids_exist, unreal_ids

REAL = [
    Event(id=e.event_id, user_id="u", item_id=e.item_id, kind=e.kind, value=e.value, at=e.at)
    for e in EVENTS
]
TOLD = Explanation(
    user_id="u",
    item_id=COLLATERAL.id,
    text="",
    written_by="code",
    interest_id=None,
    interest_label=None,
    evidence=EVENTS,
    profile_version=1,
)


def test_events_of_the_user_exist() -> None:
    assert ids_exist(TOLD, REAL)
    assert ids_exist(TOLD, REAL, as_of=EVENTS[1].at)


def test_an_event_that_never_was_does_not() -> None:
    assert unreal_ids(TOLD, REAL[:1]) == (EVENTS[1].event_id,)


def test_an_event_of_somebody_else_does_not() -> None:
    others = [e.model_copy(update={"user_id": "v"}) for e in REAL]
    assert not ids_exist(TOLD, others)


def test_an_event_of_the_future_does_not() -> None:
    assert unreal_ids(TOLD, REAL, as_of=EVENTS[0].at) == (EVENTS[1].event_id,)


@pytest.mark.parametrize(
    "change",
    [{"value": 3.0}, {"item_id": "other"}, {"at": EVENTS[0].at + timedelta(days=1)}],
    ids=lambda change: next(iter(change)),
)
def test_an_event_shown_as_it_was_not_does_not(change: dict[str, object]) -> None:
    assert not ids_exist(TOLD, [REAL[0].model_copy(update=change), REAL[1]])


def test_an_explanation_that_cites_nothing_cites_nothing_wrong() -> None:
    assert ids_exist(TOLD.model_copy(update={"evidence": ()}), [])

"""What is said of a context must be counted there, of the interest and by the checker itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.evals.grounding.films import faults
from whyrec.domain import Context, Event, Evidence, Interest
from whyrec.evals.grounding import Circumstance, circumstances

EVENING = Circumstance("daypart", "evening", 9, 12)
WORK = Circumstance("scene", "work", 11, 11)
TV = Circumstance("device", "tv", 8, 10)
KNOWN = frozenset({EVENING, WORK, TV})
MORE = "you turn to this interest more than usual"

RIGHT = [
    f"In the evening {MORE}: 9 of 12 events that show it.",
    f"In the scene “work” {MORE}: 11 of 11 events that show it, where that is known.",
    f"On the device “tv” {MORE}: 8 of 10 events that show it, where that is known.",
    "这个兴趣在晚上比平时更明显：能看出它的12次中有9次。",
    "这个兴趣在场景“work”里比平时更明显：能看出它、知道在哪里的11次中有11次。",
    "这个兴趣在设备“tv”上比平时更明显：能看出它、知道在哪里的10次中有8次。",
]
WRONG = [
    (f"In the morning {MORE}: 9 of 12 events that show it.", "context"),
    (f"At the weekend {MORE}: 9 of 12 events that show it.", "context"),
    (f"In the scene “tv” {MORE}: 8 of 10 events that show it, where that is known.", "context"),
    (f"On the device “work” {MORE}: 11 of 11 events that show it, where that is known.", "context"),
    (f"In the scene “home” {MORE}: 11 of 11 events that show it, where that is known.", "quote"),
    (f"In the scene {MORE}: 11 of 11 events that show it.", "context"),
    (f"In the evening {MORE}: 10 of 12 events that show it.", "number"),
    (f"In the evening {MORE}: 9 of 13 events that show it.", "number"),
    (f"In the evening {MORE}: 12 of 9 events that show it.", "number"),
    (f"In the evening {MORE}: 11 of 11 events that show it.", "number"),
    (f"{MORE.capitalize()}: 9 of 12 events that show it.", "number"),
    ("In the evening you turn to this interest less than usual.", "context"),
    ("In the evening you do not turn to this interest.", "context"),
    ("In the evening you rated Heat 9/10.", "context"),
    ("In the evening Collateral is popular.", "context"),
    ("这个兴趣在上午比平时更明显：能看出它的12次中有9次。", "context"),
    ("这个兴趣在晚上比平时更明显：能看出它的12次中有8次。", "number"),
    ("这个兴趣在晚上比平时更少。", "context"),
]


@pytest.mark.parametrize("text", RIGHT)
def test_what_is_counted_is_grounded(text: str) -> None:
    assert faults(text, circumstances=KNOWN) == []


@pytest.mark.parametrize("text", RIGHT)
def test_without_the_count_it_is_not(text: str) -> None:
    found = {kind for kind, _ in faults(text)}
    assert {"context", "number"} <= found


@pytest.mark.parametrize(("text", "kind"), WRONG)
def test_what_is_not_counted_so_is_not(text: str, kind: str) -> None:
    assert kind in {found for found, _ in faults(text, circumstances=KNOWN)}


def test_an_interest_that_is_not_liked_is_taken_nowhere() -> None:
    assert faults(RIGHT[0], circumstances=KNOWN, polarity="dislike")
    assert faults(RIGHT[0], circumstances=KNOWN, interest_label=None)


def events(*told: tuple[str, int]) -> list[Event]:
    """One a day, the scene and the hour, in UTC."""
    start = datetime(2024, 1, 1, tzinfo=UTC)
    return [
        Event(
            id=f"e{n}",
            user_id="ann",
            item_id=f"m{n}",
            kind="like",
            at=start + timedelta(days=n, hours=hour),
            context=Context(scene=scene or None),
        )
        for n, (scene, hour) in enumerate(told)
    ]


def shown_by(*numbers: int) -> Interest:
    return Interest(
        id="i1",
        label="Crime movies",
        statement="Likes them.",
        polarity="like",
        evidence=tuple(Evidence(event_id=f"e{n}", weight=1.0) for n in numbers),
        born_at=datetime(2024, 1, 1, tzinfo=UTC),
    )


MIXED = events(*[("work", 8)] * 6, *[("home", 20)] * 6, ("", 8), ("", 20))


def test_it_counts_the_interests_events_of_which_the_context_is_known() -> None:
    found = circumstances(shown_by(0, 1, 2, 3, 4, 12), MIXED)
    assert found == {Circumstance("scene", "work", 5, 5)}


def test_the_time_of_day_is_that_of_the_users_clock() -> None:
    found = circumstances(shown_by(*range(6)), MIXED, "Asia/Tokyo")
    assert Circumstance("daypart", "afternoon", 6, 6) in found
    assert not {c.dimension for c in circumstances(shown_by(*range(6)), MIXED)} & {"daypart"}


def test_what_is_taken_everywhere_alike_is_taken_more_nowhere() -> None:
    assert circumstances(shown_by(0, 1, 2, 6, 7, 8), MIXED, "UTC") == frozenset()

"""Small profiles and users, put together by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from whyrec.domain import Event, Evidence, Interest, Measured, Profile
from whyrec.evals.health._outcomes import Edited, FactState, Life, Size, Watched

START = datetime(2024, 1, 1, tzinfo=UTC)


def interest(number: int, polarity: str, *facets: str, **more: Any) -> Interest:
    told = {
        "id": f"i{number}",
        "label": f"{' '.join(facets) or 'something'}",
        "statement": "Chose these.",
        "polarity": polarity,
        "evidence": (Evidence(event_id=f"e{number}"),),
        "facets": tuple(f"genre={facet}" for facet in facets),
        "born_at": START,
        "measured": Measured(
            strength_long=1.0,
            strength_short=1.0,
            share=0.5,
            trend="steady",
            confidence=0.5,
            events=1,
        ),
    }
    return Interest.model_validate(told | more)


def profile(*interests: Interest) -> Profile:
    return Profile(user_id="u", version=1, as_of=START, interests=interests)


def cites(*event_ids: str) -> tuple[Evidence, ...]:
    return tuple(Evidence(event_id=event_id) for event_id in event_ids)


def rated(event_id: str, value: float, days: float = 0.0) -> Event:
    return Event(
        id=event_id,
        user_id="u",
        item_id=f"item-{event_id}",
        kind="rating",
        value=value,
        at=START + timedelta(days=days),
    )


def watched(**more: Any) -> Watched:
    return Watched.model_validate({"versions": 10, "contradicting": 0, "against": 0} | more)


def life(user: str = "u", group: str = "real", **more: Any) -> Life:
    told = {
        "user": user,
        "group": group,
        "events": 10,
        "cited": 1.0,
        "sizes": (Size(updates=10, tokens=100, whole=100, living=4, retired=1),),
        "watched": watched(),
    }
    return Life.model_validate(told | more)


def fact(updates: int = 200, **more: Any) -> FactState:
    told = {
        "updates": updates,
        "living": True,
        "kept": True,
        "intact": 1.0,
        "shown": True,
        "share": 0.2,
    }
    return FactState.model_validate(told | more)


def edited(user: str, before: float, after: float, later: float, **more: Any) -> Edited:
    told = {
        "user": user,
        "topic": "genre=Horror",
        "words": "no more horror",
        "understood": True,
        "before": before,
        "after": after,
        "later": later,
        "watched": watched(),
    }
    return Edited.model_validate(told | more)

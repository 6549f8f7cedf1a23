"""One user's events, told by what matters to the rules: when, what, which item."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from whyrec.domain import Context, Event

START = datetime(2026, 3, 2, 12, tzinfo=UTC)


def act(second: float, kind: str, item: str | None = "a", **more: Any) -> Event:
    """An event, its id made of its time and kind."""
    device = more.pop("device", None)
    told = {"text": "words"} if kind in ("search", "state") else {}
    return Event(
        id=more.pop("id", f"{second:012.4f}-{kind}-{item}"),
        user_id="ann",
        item_id=None if kind in ("search", "state") else item,
        kind=kind,
        at=START + timedelta(seconds=second),
        context=Context(device=device),
        **(told | more),
    )


def refused(events: Sequence[Event], found: dict[str, str]) -> list[int]:
    """The places of what a rule refused."""
    return [n for n, e in enumerate(events) if e.id in found]

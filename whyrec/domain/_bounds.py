"""Between which moments an event may lie."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
"""Events before this are refused."""
AHEAD = timedelta(days=1)
"""How far the clock of whoever wrote an event may be ahead of ours."""
TOO_EARLY = "lies before 1900"
TOO_LATE = "lies in the future"


def out_of_bounds(at: datetime, now: datetime) -> str | None:
    """What is wrong with the time ``at`` of an event that is told of at ``now``; None: nothing."""
    if at < EARLIEST:
        return TOO_EARLY
    return TOO_LATE if at > now + AHEAD else None

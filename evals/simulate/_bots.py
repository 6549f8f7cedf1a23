"""Events that no person's taste made, to be mixed into the histories of real users."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final

import numpy as np

from whyrec.domain import Event, EventKind, FeedbackRule

Bot = Callable[[str, Sequence[str], datetime, np.random.Generator], list[Event]]
"""Makes the events of a user on some items, in their order, from a moment on."""


def bounces(
    user: str, items: Sequence[str], start: datetime, rng: np.random.Generator
) -> list[Event]:
    """Every item opened and left for the next after 1 to 4 seconds."""
    return _events("bounces", user, items, "view", start, rng.uniform(1.0, 4.0, len(items)))


def burst(
    user: str, items: Sequence[str], start: datetime, rng: np.random.Generator
) -> list[Event]:
    """Every item liked, 0.1 to 0.5 seconds apart."""
    return _events("burst", user, items, "like", start, rng.uniform(0.1, 0.5, len(items)))


def metronome(
    user: str, items: Sequence[str], start: datetime, rng: np.random.Generator
) -> list[Event]:
    """Every item liked, 20 seconds apart, give or take 0.2."""
    return _events("metronome", user, items, "like", start, rng.uniform(19.8, 20.2, len(items)))


def loop(user: str, items: Sequence[str], start: datetime, rng: np.random.Generator) -> list[Event]:
    """The first five items liked again and again, 3 to 9 seconds apart."""
    again = [items[n % 5] for n in range(len(items))]
    return _events("loop", user, again, "like", start, rng.uniform(3.0, 9.0, len(items)))


BOTS: Final[dict[str, tuple[Bot, FeedbackRule]]] = {
    "bounces": (bounces, "bounce"),
    "burst": (burst, "burst"),
    "metronome": (metronome, "scripted"),
    "loop": (loop, "scripted"),
}
"""Every bot by its name, with the rule that is to see it."""


def _events(
    name: str,
    user: str,
    items: Sequence[str],
    kind: EventKind,
    start: datetime,
    gaps: np.ndarray[tuple[int], np.dtype[np.float64]],
) -> list[Event]:
    times = np.cumsum(gaps)
    return [
        Event(
            id=f"{name}-{user}-{n}",
            user_id=user,
            item_id=item,
            kind=kind,
            at=start + timedelta(seconds=float(times[n])),
        )
        for n, item in enumerate(items)
    ]

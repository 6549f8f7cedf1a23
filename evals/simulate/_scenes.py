"""Simulated users whose tastes depend on where they are, and the same with that shuffled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np

from whyrec.domain import Context, Event, Facet, Scene
from whyrec.evals.simulate._tastes import Tastes, apart
from whyrec.evals.simulate._user import NOISE, Simulator

ZONE: Final = "Europe/Vienna"
"""Where the users live."""
_ELSEWHERE: Final = 0.1
"""Share of events on another device than a place's own, and of those at any hour."""
_WORKED: Final = 0.6
"""Share of the events of working days that are at work."""


class Place(NamedTuple):
    """Where simulated users are, on what and when."""

    scene: str
    device: str
    hours: tuple[int, int]
    """From, up to but not."""
    asked: datetime
    """A moment of the user's clock that is typical of it."""

    @property
    def said(self) -> Scene:
        """What a request from there says."""
        return Scene(scene=self.scene, device=self.device, at=self.asked)


WORK: Final = Place("work", "desktop", (9, 17), datetime(2030, 1, 2, 11, tzinfo=ZoneInfo(ZONE)))
HOME: Final = Place("home", "tv", (18, 24), datetime(2030, 1, 5, 20, tzinfo=ZoneInfo(ZONE)))
PLACES: Final = (WORK, HOME)


@dataclass(frozen=True)
class SceneUser:
    """A user's events in some scenes, and what is true of each."""

    user_id: str
    tastes: Mapping[str, Tastes]
    """By scene."""
    events: tuple[Event, ...]
    """In time order."""
    drawn_for: tuple[Facet | None, ...]
    """The taste that each event was drawn for; None where it was anything."""
    drawn_in: tuple[str, ...]
    """The scene whose tastes each was drawn by: its own, unless shuffled."""

    def beginning(self, events: int, user_id: str) -> SceneUser:
        """Somebody else who has lived the same so far.

        Args:
            events: Of the first so many.
            user_id: Theirs.
        """
        own = (
            e.model_copy(update={"id": f"{user_id}-{n}", "user_id": user_id})
            for n, e in enumerate(self.events[:events])
        )
        return SceneUser(
            user_id,
            self.tastes,
            tuple(own),
            self.drawn_for[:events],
            self.drawn_in[:events],
        )

    @property
    def size(self) -> float:
        """How far the tastes of the two scenes are from each other, in bits, [0, 1]."""
        return apart(*(self.tastes[place.scene] for place in PLACES))


def live_in_scenes(
    simulator: Simulator,
    user_id: str,
    tastes: Mapping[str, Tastes],
    events: int,
    rng: np.random.Generator,
) -> SceneUser:
    """Let a user live at work and at home.

    Days of events are a day apart on average. At work a user is on working days only, for six of
    ten of their events, between 9 and 17 o'clock, mostly at a desk; at home from 18 o'clock on,
    mostly before a television. One event in ten is on another device, and one in ten at any hour.
    What is taken is drawn as `Simulator.live` draws it, by the tastes of the scene.

    Args:
        simulator: The catalogue, the scale, the start.
        user_id: The user's.
        tastes: By scene.
        events: How many.
        rng: Draws.
    """
    moments = _moments(simulator.start, events, rng)
    every = list(simulator.shelf.facets)
    taken: set[str] = set()
    made: list[Event] = []
    about: list[Facet | None] = []
    for at, place in moments:
        own = tastes[place.scene]
        taste: Facet | None = None
        if rng.random() < NOISE:
            item, part = every[int(rng.integers(len(every)))], rng.uniform(0.0, 0.5)
            taken.add(item)
        else:
            taste = list(own)[int(rng.choice(len(own), p=list(own.values())))]
            item, part = simulator.shelf.draw(taste, rng, taken), rng.uniform(0.75, 1.0)
        elsewhere = rng.random() < _ELSEWHERE
        context = Context(scene=place.scene, device="phone" if elsewhere else place.device)
        event = simulator.event(user_id, len(made), item, part, at)
        made.append(event.model_copy(update={"context": context}))
        about.append(taste)
    scenes = tuple(place.scene for _, place in moments)
    return SceneUser(user_id, dict(tastes), tuple(made), tuple(about), scenes)


def shuffled(user: SceneUser, rng: np.random.Generator) -> SceneUser:
    """The same user with contexts, times among them, dealt anew among their events.

    Tastes by themselves stay what they were; the contexts say nothing of them any more.
    """
    order = rng.permutation(len(user.events)).tolist()
    events = tuple(
        user.events[taken].model_copy(
            update={"id": slot.id, "at": slot.at, "context": slot.context}
        )
        for slot, taken in zip(user.events, order, strict=True)
    )
    return replace(
        user,
        events=events,
        drawn_for=tuple(user.drawn_for[p] for p in order),
        drawn_in=tuple(user.drawn_in[p] for p in order),
    )


def _moments(
    start: datetime, events: int, rng: np.random.Generator
) -> Sequence[tuple[datetime, Place]]:
    zone = ZoneInfo(ZONE)
    midnight = start.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    found = []
    day = 1.0
    for _ in range(events):
        day += rng.exponential()
        date = midnight + timedelta(days=int(day))
        place = WORK if date.weekday() < 5 and rng.random() < _WORKED else HOME
        hours = (0, 24) if rng.random() < _ELSEWHERE else place.hours
        clock = date + timedelta(hours=float(rng.uniform(*hours)))
        found.append((clock.astimezone(UTC), place))
    return sorted(found, key=lambda one: one[0])

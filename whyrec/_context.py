"""From a user's contexts, and everybody's, to a list for one of them."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import get_args
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from whyrec._crowd_contexts import CrowdContexts
from whyrec._policy import policy_of
from whyrec._reading import Reading
from whyrec._seen import Seen
from whyrec._timezones import daypart, weekend, zone_of
from whyrec._world import World
from whyrec.agents.dynamics import CrowdContext, OwnContext, habits, item_lift, topic_rates
from whyrec.agents.profile import EventSignal, decay
from whyrec.agents.retrieve import InterestView, Snapshot, pull
from whyrec.domain import Dimension, Event, Habit, Profile, Scene

Told = Mapping[Dimension, str]
"""A context: its value in each dimension that is known."""

DIMENSIONS: tuple[Dimension, ...] = get_args(Dimension)
_DAY = 86_400.0
_NO_CROWD = CrowdContext((), np.zeros(0), np.ones((0, 0)))


async def in_scene(world: World, seen: Seen, scene: Scene | None) -> Seen:
    """The same user in a context: a ranking of its own, which is kept for nobody.

    Args:
        world: The opened store and its settings.
        seen: The user at the moment.
        scene: What the request says of it.
    """
    if (scene is None or scene.silent) and not world.settings.context.derived:
        return seen
    zone = zone_of(world.store, seen.tenant, seen.reading.profile.user_id)
    derive = world.settings.context.derived
    told = _told(scene or Scene(), seen.reading.as_of if derive else None, zone)
    return await in_told(world, replace(seen, told=told)) if told else seen


async def in_told(world: World, seen: Seen, without: frozenset[str] = frozenset()) -> Seen:
    """The same user as the context that is told of the moment moves them.

    Args:
        world: The opened store and its settings.
        seen: The user, whom no context has moved yet.
        without: Ids of events that say nothing of the user's contexts.
    """
    if not seen.told:
        return seen
    # It reads everybody's events, the first time of a snapshot.
    everybody = CrowdContexts(
        world.store, seen.tenant, policy_of(world.store, seen.tenant).timezone
    )
    crowd = await asyncio.to_thread(seen.snapshot.once, everybody)
    zone = zone_of(world.store, seen.tenant, seen.reading.profile.user_id)
    days = world.settings.profile.half_life_long_days
    own = _Own(seen.reading, seen.snapshot, crowd, zone, days, without)
    told = {d: value for d, value in seen.told.items() if own.heard_of(d, value)}
    if not told:
        return replace(seen, told=told)
    return replace(seen, told=told).as_user(
        replace(
            seen.user,
            in_context=own.items(told).astype(np.float32),
            interests=own.interests(told, seen.user.interests),
        )
    )


def with_habits(world: World, tenant: str, reading: Reading, profile: Profile) -> Profile:
    """A measured profile with the contexts in which its likes are clearly taken more often.

    Args:
        world: The opened store.
        tenant: The tenant.
        reading: The user.
        profile: The reading's, in whatever words.
    """
    found = habits_of(world, tenant, reading, profile)
    interests = tuple(
        i.model_copy(update={"measured": i.measured.model_copy(update={"habits": found[i.id]})})
        if i.measured is not None and found.get(i.id)
        else i
        for i in profile.interests
    )
    return profile.model_copy(update={"interests": interests})


def habits_of(
    world: World, tenant: str, reading: Reading, profile: Profile
) -> dict[str, tuple[Habit, ...]]:
    """The contexts in which a user's likes are clearly taken more often, by their ids.

    Arguments are as for `with_habits`.
    """
    events = _events(reading)
    if not events:
        return {}
    zone = zone_of(world.store, tenant, profile.user_id)
    ones = np.ones(len(events))
    contexts = {
        d: OwnContext.of(_NO_CROWD, told, ones)
        for d, told in contexts_of([s.event for s in events], zone).items()
    }
    # What was disliked or passed over shows no liking, though it is evidence.
    place = {s.event.id: n for n, s in enumerate(events) if s.signal > 0}
    likes = [i for i in profile.living if i.polarity == "like" and i.measured is not None]
    shown: dict[str, NDArray[np.float64]] = {}
    for interest in likes:
        weights = np.zeros(len(events))
        for evidence in interest.evidence:
            if evidence.event_id in place:
                weights[place[evidence.event_id]] = 1.0
        shown[interest.id] = weights
    return habits(contexts, shown)


def contexts_of(
    events: Sequence[Event], zone: ZoneInfo | None
) -> dict[Dimension, list[str | None]]:
    """The value of each event in each dimension, None where it is not known."""
    clocks = [None if zone is None else e.at.astimezone(zone) for e in events]
    return {
        "scene": [e.context.scene or None for e in events],
        "device": [e.context.device or None for e in events],
        "daypart": [None if c is None else daypart(c) for c in clocks],
        "weekend": [None if c is None else weekend(c) for c in clocks],
    }


def _told(scene: Scene, as_of: datetime | None, zone: ZoneInfo | None) -> Told:
    """What is known of a request's context; ``as_of`` is None where nothing is derived of it."""
    clock = scene.at or as_of
    if clock is not None and clock.tzinfo is not None:
        clock = None if zone is None else clock.astimezone(zone)
    told: dict[Dimension, str | None] = {"scene": scene.scene, "device": scene.device}
    told["daypart"] = scene.daypart or (None if clock is None else daypart(clock))
    if scene.weekend is not None:
        told["weekend"] = "weekend" if scene.weekend else "weekday"
    else:
        told["weekend"] = None if clock is None else weekend(clock)
    return {d: value for d, value in told.items() if value is not None}


def _events(reading: Reading) -> list[EventSignal]:
    """A user's events on items that are evidence, in time order."""
    return [s for s in reading.signals.values() if s.event.item_id in reading.items]


@dataclass(frozen=True)
class _Own:
    """A user's contexts beside everybody's."""

    reading: Reading
    snapshot: Snapshot
    crowd: Mapping[Dimension, CrowdContext]
    zone: ZoneInfo | None
    half_life_days: float
    without: frozenset[str] = frozenset()

    @cached_property
    def events(self) -> list[EventSignal]:
        return [s for s in _events(self.reading) if s.event.id not in self.without]

    @cached_property
    def weights(self) -> NDArray[np.float64]:
        """How much each event says of the user's taste now, (h,)."""
        liked = pull(np.array([s.signal for s in self.events], dtype=np.float32))
        ages = [(self.reading.as_of - s.event.at).total_seconds() / _DAY for s in self.events]
        return np.array(
            [w * decay(a, self.half_life_days) for w, a in zip(liked, ages, strict=True)]
        )

    @cached_property
    def contexts(self) -> dict[Dimension, OwnContext]:
        told = contexts_of([s.event for s in self.events], self.zone)
        return {d: OwnContext.of(self.crowd[d], told[d], self.weights) for d in DIMENSIONS}

    def heard_of(self, dimension: Dimension, value: str) -> bool:
        """Whether a value says anything: what no event has, and a time of nobody's clock, do not.

        Left in, it would take weight from the dimensions that do.
        """
        if dimension in ("daypart", "weekend") and self.zone is None:
            return False
        return value in self.contexts[dimension].values

    def items(self, told: Told) -> NDArray[np.float64]:
        """The log of the items' lift in a context, (n,)."""
        catalogue = self.snapshot.catalogue
        facets = catalogue.facets
        rows = facets[catalogue.indices(s.event.item_id or "" for s in self.events)]
        known = max(self.snapshot.statistics.known_items, 1)
        carried = (self.snapshot.carriers.astype(np.float64) + 1.0) / (known + 2.0)
        rates = topic_rates(rows, self.weights, np.minimum(carried, 1.0))
        found = np.zeros(len(catalogue))
        for dimension, value in told.items():
            lifts = self.contexts[dimension].topics(value, rows, self.weights)
            if lifts is not None:
                found += np.log(item_lift(facets, lifts, rates))
        return found * _tempered(told)

    def interests(
        self, told: Told, interests: tuple[InterestView, ...]
    ) -> tuple[InterestView, ...]:
        """The same interests, the likes with the shares they have in a context."""
        place = {s.event.id: n for n, s in enumerate(self.events)}
        lifts: dict[str, float] = {}
        for interest in self.reading.profile.living:
            if interest.polarity != "like":
                continue
            weights = np.zeros(len(self.events))
            for evidence in interest.evidence:
                if evidence.event_id in place:
                    at = place[evidence.event_id]
                    weights[at] = evidence.weight * self.weights[at]
            log = sum(math.log(self.contexts[d].lift(v, weights)) for d, v in told.items())
            lifts[interest.id] = math.exp(log * _tempered(told))
        return shared_anew(interests, lifts)


def shared_anew(
    interests: tuple[InterestView, ...], lifts: Mapping[str, float]
) -> tuple[InterestView, ...]:
    """Interests whose shares are multiplied by their lifts, with the sums they had before.

    Args:
        interests: Those of a user.
        lifts: > 0, by id; what is missing here is left as it is.
    """
    moved = [i for i in interests if i.id in lifts]
    before = sum(i.share for i in moved), sum(i.share_short for i in moved)
    after = (
        sum(i.share * lifts[i.id] for i in moved),
        sum(i.share_short * lifts[i.id] for i in moved),
    )
    long, short = (b / a if a > 0 else 1.0 for b, a in zip(before, after, strict=True))
    return tuple(
        replace(
            i,
            share=i.share * lifts[i.id] * long,
            share_short=i.share_short * lifts[i.id] * short,
        )
        if i.id in lifts
        else i
        for i in interests
    )


def _tempered(told: Told) -> float:
    """What log lifts are multiplied by before they are added.

    Dimensions are not independent: who is at work is there on weekday mornings. ``1 / √d`` for d of
    them lies between counting each in full and their mean.
    """
    return 1.0 / math.sqrt(len(told))

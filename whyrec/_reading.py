"""A user at one moment: events, signals, the measured profile, and the numbers ranking sees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

import numpy as np

from whyrec._interest_views import InterestViews
from whyrec._world import History, World
from whyrec.agents.dynamics import Strategy, judge, strategy
from whyrec.agents.profile import (
    Change,
    EventSignal,
    InterestVectors,
    changes,
    expanded,
    measure,
    replay,
    signals_of,
    unsorted,
)
from whyrec.agents.retrieve import CatalogueView, UserView
from whyrec.domain import CitedEvent, Event, Given, Item, Profile
from whyrec.errors import NotFoundError, UpstreamError
from whyrec.store import Look

_DAY = 86_400.0


@dataclass(frozen=True)
class Reading:
    """Everything known of a user at ``as_of``."""

    profile: Profile
    """Measured; placeholders not expanded."""
    events: Mapping[str, Event]
    """The user's events up to ``as_of`` by id, in time order, refused ones among them."""
    signals: Mapping[str, EventSignal]
    """Of those that are evidence of taste; see `whyrec.agents.dynamics.judge`."""
    items: Mapping[str, Item]
    """The catalogue by id."""
    as_of: datetime
    strategy: Strategy = field(default_factory=Strategy)
    """What refused feedback changes in how a list is found."""

    @property
    def titles(self) -> dict[str, str]:
        """What stands for each event in prose: the item's title or the user's words."""
        return {e.id: self.title(e) for e in self.events.values()}

    def title(self, event: Event) -> str:
        """The title of an event's item, the words of an event without one."""
        item = self.items.get(event.item_id or "")
        return item.title if item else event.text or event.item_id or event.id

    @cached_property
    def readable(self) -> Profile:
        """The profile with titles for placeholders."""
        return expanded(self.profile, self.titles)

    def cited(self, event_id: str) -> CitedEvent:
        """An event as an explanation shows it."""
        event = self.events[event_id]
        return CitedEvent(
            event_id=event.id,
            item_id=event.item_id,
            title=self.title(event),
            kind=event.kind,
            value=event.value,
            at=event.at,
        )


def read(
    world: World,
    tenant: str,
    user_id: str,
    as_of: datetime,
    version: int | None = None,
    look: Look | None = None,
) -> Reading:
    """Read a user.

    Args:
        world: The opened store and its views.
        tenant: The tenant.
        user_id: The user; one nobody knows reads as empty.
        as_of: The moment.
        version: A version of the profile; by default the newest that knows nothing later than
            ``as_of``.
        look: At the tenant's data; by default a new one.

    Raises:
        NotFoundError: There is no such version.
    """
    profile = world.store.profiles.head(tenant, user_id)
    if version is not None and version != profile.version:
        profile = versions(world, tenant, user_id).get(version) or _no_version(profile, version)
    elif version is None and profile.as_of is not None and profile.as_of > as_of:
        # What later events and words made of the profile is not known yet at that moment.
        past = versions(world, tenant, user_id).values()
        profile = [p for p in past if p.as_of is None or p.as_of <= as_of][-1]
    history = _history(world, tenant, user_id, as_of, look or world.store.look(tenant))
    latest = tuple(history.events.values())
    return Reading(
        profile=measure(profile, history.signals, as_of, world.settings.profile),
        events=history.events,
        signals=history.signals,
        items=world.views.catalogue(tenant).items,
        as_of=as_of,
        strategy=strategy(history.judged, as_of, world.settings.feedback, latest=latest),
    )


def _history(world: World, tenant: str, user_id: str, as_of: datetime, look: Look) -> History:
    """A user's events up to ``as_of``, from memory where nothing has changed since."""
    known = world.views.catalogue(tenant)
    scale = world.views.scales.at(tenant, as_of)
    state = (look.events, known.generation, scale)
    cached = world.histories.get((tenant, user_id))
    if cached is not None and cached.state == state and cached.newest <= as_of:
        return cached
    events = world.store.events.of_user(tenant, user_id)
    if events and events[-1].at > as_of:
        # Judged by what was known then: what came later may not show what it was.
        past = [e for e in events if e.at <= as_of]
        judged = judge(past, world.settings.feedback)
        signals = signals_of(judged.valid, known.items, scale)
        return History(state, as_of, {e.id: e for e in past}, signals, judged)
    judged = judge(events, world.settings.feedback)
    signals = signals_of(judged.valid, known.items, scale)
    newest = events[-1].at if events else as_of
    history = History(state, newest, {e.id: e for e in events}, signals, judged)
    world.histories.put((tenant, user_id), history)
    return history


def versions(world: World, tenant: str, user_id: str) -> dict[int, Profile]:
    """Every version of a user's profile by number, replayed from the patches."""
    patches = [r.patch for r in world.store.profiles.revisions(tenant, user_id)]
    return {p.version: p for p in replay(user_id, patches)}


def past_readings(
    world: World, tenant: str, user_id: str, as_of: datetime, most: int
) -> list[Reading]:
    """The latest versions up to ``as_of``, oldest first, each read for its own moment.

    Events count as they are seen now.
    """
    known = versions(world, tenant, user_id).values()
    past = [p for p in known if p.version and (p.as_of is None or p.as_of <= as_of)]
    whole = _history(world, tenant, user_id, as_of, world.store.look(tenant))
    items = world.views.catalogue(tenant).items
    readings = []
    for profile in past[-most:]:
        moment = profile.as_of or as_of
        signals = {k: s for k, s in whole.signals.items() if s.event.at <= moment}
        readings.append(
            Reading(
                profile=measure(profile, signals, moment, world.settings.profile),
                events={k: s.event for k, s in signals.items()},
                signals=signals,
                items=items,
                as_of=moment,
            )
        )
    return readings


def differences(
    world: World, tenant: str, user_id: str, old: int, new: int, as_of: datetime
) -> list[Change]:
    """What changed between two versions, with titles in its sentences.

    Raises:
        NotFoundError: There is no such version.
    """
    known = versions(world, tenant, user_id)
    before, after = (known.get(n) or _no_version(known[max(known)], n) for n in (old, new))
    history = _history(world, tenant, user_id, as_of, world.store.look(tenant))
    items = world.views.catalogue(tenant).items
    reading = Reading(after, history.events, history.signals, items, as_of)
    return changes(expanded(before, reading.titles), reading.readable)


async def view(
    reading: Reading,
    catalogue: CatalogueView,
    vectors: InterestVectors,
    world: World,
    without: frozenset[str] = frozenset(),
    behind: frozenset[str] = frozenset(),
    answers: tuple[Given, ...] = (),
) -> UserView:
    """The numbers ranking sees.

    Args:
        reading: The user.
        catalogue: With its vectors loaded.
        vectors: Embeddings of what interests say.
        world: For the half-lives.
        without: Events to leave out, as if they had not happened. Their items stay seen.
        behind: Ids of interests that taste has moved away from.
        answers: What the user answered when asked; counts until there are events on items.
    """
    index, signals = catalogue.index, reading.signals
    on_items = [e for e in reading.events.values() if e.item_id in index]
    kept = [e for e in on_items if e.id in signals and e.id not in without]
    left = reading.strategy.left
    profile = reading.profile
    if without:
        profile = _without(profile, reading, world, without)
    sorted_ones = [i for i in profile.living if not unsorted(i)]
    try:
        said = await vectors.of(sorted_ones)
    except UpstreamError:
        said = {}  # the evidence's centroid does without an embedder
    views = InterestViews(
        reading.signals, reading.as_of, catalogue, said, world.settings.profile, behind
    )
    return UserView(
        user_id=profile.user_id,
        as_of=reading.as_of,
        items=_indices(kept, catalogue),
        weights=np.array([reading.signals[e.id].signal for e in kept], dtype=np.float32),
        ages_days=np.array(
            [(reading.as_of - e.at).total_seconds() / _DAY for e in kept], dtype=np.float32
        ),
        interests=views.of(profile.living),
        seen=_indices(on_items, catalogue),
        explore=reading.strategy.explore,
        answers=() if on_items else answers,
        left={catalogue.index[i]: n for i, n in left.items() if i in catalogue.index},
    )


def _indices(
    events: list[Event], catalogue: CatalogueView
) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    return np.array([catalogue.index[e.item_id or ""] for e in events], dtype=np.int32)


def _without(profile: Profile, reading: Reading, world: World, without: frozenset[str]) -> Profile:
    interests = []
    for interest in profile.interests:
        evidence = tuple(e for e in interest.evidence if e.event_id not in without)
        if evidence:
            interests.append(interest.model_copy(update={"evidence": evidence}))
    shorter = profile.model_copy(update={"interests": tuple(interests)})
    return measure(shorter, reading.signals, reading.as_of, world.settings.profile)


def _no_version(head: Profile, version: int) -> Profile:
    raise NotFoundError(
        f"{head.user_id} has no version {version}.",
        remedy=f"The versions go from 0 to {head.version}.",
    )

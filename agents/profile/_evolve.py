"""``u_t = apply(u_{t-1}, verify(LLM(u_{t-1}, x_t)))``: new events become new versions."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import NamedTuple

from whyrec.agents.embeddings import Embedder
from whyrec.agents.gate import TitleIndex, TopicIndex
from whyrec.agents.profile._apply import apply
from whyrec.agents.profile._facts import (
    EventFacts,
    Lexicon,
    as_vector,
    item_text,
    taste_facets,
)
from whyrec.agents.profile._naming import Namer
from whyrec.agents.profile._revise import InterestVectors, revise
from whyrec.agents.profile._signals import RatingScale, signal, user_mean
from whyrec.agents.profile._time import EventSignal
from whyrec.domain import Event, Item, Profile, Revision
from whyrec.errors import ConflictError
from whyrec.settings import ProfileSettings
from whyrec.store import Store

LOOK_BACK = 30
"""Earlier events that are looked at together with the new ones for what they have in common."""
MAX_CONFLICTS = 8
"""How often in a row an update is tried again when somebody else was faster."""
BACKOFF_S = 0.02
"""Longest wait before the first new try, in seconds; it doubles with each."""


EvidenceOf = Callable[[Sequence[Event]], Sequence[Event]]
"""Which of a user's events, in time order, are evidence: all that a profile may rest on."""


@dataclass(frozen=True)
class Taste:
    """What evolving needs of a tenant's catalogue: made once, shared by all its users."""

    items: Mapping[str, Item]
    """The items by id."""
    lexicon: Lexicon
    titles: TitleIndex
    topics: TopicIndex
    scale: RatingScale
    domain: str
    """What items are called in composed labels."""
    scale_at: Callable[[datetime], RatingScale] | None = None
    """The scale of an earlier moment, its prior knowing nothing later; None where there is but
    one."""


class Waiting(NamedTuple):
    """A user's events on both sides of the profile."""

    history: list[Event]
    """All events up to the moment that are evidence, in time order."""
    new: list[Event]
    """Those that the profile has not taken in."""


def waiting(
    store: Store,
    tenant: str,
    profile: Profile,
    as_of: datetime,
    evidence: EvidenceOf | None = None,
) -> Waiting:
    """Which events the profile has yet to take in. What a user says in words is no such event.

    Args:
        store: Where the events are.
        tenant: Whose.
        profile: The user's, with what it has taken in.
        as_of: Events after it are left out.
        evidence: Tells which events count; by default all do.
    """
    kept: Sequence[Event] = store.events.of_user(tenant, profile.user_id, until=as_of)
    history = list(kept if evidence is None else evidence(kept))
    cited = profile.cited_events()
    return Waiting(history, [e for e in history if e.kind != "state" and e.id not in cited])


def signals_of(
    events: Sequence[Event], items: Mapping[str, Item], scale: RatingScale
) -> dict[str, EventSignal]:
    """Signed weight of every event by its id, against the user's mean over exactly these events."""
    mean = user_mean(events, scale)
    found = {}
    for event in events:
        item = items.get(event.item_id) if event.item_id else None
        domain = item.domain if item else None
        found[event.id] = EventSignal(event, signal(event, mean, scale), domain)
    return found


class Evolver:
    """Takes waiting events into profiles, one version a batch.

    Args:
        store: Where events and profiles live.
        embedder: Embeds items and interests to tell what is near.
        namer: The model's part.
        settings: Limits and half-lives.
        evidence: Tells which events count; by default all do. Others are never taken in, and what
            an older version took in counts nothing once it is known to be none.
    """

    def __init__(
        self,
        store: Store,
        embedder: Embedder,
        namer: Namer,
        settings: ProfileSettings,
        evidence: EvidenceOf | None = None,
    ) -> None:
        self._store = store
        self._embedder = embedder
        self._namer = namer
        self._settings = settings
        self._evidence = evidence
        self._vectors = InterestVectors(embedder)

    async def evolve(
        self,
        tenant: str,
        user_id: str,
        taste: Taste,
        as_of: datetime,
        progress: Callable[[int, int], None] | None = None,
        most: int | None = None,
    ) -> list[Revision]:
        """Take in every event of a user up to ``as_of``.

        Args:
            tenant: The tenant.
            user_id: The user; one without events gets no version.
            taste: The tenant's catalogue.
            as_of: Events after it stay waiting.
            progress: Called with (events taken in, events that were waiting).
            most: So many versions at most; events may then still wait.

        Returns:
            The new versions in order; empty when nothing waited.

        Raises:
            ConflictError: Others kept changing this profile at the same time. No event is lost:
                the next call takes them in.
        """
        revisions: list[Revision] = []
        conflicts = done = 0
        head = self._store.profiles.head(tenant, user_id)
        history, new = waiting(self._store, tenant, head, as_of, self._evidence)
        while new and (most is None or len(revisions) < most):
            batch = new[: self._settings.events_per_update]
            revision = await self._revision(head, history, batch, taste)
            try:
                await self._store.queued(partial(self._append, tenant, revision, head, batch))
            except ConflictError:
                conflicts += 1
                if conflicts >= MAX_CONFLICTS:
                    raise
                # Chance decides who waits: two in step would overtake each other for ever.
                await asyncio.sleep(random.uniform(0, BACKOFF_S * 2**conflicts))  # noqa: S311
                head = self._store.profiles.head(tenant, user_id)
                history, new = waiting(self._store, tenant, head, as_of, self._evidence)
                continue
            conflicts = 0
            revisions.append(revision)
            done += len(batch)
            head, new = revision.profile, new[len(batch) :]
            if progress is not None:
                progress(done, done + len(new))
            await asyncio.sleep(0)  # an update is some 100 ms of work, and others want their turn
        return revisions

    def _append(
        self, tenant: str, revision: Revision, head: Profile, batch: Sequence[Event]
    ) -> None:
        """Keep a version, unless an event of it was forgotten while it was made."""
        with self._store.transaction():
            if not self._store.events.exist(tenant, [e.id for e in batch]):
                raise ConflictError("An event was forgotten meanwhile.")
            self._store.profiles.append(tenant, revision, parent=head)

    async def _revision(
        self,
        head: Profile,
        history: Sequence[Event],
        batch: Sequence[Event],
        taste: Taste,
    ) -> Revision:
        # Only what the profile rests on: events of the same moment may wait for the next batch, and
        # late ones come when it knows events after them.
        new = {e.id for e in batch}
        taken = head.cited_events() | new
        past = [e for e in history if e.id in taken]
        # As it was then: a version says the same whenever it is made.
        scale = taste.scale_at(past[-1].at) if taste.scale_at is not None else taste.scale
        signals = signals_of(past, taste.items, scale)
        facts = await self.facts(batch, taste.items, signals, taste.lexicon)
        until = batch[-1].at
        known = [e for e in past if e.kind != "state" and e.id not in new and e.at <= until]
        before = known[-LOOK_BACK:]
        earlier = await self.facts(before, taste.items, signals, taste.lexicon, embed=False)
        self._namer.begin()
        patch, rejected = await revise(
            head,
            facts,
            earlier,
            lexicon=taste.lexicon,
            titles=taste.titles,
            topics=taste.topics,
            namer=self._namer,
            vectors=self._vectors,
            signals=signals,
            settings=self._settings,
            domain=taste.domain,
        )
        return Revision(profile=apply(head, patch), patch=patch, rejected=rejected)

    async def facts(
        self,
        events: Sequence[Event],
        items: Mapping[str, Item],
        signals: Mapping[str, EventSignal],
        lexicon: Lexicon,
        *,
        embed: bool = True,
    ) -> list[EventFacts]:
        """Everything the rules need of some events; with ``embed``, embeddings in one call."""
        texts = [_text(e, items) for e in events] if embed else [""] * len(events)
        known = [t for t in texts if t]
        vectors = dict(zip(known, await self._embedder.embed(known), strict=True)) if known else {}
        out = []
        for event, text in zip(events, texts, strict=True):
            item = items.get(event.item_id or "")
            out.append(
                EventFacts(
                    event=event,
                    item=item,
                    signal=signals[event.id].signal,
                    facets=taste_facets(item) if item else lexicon.facets_in(event.text or ""),
                    vector=as_vector(vectors[text]) if text in vectors else None,
                )
            )
        return out


def _text(event: Event, items: Mapping[str, Item]) -> str:
    """What is embedded of an event; empty where there is nothing."""
    item = items.get(event.item_id or "")
    return item_text(item) if item else event.text or ""

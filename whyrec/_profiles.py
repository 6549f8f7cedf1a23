"""Everything that changes or shows a profile: evolve, edit, rollback, forget, erase, export."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from whyrec._forgetting import carry_out, plan
from whyrec._reading import read, versions
from whyrec._timezones import own_timezone
from whyrec._transfer import Transfers
from whyrec._variants import NOTHING_CHOSEN, Chosen
from whyrec._world import Progress, World
from whyrec.agents.dynamics import judge
from whyrec.agents.profile import (
    Evolver,
    Namer,
    apply,
    diff,
    edit,
    waiting,
)
from whyrec.agents.profile.edit_words import NotUnderstood, Wish, parse
from whyrec.domain import (
    Event,
    Patch,
    Profile,
    Provenance,
    RefusedEvent,
    Restore,
    Revision,
    TransferReport,
)
from whyrec.errors import ConflictError, NotFoundError, PrerequisiteError, UpstreamError
from whyrec.store import ErasedCounts, scrub_rejects

_RETRIES = 5

NAMING_TOKENS = (260, 60)
"""Prompt and completion tokens of one naming call, measured; for the estimate only."""
FREE_TOKENS = (900, 300)
"""The same of one patch in free mode."""


class _Taken(Exception):
    """An event's id is in use, or was."""


class EditOutcome(NamedTuple):
    """What words of the user led to."""

    revision: Revision
    understood: bool
    message: str
    """One sentence for the user."""


class EvolveEstimate(NamedTuple):
    """What evolving would take."""

    users: int
    events: int
    updates: int
    """Versions that will be made."""
    calls: int
    """Model calls, at most."""
    prompt_tokens: int
    completion_tokens: int
    seconds: float | None
    """At the speed measured by the probe; None where the engine was never probed."""


class Profiles:
    """Profile operations of one `whyrec.Recommender`."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._store = world.store

    async def evolve(
        self,
        tenant: str,
        user_id: str,
        as_of: datetime,
        progress: Progress | None = None,
        most: int | None = None,
        chosen: Chosen = NOTHING_CHOSEN,
    ) -> list[Revision]:
        """Take a user's waiting events in; see `Recommender.evolve`."""
        head = self._store.profiles.head(tenant, user_id)
        if not waiting(self._store, tenant, head, as_of, self._evidence).new:
            return []
        self._world.check_embeddings(tenant)
        namer, failed = await self._namer(tenant, progress, chosen)
        namer.failed_before = failed
        evolver = Evolver(
            self._store,
            self._world.remembering,
            namer,
            self._world.settings.profile,
            self._evidence,
        )
        shown: Callable[[int, int], None] | None = None
        if progress is not None:
            report = progress

            def shown(done: int, total: int) -> None:
                report("events", done, total)

        taste = self._world.views.taste(tenant, as_of)
        return await evolver.evolve(tenant, user_id, taste, as_of, shown, most)

    def estimate(self, tenant: str, user_ids: Sequence[str], as_of: datetime) -> EvolveEstimate:
        """What evolving these users would take, at most; see `Recommender.evolve_estimate`."""
        events = updates = users = 0
        per_update = self._world.settings.profile.events_per_update
        for user_id in user_ids:
            head = self._store.profiles.head(tenant, user_id)
            new = len(waiting(self._store, tenant, head, as_of, self._evidence).new)
            events += new
            updates += -(-new // per_update)
            users += new > 0
        card = self._world.known_card() if self._world.settings.engine.enabled else None
        mode = card.patch_mode if card else "composed"
        calls, tokens = 0, (0, 0)
        if mode == "free":
            calls, tokens = updates, FREE_TOKENS
        elif mode == "guided" or (card is not None and card.sentence.passed):
            calls, tokens = 3 * updates, NAMING_TOKENS
        seconds = None if card is None else calls * 1.0
        return EvolveEstimate(
            users, events, updates, calls, calls * tokens[0], calls * tokens[1], seconds
        )

    async def edit(
        self, tenant: str, user_id: str, words: str, event_id: str | None = None
    ) -> EditOutcome:
        """Let a user's words change the profile; see `Recommender.edit`."""
        wishes = parse(words, self._world.views.catalogue(tenant).topics)
        revision = await self.state(tenant, user_id, words, wishes, event_id)
        if isinstance(wishes, NotUnderstood):
            message = f"{wishes.reason} Your words are kept, but they change nothing."
            return EditOutcome(revision, False, message)
        wanted = "; ".join(dict.fromkeys(f"{w.amount} {w.topic}" for w in wishes))
        return EditOutcome(revision, True, f"Understood: {wanted}.")

    async def state(
        self,
        tenant: str,
        user_id: str,
        words: str,
        wishes: Sequence[Wish] | NotUnderstood,
        event_id: str | None = None,
        also: Callable[[Revision], None] | None = None,
    ) -> Revision:
        """Keep what a user said, and what it comes to.

        Args:
            tenant: Whose user.
            user_id: The user.
            words: What was said.
            wishes: What it comes to.
            event_id: What the words are kept under; by default a new id.
            also: What else is kept in the same transaction.
        """
        domain = self._world.views.catalogue(tenant).domain
        event = Event(
            id=event_id or f"say-{uuid.uuid4().hex}",
            user_id=user_id,
            kind="state",
            text=words,
            at=self._world.next_moment(tenant),
        )

        def change(head: Profile) -> Revision:
            return edit(head, event, wishes, domain)

        return await self._change(tenant, user_id, change, event, also)

    async def rollback(self, tenant: str, user_id: str, version: int, as_of: datetime) -> Revision:
        """Add a version equal to an older one; see `Recommender.rollback`."""
        older = versions(self._world, tenant, user_id)
        if version not in older:
            raise NotFoundError(
                f"{user_id} has no version {version}.",
                remedy=f"The versions go from 0 to {max(older)}.",
            )
        patch = Patch(
            operations=(Restore(version=version),),
            at=as_of,
            provenance=Provenance(mode="rollback"),
        )

        def change(head: Profile) -> Revision:
            known = versions(self._world, tenant, user_id)
            return Revision(profile=apply(head, patch, known), patch=patch)

        return await self._change(tenant, user_id, change)

    async def forget(self, tenant: str, user_id: str, event_id: str) -> Profile:
        """Forget an event everywhere; see `Recommender.forget`."""
        for _ in range(_RETRIES):
            planned = await plan(self._world, tenant, user_id, {event_id})
            event = self._store.events.get(tenant, [event_id]).get(event_id)
            if (event is None or event.user_id != user_id) and planned.history is None:
                raise NotFoundError(f"{user_id} has no event {event_id}.")
            # Before the store: should this process die between the two, the call is repeated.
            await asyncio.to_thread(
                scrub_rejects, self._world.rejects(tenant), event_ids=[event_id]
            )
            try:
                # Leaving no trace rewrites the whole file: others are not to wait for it.
                await self._store.queued(partial(carry_out, self._world, tenant, planned))
            except ConflictError:
                continue
            self._world.views.forget_crowd(tenant)
            return planned.head
        raise ConflictError(
            f"The profile of {user_id} kept changing meanwhile.", remedy="Try again."
        )

    async def erase(self, tenant: str, user_id: str) -> ErasedCounts:
        """Delete everything known of a user; see `Recommender.erase`."""
        await asyncio.to_thread(scrub_rejects, self._world.rejects(tenant), user_id=user_id)
        erased = await self._store.queued(partial(self._store.erase_user, tenant, user_id))
        self._world.forget_user(tenant, user_id)
        self._world.views.forget_crowd(tenant)
        return erased

    async def transfer(
        self,
        tenant: str,
        user_id: str,
        as_of: datetime,
        target: str,
        source: str | None,
        *,
        live: bool,
        progress: Progress | None = None,
    ) -> TransferReport:
        """Carry interests over to another domain; see `Recommender.transfer`."""
        transfers = Transfers(self._world)
        transfers.check(tenant, target, source)
        await self.evolve(tenant, user_id, as_of, progress)
        chosen = self._world.chosen(tenant, user_id) if live else NOTHING_CHOSEN
        namer, failed = await self._namer(tenant, progress, chosen)
        namer.failed_before = failed
        return await transfers.carry(tenant, user_id, as_of, target, source, namer, live=live)

    async def expect(
        self, tenant: str, user_id: str, as_of: datetime, domains: Collection[str]
    ) -> None:
        """Carry interests over, without a model, to those of some domains the user is new to."""
        transfers = Transfers(self._world)
        for domain in transfers.new_to(tenant, user_id, domains):
            namer = Namer(None, None)
            await transfers.carry(tenant, user_id, as_of, domain, None, namer, live=True)

    async def export(self, tenant: str, user_id: str, as_of: datetime) -> dict[str, Any]:
        """Everything known of a user; see `Recommender.export`."""
        events = self._store.events.of_user(tenant, user_id)
        revisions = self._store.profiles.revisions(tenant, user_id)
        refused = judge(events, self._world.settings.feedback).refused
        return {
            "format": 1,
            "user_id": user_id,
            "timezone": own_timezone(self._store, tenant, user_id),
            "profile": read(self._world, tenant, user_id, as_of).readable.model_dump(mode="json"),
            "revisions": [
                {
                    "version": r.version,
                    "parent": r.parent,
                    "created_at": r.created_at.isoformat(),
                    "patch": r.patch.model_dump(mode="json"),
                    "rejected": [x.model_dump(mode="json") for x in r.rejected],
                }
                for r in revisions
            ],
            "events": [e.model_dump(mode="json", exclude_none=True) for e in events],
            "refused": [
                {"event_id": r.event.id, "rule": r.rule, "reason": r.reason} for r in refused
            ],
            "shown": [
                {"response_id": s.response_id, "at": s.at.isoformat(), **s.answer}
                for s in self._store.shown.of_user(tenant, user_id)
            ],
            "exposures": [
                one.model_dump(mode="json", exclude={"user_id"})
                for one in self._store.exposures.of_user(tenant, user_id)
            ],
            "memberships": [
                {"version": m.version, "at": m.at.isoformat(), "clusters": m.members}
                for m in self._store.memberships.of_user(tenant, user_id)
            ],
        }

    def refused(self, tenant: str, user_id: str, as_of: datetime) -> list[RefusedEvent]:
        """The events that are no evidence, newest first; see `Recommender.refused_events`."""
        events = self._store.events.of_user(tenant, user_id, until=as_of)
        return list(judge(events, self._world.settings.feedback).refused[::-1])

    def _evidence(self, events: Sequence[Event]) -> Sequence[Event]:
        return judge(events, self._world.settings.feedback).valid

    def diff(self, tenant: str, user_id: str, old: int, new: int, as_of: datetime) -> str:
        """What changed between two versions; see `Recommender.diff`."""
        a = read(self._world, tenant, user_id, as_of, old).readable
        b = read(self._world, tenant, user_id, as_of, new).readable
        return diff(a, b)

    async def _namer(
        self, tenant: str, progress: Progress | None, chosen: Chosen
    ) -> tuple[Namer, bool]:
        try:
            engine = await self._world.engine(progress, tenant=tenant, chosen=chosen)
        except (UpstreamError, PrerequisiteError):
            return Namer(None, None), True
        if engine is None:
            return Namer(None, None), False
        return Namer(engine.model, engine.card, self._world.settings.profile.mode), False

    async def _change(
        self,
        tenant: str,
        user_id: str,
        change: Callable[[Profile], Revision],
        event: Event | None = None,
        also: Callable[[Revision], None] | None = None,
    ) -> Revision:
        """Append what ``change`` makes of the head, again on a newer one if need be."""

        def append() -> Revision | None:
            head = self._store.profiles.head(tenant, user_id)
            revision = change(head)
            try:
                with self._store.transaction():
                    if event is not None and not self._store.events.add(tenant, [event]).added:
                        raise _Taken(event.id)
                    self._store.profiles.append(tenant, revision, parent=head)
                    if also is not None:
                        also(revision)
            except _Taken as error:
                raise ConflictError(
                    f"Event {error} exists or was forgotten once.",
                    remedy="Give another event id.",
                ) from error
            except ConflictError:
                return None
            return revision

        for _ in range(_RETRIES):
            revision = await self._store.queued(append)
            if revision is not None:
                return revision
        raise ConflictError(
            f"The profile of {user_id} kept changing meanwhile.", remedy="Try again."
        )

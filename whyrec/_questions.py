"""What somebody new is asked: found out beside the event loop, and the answers kept."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from whyrec._answered import KEPT_AS, Answered, answered, given_by
from whyrec._chat_edits import holds
from whyrec._interest_views import ANSWER
from whyrec._profiles import Profiles
from whyrec._scales import LIVE_STEP
from whyrec._world import World
from whyrec.agents.chat import Put, in_words
from whyrec.agents.dynamics import MOST_QUESTIONS, Asker, askable, by_spread, groups_of
from whyrec.agents.profile import taste_facets
from whyrec.agents.retrieve import CatalogueView
from whyrec.domain import Facet, Question, Revision
from whyrec.errors import ConflictError, InputError
from whyrec.store import ShownAnswer


class AnswerOutcome(NamedTuple):
    """What an answer to a question led to."""

    revision: Revision | None
    """The version that it made; None where it left the profile as it is."""
    understood: bool
    """False: it was no answer, nothing was changed and the question stays open."""
    message: str
    """What was taken from it, for the user."""
    following: Question | None
    """What is asked next; None where nothing is."""


class Questions:
    """Asks the users of one `whyrec.Recommender`: what separates people changes slowly."""

    def __init__(self, world: World, profiles: Profiles) -> None:
        self._world = world
        self.profiles = profiles
        """Where what was said is kept."""
        self._askers: dict[str, tuple[CatalogueView, float, Asker]] = {}
        self._finding: dict[str, asyncio.Lock] = {}

    async def open(self, tenant: str, user_id: str) -> Put | None:
        """The question that a user is asked next; None where nothing is worth asking."""
        known = self._world.views.catalogue(tenant)
        if not known.items:
            return None
        rows = answered(self._world, tenant, user_id)
        number = max((row.put.number for row in rows), default=0) + 1
        if number > MOST_QUESTIONS:
            return None
        given = given_by(self._world.store.profiles.head(tenant, user_id), rows)
        asker = await self._asker(tenant, known.view)
        # A choice among hundreds of topics is weighed for as long as others can be served in.
        topics = await asyncio.to_thread(asker.following, given, self._met(tenant, user_id))
        return Put(number, topics) if topics else None

    async def answer(self, tenant: str, user_id: str, put: Put, choice: str) -> Answered:
        """Keep a choice, and what follows from it in the profile; the same again changes nothing.

        Raises:
            InputError: The question has no such choice, or its topics are not in the catalogue.
            ConflictError: It is not the question that is open.
        """
        answer, wishes = put.answer(choice), put.wishes(choice)
        known = self._world.views.catalogue(tenant)
        missing = next((t for t in put.topics if t not in known.topics.facets), None)
        if missing is not None:
            raise InputError(f"Nothing in the catalogue is {missing}.", field="question")
        before = self._before(tenant, user_id, put, answer)
        if before is not None and self._holds(tenant, user_id, before):
            return before
        event_id = f"{ANSWER}{uuid.uuid4().hex}" if wishes else None
        kept = Answered(put, answer, self._world.next_moment(tenant).isoformat(), event_id)

        def still_open() -> None:
            # In the transaction that keeps the answer: of two at once only the first is one.
            if self._before(tenant, user_id, put, answer) != before:
                raise _not_open(put)

        if event_id is None:

            def keep_alone() -> None:
                with self._world.store.transaction():
                    still_open()
                    self._keep(tenant, user_id, kept)

            await self._world.store.queued(keep_alone)
        else:

            def keep(made: Revision) -> None:
                nonlocal kept
                still_open()
                version = made.profile.version
                kept = kept._replace(before=made.profile.parent or 0, after=version)
                self._keep(tenant, user_id, kept)

            words = in_words(wishes[0])
            await self.profiles.state(tenant, user_id, words, wishes, event_id, also=keep)
        # What the lists believe of the user has changed, though the profile may not have.
        self._world.seen.forget(tenant, user_id)
        return kept

    def check(self, tenant: str, user_id: str, put: Put) -> None:
        """Make sure that a question is the open one, or was just answered.

        Raises:
            ConflictError: It is neither.
        """
        rows = answered(self._world, tenant, user_id)
        if put not in [row.put for row in rows]:
            _require_open(put, rows)

    def _before(self, tenant: str, user_id: str, put: Put, answer: int | None) -> Answered | None:
        """What was kept of the same question; None where it is the open one."""
        rows = answered(self._world, tenant, user_id)
        same = next((row for row in rows if row.put.number == put.number), None)
        if same is not None and same.put == put and same.answer == answer:
            return same
        _require_open(put, rows)
        return None

    def _holds(self, tenant: str, user_id: str, row: Answered) -> bool:
        """Whether what an answer changed was not taken back since."""
        revisions = self._world.store.profiles.revisions(tenant, user_id)
        return row.after is None or holds(revisions, row.after)

    def _keep(self, tenant: str, user_id: str, row: Answered) -> None:
        name = KEPT_AS.format(row.put.number)
        # Nobody sends the text of this back: what stands for its hash is none.
        kept = ShownAnswer(name, name, row.written, datetime.now(UTC))
        self._world.store.shown.keep(tenant, user_id, kept)

    def _met(self, tenant: str, user_id: str) -> frozenset[Facet]:
        """Topics that the user's own events tell of."""
        items = self._world.views.catalogue(tenant).items
        events = self._world.store.events.of_user(tenant, user_id)
        taken = (items[e.item_id] for e in events if e.item_id in items)
        return frozenset(facet for item in taken for facet in taste_facets(item))

    async def _asker(self, tenant: str, view: CatalogueView) -> Asker:
        """What chooses the questions, at most ten minutes old."""
        moment = self._world.moment(tenant)
        step = moment.timestamp() // LIVE_STEP.total_seconds()
        # Who comes meanwhile waits for this one: it reads everybody's events.
        async with self._finding.setdefault(tenant, asyncio.Lock()):
            held = self._askers.get(tenant)
            if held is None or held[0] is not view or held[1] != step:
                found = await self._find(tenant, view, moment)
                held = self._askers[tenant] = (view, step, found)
        return held[2]

    async def _find(self, tenant: str, view: CatalogueView, moment: datetime) -> Asker:
        """By groups of people where there are some, else by spread."""
        views = self._world.views
        snapshot = await views.snapshot(tenant, moment, views.look(tenant), live=True)
        groups = await asyncio.to_thread(groups_of, snapshot)
        if groups is not None:
            return groups.asker
        crowd = snapshot.crowd
        assert crowd is not None
        return by_spread(await asyncio.to_thread(askable, view, crowd))


def _require_open(put: Put, rows: Sequence[Answered]) -> None:
    number = max((row.put.number for row in rows), default=0) + 1
    asked = {topic for row in rows for topic in row.put.topics}
    if put.number != number or asked & set(put.topics):
        raise _not_open(put)


def _not_open(put: Put) -> ConflictError:
    return ConflictError(
        f"Question {put.number} is not the one that is open.",
        remedy="Ask for the open question and answer that one.",
    )

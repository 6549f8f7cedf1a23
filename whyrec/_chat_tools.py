"""One user's recommender, as the chat agent sees it."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Awaitable, Callable, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from whyrec._chat_edits import holds
from whyrec._chat_pace import Pace
from whyrec._engine import Engine
from whyrec._questions import Questions
from whyrec._variants import Chosen
from whyrec._world import World
from whyrec.agents.chat import (
    Answered,
    Change,
    Erased,
    ModelPart,
    Put,
    Remembered,
    Shelf,
)
from whyrec.agents.explain import ExplanationFacts
from whyrec.agents.profile import mentions
from whyrec.agents.profile.edit_words import Wish
from whyrec.agents.retrieve import Filters
from whyrec.domain import (
    Balance,
    Event,
    Explanation,
    FeedbackKind,
    Language,
    Profile,
    Recommendation,
    Scene,
)
from whyrec.errors import ConflictError, PrerequisiteError, UpstreamError

if TYPE_CHECKING:
    from whyrec.recommender import Recommender

T = TypeVar("T")
_SURPRISE = Balance(surprise=0.5)
"""What "surprise me" asks for: score and surprise have the same say."""
_NUMBERED_IDS = 4
"""Ids of a turn that are tried in order, so that two retries at once are one event."""


class ChatTools:
    """Calls of a `whyrec.Recommender` for one user and one turn; see `whyrec.agents.chat.Tools`.

    Args:
        recommender: Whose calls.
        world: For what it has no call for.
        tenant: The tenant.
        user_id: The user.
        shelf: The tenant's catalogue.
        answers: The conversation's earlier answers, oldest first.
        turn: Hash of the conversation: what a turn changes is changed once, however often its
            answer is made anew.
        questions: What new users are asked.
        pace: Whether the model judges lists in time.
        chosen: What experiments change for the user.
        response: What the answer is known by.
        scene: The context that the turn is said in.
    """

    def __init__(
        self,
        recommender: Recommender,
        world: World,
        tenant: str,
        user_id: str,
        shelf: Shelf,
        answers: Sequence[Answered],
        turn: str,
        questions: Questions,
        pace: Pace,
        chosen: Chosen,
        response: str,
        scene: Scene | None = None,
    ) -> None:
        self._rec = recommender
        self._world = world
        self._tenant = tenant
        self._user = user_id
        self._turn = turn
        self._questions = questions
        self._pace = pace
        self._response = response
        self._scene = scene
        self.chosen = chosen
        """What experiments change for the user."""
        self.shelf = shelf
        self.answers = answers
        self._acted: datetime | None = None
        self.degraded = False
        """Whether a list was to be judged by the model and could not be."""

    @property
    def list_length(self) -> int:
        """Items in a list that does not say how many."""
        return self._world.settings.chat.list_length

    @property
    def prose_timeout_s(self) -> float:
        """How long the model may take to phrase an answer, in seconds."""
        return self._world.settings.chat.prose_timeout_s

    @property
    def rating_high(self) -> float | None:
        """The highest rating of the scale."""
        return self._world.views.scales.at(self._tenant, self._world.moment(self._tenant)).high

    def done_before(self) -> Remembered | None:
        """What an earlier answer to this very turn did, where it is regenerated."""
        for row in reversed(self._world.store.shown.of_user(self._tenant, self._user)):
            if row.answer.get("turn") == self._turn:
                return Remembered.model_validate(row.answer)
        return None

    async def recommend(
        self,
        k: int,
        allow: frozenset[str] | None,
        deny: frozenset[str],
        language: Language,
        *,
        surprise: bool = False,
    ) -> list[Recommendation]:
        """The best items of those allowed, or surprising ones; with reasons in that language."""
        filters = Filters(allow=allow, deny=deny)
        listed = partial(
            self._rec.recommend,
            self._user,
            k,
            prose=False,
            language=language,
            filters=filters,
            scene=self._scene,
            balance=_SURPRISE if surprise else None,
            response_id=self._response,
            tenant=self._tenant,
        )
        part = await self.model()
        if self._served and part.model is not None:
            if self._pace.keeps:
                await self._rec.prepare(self._user, tenant=self._tenant)
                with suppress(TimeoutError):
                    async with self._pace.judging():
                        return await listed()
            self.degraded = True
        self.degraded |= self._served and part.failed
        return await listed(use_model=False)

    async def why(self, item_id: str, language: Language) -> Explanation:
        """Why an item suits the user, composed."""
        return await self._rec.why(
            self._user,
            item_id,
            use_model=False,
            language=language,
            scene=self.shown_in(item_id),
            response_id=self._response,
            tenant=self._tenant,
        )

    def shown_in(self, item_id: str) -> Scene | None:
        """The context of the latest list that holds an item; that of this turn where none does."""
        for answered in reversed(self.answers):
            if item_id in answered.kept.items:
                # Of an answer that is known by its text alone the context is not.
                return answered.kept.scene if answered.response_id else self._scene
        return self._scene

    async def facts(self, item_id: str) -> ExplanationFacts:
        """All that an explanation of an item may say."""
        scene = self.shown_in(item_id)
        return await self._rec.explanation_facts(
            self._user, item_id, scene=scene, tenant=self._tenant
        )

    async def profile(self) -> Profile:
        """The measured profile."""
        return await self._rec.profile(self._user, tenant=self._tenant)

    def events(self) -> list[Event]:
        """The user's events, oldest first."""
        return self._world.store.events.of_user(self._tenant, self._user)

    async def feedback(self, item_id: str, kind: FeedbackKind) -> Event:
        """Keep what the user did; once a turn, however often it is regenerated."""
        item = hashlib.sha256(f"{item_id}\x00{kind}".encode()).hexdigest()[:12]
        name = f"chat-{self._turn}-{item}"
        mine = [e for e in self.events() if e.item_id == item_id]
        if mine and mine[-1].id.startswith(name):
            return mine[-1]

        # What one turn tells is of one moment, however many items it is about: no burst.
        at = None if self._acted is None else self._acted + timedelta(microseconds=1)

        async def kept(event_id: str) -> Event:
            return await self._rec.feedback(
                self._user, item_id, kind, event_id=event_id, at=at, tenant=self._tenant
            )

        event = await self._under_free_id(name, {e.id for e in mine}, kept)
        self._acted = event.at
        return event

    async def edit(self, words: str, wishes: Sequence[Wish] | None = None) -> Change:
        """Let words that were understood change the profile; once a turn, unless taken back."""
        name = f"chat-{self._turn}-edit"
        mine = {e.id for e in self.events() if e.id.startswith(name)}
        revisions = self._world.store.profiles.revisions(self._tenant, self._user)
        for made in reversed(revisions):
            if mine and mentions(made.patch, made.rejected, mine):
                if holds(revisions, made.version):
                    return Change(made.parent or 0, made.version)
                break

        async def kept(event_id: str) -> Change:
            if wishes is None:
                outcome = await self._rec.edit(
                    self._user, words, event_id=event_id, tenant=self._tenant
                )
                profile = outcome.revision.profile
            else:
                revision = await self._questions.profiles.state(
                    self._tenant, self._user, words, wishes, event_id
                )
                profile = revision.profile
            return Change(profile.parent or 0, profile.version)

        return await self._under_free_id(name, mine, kept)

    async def _under_free_id(
        self, name: str, taken: AbstractSet[str], keep: Callable[[str], Awaitable[T]]
    ) -> T:
        """Keep something under the turn's next event id that neither is nor was in use."""
        ids = (f"{name}-{n}" for n in range(_NUMBERED_IDS))
        for event_id in ids:
            if event_id in taken:
                continue
            try:
                return await keep(event_id)
            except ConflictError:
                continue  # it was forgotten once: taken back, or the user was erased
        return await keep(f"{name}-{uuid.uuid4().hex[:12]}")

    async def rollback(self, version: int) -> Change:
        """Make the profile what it was in an older version."""
        made = (await self._rec.rollback(self._user, version, tenant=self._tenant)).profile
        return Change(made.version - 1, made.version)

    def edited_since(self, version: int) -> set[int]:
        """The versions after that one that the user made: by words, and by going back."""
        return {
            r.version
            for r in self._world.store.profiles.revisions(self._tenant, self._user)
            if r.version > version and r.patch.provenance.mode in ("edit", "rollback")
        }

    async def forget(self, event_ids: Sequence[str]) -> None:
        """Forget events for good."""
        for event_id in event_ids:
            await self._rec.forget(self._user, event_id, tenant=self._tenant)

    async def erase(self) -> Erased:
        """Delete everything known of the user."""
        gone = await self._rec.erase(self._user, tenant=self._tenant)
        return Erased(gone.events, gone.versions)

    async def question(self) -> Put | None:
        """What is asked next; None where nothing is left that is worth asking."""
        return await self._questions.open(self._tenant, self._user)

    async def answer(self, put: Put, choice: str) -> Change | None:
        """Keep the answer to a question; None where it leaves the profile as it is."""
        kept = await self._questions.answer(self._tenant, self._user, put, choice)
        return None if kept.after is None else Change(kept.before or 0, kept.after)

    async def model(self) -> ModelPart:
        """The language model; never waits for it to be measured."""
        health = self._world.engines.of(self.chosen.engine)
        if not health.configured:
            return ModelPart(None, None, False)
        try:
            if health.card() is None:
                return ModelPart(None, None, not health.breaker.allows)
            engine: Engine | None = await self._world.engine(
                tenant=self._tenant, chosen=self.chosen
            )
        except (PrerequisiteError, UpstreamError):
            return ModelPart(None, None, True)
        return (
            ModelPart(engine.model, engine.card, False) if engine else ModelPart(None, None, False)
        )

    @property
    def _served(self) -> bool:
        """Whether the engine is another process, which is quick enough to judge while one waits."""
        health = self._world.engines.of(self.chosen.engine)
        if not health.configured:
            return False
        try:
            model = health.model()
        except (PrerequisiteError, UpstreamError):
            return health.base_url is not None
        return model is not None and model.engine != "llama_cpp"

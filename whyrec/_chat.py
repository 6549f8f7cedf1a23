"""The chat: from the messages a client sends to pieces of an answer."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import aclosing, suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast
from weakref import WeakSet

from pydantic import ValidationError

from whyrec._chat_pace import Pace
from whyrec._chat_tools import ChatTools
from whyrec._prompted import prompted_steps
from whyrec._questions import Questions
from whyrec._world import World
from whyrec.agents.chat import (
    LATEST_READ,
    Answered,
    Message,
    Outcome,
    Put,
    Remembered,
    Shelf,
    TitleLookup,
    Turns,
    hashes_of,
    learn,
    numbered_titles,
    text_hash,
)
from whyrec.agents.models import Usage
from whyrec.agents.models.tokenizer import estimate_tokens
from whyrec.domain import ChatAnswer, ChatChunk, ChatTurn, Route, Scene
from whyrec.errors import InputError, PrerequisiteError
from whyrec.store import ShownAnswer

if TYPE_CHECKING:
    from whyrec.recommender import Recommender


class _Begun:
    """An answer that is being made."""

    def __init__(self, tenant: str, user_id: str) -> None:
        self.user = (tenant, user_id)
        self.erased = False
        """Whether the user was erased since."""


class Chat:
    """Answers chats for one `whyrec.Recommender`."""

    def __init__(self, recommender: Recommender, world: World, questions: Questions) -> None:
        self._rec = recommender
        self._world = world
        self._shelves: dict[str, tuple[int, Shelf]] = {}
        self._questions = questions
        self._pace = Pace()
        self._begun: WeakSet[_Begun] = WeakSet()

    def leave(self, tenant: str, user_id: str) -> None:
        """Keep nothing of the answers being made for a user: the user is about to be erased."""
        for begun in self._begun:
            begun.erased |= begun.user == (tenant, user_id)

    async def answer(
        self,
        tenant: str,
        user_id: str,
        messages: Sequence[ChatTurn],
        response_id: str | None,
        scene: Scene | None = None,
    ) -> AsyncIterator[ChatChunk]:
        """Answer the last message of the user; see `Recommender.chat`."""
        said = [m for m in messages if m.role != "system"]
        while said and said[-1].role != "user":
            said.pop()
        if not said:
            raise InputError("There is no message of the user.", field="messages")
        try:
            from whyrec.agents.chat._graph import Composed, converse
        except ImportError as error:
            raise PrerequisiteError(
                "The chat needs LangGraph.", remedy="Run: pip install 'whyrec[server]'"
            ) from error
        begun = _Begun(tenant, user_id)
        self._begun.add(begun)
        known = self._world.store.knows(tenant, user_id)
        turns = Turns(user_id, said)
        turn = turns.up_to(len(said) - 1)
        response = response_id or f"chat-{uuid.uuid4().hex}"
        shelf = await self.shelf(tenant)
        answers = self._answered(tenant, user_id, said[:-1], turns, shelf)
        message = Message(
            said[-1].content,
            shelf,
            before=tuple(m.content for m in said[-LATEST_READ:-1] if m.role == "user"),
            shown=next((a.kept for a in reversed(answers) if a.kept.items or a.kept.focus), None),
            last=answers[-1].kept if answers and said[-2].role == "assistant" else None,
        )
        tools = ChatTools(
            self._rec,
            self._world,
            tenant,
            user_id,
            shelf,
            answers,
            turn,
            self._questions,
            self._pace,
            self._world.chosen(tenant, user_id),
            response,
            scene,
        )
        outcome: Outcome | None = None
        pieces = converse(message, tools)
        steps = prompted_steps(pieces, tools.chosen)
        async with aclosing(cast(Any, pieces)), aclosing(steps):
            async for piece in steps:
                if isinstance(piece, Composed):
                    outcome = piece.outcome
                    # What shows no list of its own speaks of the one that was shown.
                    earlier = message.shown if not outcome.recommendations else None
                    there = tools.shown_in(earlier.items[0]) if earlier and earlier.items else scene
                    told = {"turn": turn, "scene": there}
                    await self._keep(begun, known, response, outcome, told)
                    yield ChatChunk(text=outcome.text)
                    continue
                assert outcome is not None
                text = outcome.text
                if piece.text:
                    yield ChatChunk(text=f"\n\n{piece.text}")
                    text = f"{text}\n\n{piece.text}"
                prompt, completion = await _tokens(piece.usage, said, text)
                yield ChatChunk(
                    answer=ChatAnswer(
                        response_id=response,
                        user_id=user_id,
                        route=outcome.kept.route,
                        language=outcome.kept.language,
                        text=text,
                        recommendations=outcome.recommendations,
                        explanation=outcome.explanation,
                        question=outcome.question,
                        profile_version=self._world.store.profiles.head(tenant, user_id).version,
                        degraded=outcome.degraded or piece.failed or tools.degraded,
                        prompt_tokens=prompt,
                        completion_tokens=completion,
                    )
                )

    async def replied(
        self, tenant: str, user_id: str, question_id: str, text: str
    ) -> Outcome | None:
        """Take an answer in words to a question in, as the conversation would.

        Returns:
            What it came to; None where it is no answer.

        Raises:
            InputError: There is no such question.
            ConflictError: Another question is open.
        """
        put = Put.parse(question_id)
        self._questions.check(tenant, user_id, put)
        shelf = await self.shelf(tenant)
        asked = Remembered(route=Route.COLD_START, language="en", question=put.id)
        turn = text_hash(f"{user_id}\x00{question_id}\x00{text}")[:32]
        tools = ChatTools(
            self._rec,
            self._world,
            tenant,
            user_id,
            shelf,
            [],
            turn,
            self._questions,
            self._pace,
            self._world.chosen(tenant, user_id),
            f"chat-{uuid.uuid4().hex}",
        )
        return await learn(Message(text, shelf, last=asked), tools)

    async def warm(self, tenant: str) -> None:
        """Make what the first answer would wait for, where chats are possible at all."""
        with suppress(ImportError):
            import whyrec.agents.chat._graph  # noqa: F401
        await self.shelf(tenant)
        await asyncio.to_thread(estimate_tokens, "")

    async def shelf(self, tenant: str) -> Shelf:
        """The tenant's catalogue as the chat sees it, made once a generation."""
        known = self._world.views.catalogue(tenant)
        held = self._shelves.get(tenant)
        if held is None or held[0] != known.generation:
            view = await self._world.views.view(tenant) if known.items else known.view
            titles = await asyncio.to_thread(TitleLookup, known.items)
            shelf = Shelf(known.items, view, known.topics, titles, known.titles, known.domain)
            held = self._shelves[tenant] = (known.generation, shelf)
        return held[1]

    def _answered(
        self,
        tenant: str,
        user_id: str,
        earlier: Sequence[ChatTurn],
        turns: Turns,
        shelf: Shelf,
    ) -> list[Answered]:
        """What is known of the conversation's latest answers, oldest first.

        An answer is found by its text; where a client changed that, its numbered titles are read.
        """
        first = max(0, len(earlier) - 2 * LATEST_READ)
        places = [n for n in range(first, len(earlier)) if earlier[n].role == "assistant"]
        hashes = {n: hashes_of(earlier[n].content) for n in places[-LATEST_READ:]}
        known = self._world.store.shown.by_hash(
            tenant, user_id, {h for some in hashes.values() for h in some}
        )
        found: list[Answered] = []
        for n in sorted(hashes, reverse=True):
            rows = next((known[h] for h in hashes[n] if known.get(h)), [])
            answered = _of_this(rows, turns.up_to(n - 1)) if rows else None
            found.append(answered or _read_back(earlier[n].content, shelf))
        return found[::-1]

    async def _keep(
        self,
        begun: _Begun,
        known: bool,
        response: str,
        outcome: Outcome,
        told: Mapping[str, object],
    ) -> None:
        if not outcome.to_keep:
            return
        kept = outcome.kept.model_copy(update=told)
        answer = ShownAnswer(
            response,
            text_hash(outcome.text),
            kept.model_dump(mode="json", exclude_defaults=True),
            datetime.now(UTC),
        )
        store = self._world.store

        def keep() -> None:
            # Asked here, behind an erasure that waited before this in the queue.
            with store.transaction():
                if not begun.erased and (not known or store.knows(*begun.user)):
                    store.shown.keep(*begun.user, answer)

        await store.queued(keep)


def _of_this(rows: list[ShownAnswer], turn: str) -> Answered | None:
    """The answer of this conversation among those with the same text, newest first."""
    own = next((row for row in rows if row.answer.get("turn") == turn), None)
    if own is not None:
        return _kept(own)
    if len(rows) == 1:
        return _kept(rows[0])
    # The same words twice are two answers: the later text is the newer one. What they changed may
    # be another conversation's, whose client sent the text alone.
    answered = _kept(rows.pop(0))
    if answered is None:
        return None
    unchanged = {"events": (), "before": None, "after": None}
    return Answered(
        response_id=answered.response_id, kept=answered.kept.model_copy(update=unchanged)
    )


def _kept(row: ShownAnswer) -> Answered | None:
    try:
        return Answered(response_id=row.response_id, kept=Remembered.model_validate(row.answer))
    except ValidationError:
        return None  # an older whyrec's


def _read_back(text: str, shelf: Shelf) -> Answered:
    """An answer of which only the text is known: its numbered titles that the catalogue has."""
    items: list[str] = []
    for number, title in numbered_titles(text):
        item_id = shelf.titles.exactly(title)
        if item_id is not None and number == len(items) + 1:
            items.append(item_id)
    return Answered(kept=Remembered(route=Route.RECOMMEND, language="en", items=tuple(items)))


async def _tokens(usage: Usage, said: Sequence[ChatTurn], text: str) -> tuple[int, int]:
    """What the model used where it was asked; else what the messages and the answer have."""
    if usage.prompt_tokens or usage.completion_tokens:
        return usage.prompt_tokens, usage.completion_tokens
    whole = "\n".join(m.content for m in said)

    def counted() -> tuple[int, int]:
        return estimate_tokens(whole), estimate_tokens(text)

    return await asyncio.to_thread(counted)

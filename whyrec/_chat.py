"""The chat: from the messages a client sends to pieces of an answer."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing, suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

from pydantic import ValidationError

from whyrec._chat_tools import ChatTools
from whyrec._world import World
from whyrec.agents.chat import (
    Answered,
    Message,
    Outcome,
    Remembered,
    Shelf,
    TitleLookup,
    hashes_of,
    numbered_titles,
    text_hash,
    turn_hash,
)
from whyrec.agents.models import Usage
from whyrec.agents.models.tokenizer import estimate_tokens
from whyrec.domain import ChatAnswer, ChatChunk, ChatTurn, Route
from whyrec.errors import InputError, PrerequisiteError
from whyrec.store import ShownAnswer

if TYPE_CHECKING:
    from whyrec.recommender import Recommender

MOST_LOOKED_BACK = 40
"""Answers of a conversation that are looked up."""


class Chat:
    """Answers chats for one `whyrec.Recommender`."""

    def __init__(self, recommender: Recommender, world: World) -> None:
        self._rec = recommender
        self._world = world
        self._shelves: dict[str, tuple[int, Shelf]] = {}

    async def answer(
        self, tenant: str, user_id: str, messages: Sequence[ChatTurn], response_id: str | None
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
        turn = turn_hash(user_id, said)
        response = response_id or f"chat-{uuid.uuid4().hex}"
        shelf = await self.shelf(tenant)
        answers = self._answered(tenant, user_id, said[:-1], shelf)
        message = Message(
            said[-1].content,
            shelf,
            before=tuple(m.content for m in said[:-1] if m.role == "user"),
            shown=next((a.kept for a in reversed(answers) if a.kept.items or a.kept.focus), None),
            last=answers[-1].kept if answers and said[-2].role == "assistant" else None,
        )
        tools = ChatTools(self._rec, self._world, tenant, user_id, shelf, answers, turn)
        outcome: Outcome | None = None
        pieces = converse(message, tools)
        async with aclosing(cast(Any, pieces)):
            async for piece in pieces:
                if isinstance(piece, Composed):
                    outcome = piece.outcome
                    await self._keep(tenant, user_id, response, outcome, turn)
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
                        profile_version=self._world.store.profiles.head(tenant, user_id).version,
                        degraded=outcome.degraded or piece.failed or tools.degraded,
                        prompt_tokens=prompt,
                        completion_tokens=completion,
                    )
                )

    async def warm(self, tenant: str) -> None:
        """Make what the first answer would wait for, where chats are possible at all."""
        with suppress(ImportError):
            import whyrec.agents.chat._graph  # noqa: F401
        await self.shelf(tenant)
        await asyncio.to_thread(estimate_tokens, "")

    async def shelf(self, tenant: str) -> Shelf:
        """The tenant's catalogue as the chat sees it, made once a generation."""
        known = self._world.catalogue(tenant)
        held = self._shelves.get(tenant)
        if held is None or held[0] != known.generation:
            view = await self._world.view(tenant) if known.items else known.view
            titles = await asyncio.to_thread(TitleLookup, known.items)
            shelf = Shelf(known.items, view, known.topics, titles, known.titles, known.domain)
            held = self._shelves[tenant] = (known.generation, shelf)
        return held[1]

    def _answered(
        self, tenant: str, user_id: str, earlier: Sequence[ChatTurn], shelf: Shelf
    ) -> list[Answered]:
        """What is known of the conversation's earlier answers, oldest first.

        An answer is found by its text; where a client changed that, its numbered titles are read.
        """
        texts = [m.content for m in earlier if m.role == "assistant"][-MOST_LOOKED_BACK:]
        hashes = {text: hashes_of(text) for text in texts}
        known = self._world.store.shown.by_hash(
            tenant, user_id, {h for some in hashes.values() for h in some}
        )
        found: list[Answered] = []
        for text in reversed(texts):
            rows = next((known[h] for h in hashes[text] if known.get(h)), [])
            # The same words twice are two answers: the later text is the newer one.
            row = rows.pop(0) if len(rows) > 1 else rows[0] if rows else None
            answered = _kept(row) if row else None
            found.append(answered or _read_back(text, shelf))
        return found[::-1]

    async def _keep(
        self, tenant: str, user_id: str, response: str, outcome: Outcome, turn: str
    ) -> None:
        if not outcome.to_keep:
            return
        kept = outcome.kept.model_copy(update={"turn": turn})
        answer = ShownAnswer(
            response,
            text_hash(outcome.text),
            kept.model_dump(mode="json", exclude_defaults=True),
            datetime.now(UTC),
        )
        store = self._world.store
        await store.queued(lambda: store.shown.keep(tenant, user_id, answer))


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

"""``POST /v1/chat/completions``."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from functools import partial
from typing import Any

from fastapi import Request, Response

from whyrec.domain import Route
from whyrec.errors import NotFoundError
from whyrec.server._caller import Writer, user_of
from whyrec.server._openai import _examples
from whyrec.server._openai._ahead import Ahead
from whyrec.server._openai._answer import Chunks, Completion, Heading, whole
from whyrec.server._openai._asked import CHAT_MODEL, AskedCompletion, conversation
from whyrec.server._openai._beside import Ending, Piece, ending
from whyrec.server._openai._cut import Cut
from whyrec.server._openai._events import KEEP_ALIVE_S, EventStream, events
from whyrec.server._openai._job_answers import answer
from whyrec.server._openai._jobs import recognise
from whyrec.server._rest._replies import replies, router

routes = router("OpenAI")

_READING = (Route.RECOMMEND, Route.WHY, Route.TASTE, Route.OUT_OF_SCOPE)
"""Routes that keep no event."""

_REPLIES = replies(_examples.COMPLETION, 400, 404)
_REPLIES[200] = {
    "model": Completion,
    "description": "The answer; with `stream`, server-sent events of chunks.",
    "content": {**_REPLIES[200]["content"], "text/event-stream": {}},
}


@routes.post(
    "/v1/chat/completions", summary="Talk with whyrec", response_model=None, responses=_REPLIES
)
async def create_chat_completion(
    request: Request, asked: AskedCompletion, caller: Writer
) -> Response:
    """One turn of a conversation: a list, a "why this?", a correction of the profile.

    Speaks OpenAI's protocol. The recommendations as data are in the field `whyrec` of the answer,
    with `stream` in that of the chunk that has the `finish_reason`.
    """
    if asked.model != CHAT_MODEL:
        raise NotFoundError(
            f"There is no model {asked.model!r} to talk with.",
            remedy=f"The model is {CHAT_MODEL}.",
            field="model",
        )
    heading = Heading.new()
    pieces = _pieces(request, asked, caller.tenant, heading.id)
    cut = Cut(asked.stop, asked.most_tokens)
    if asked.stream:
        return await _streamed(asked, heading, Ahead(pieces), cut)
    async with aclosing(pieces):
        found = await whole(pieces, heading, cut)
    return Response(found.model_dump_json(exclude_unset=True), media_type="application/json")


async def _streamed(
    asked: AskedCompletion, heading: Heading, pieces: Ahead[Piece], cut: Cut
) -> Response:
    try:
        # What goes wrong before the first word is still told by the status.
        await pieces.ready(KEEP_ALIVE_S)
    except BaseException:
        await pieces.aclose()
        raise
    chunks = Chunks(heading, asked.with_usage)
    return EventStream(events(pieces, chunks, cut, with_usage=asked.with_usage), pieces)


def _pieces(
    request: Request, asked: AskedCompletion, tenant: str, response_id: str
) -> AsyncGenerator[Piece, None]:
    """Where the answer comes from: code, for a front end's own job, else the chat."""
    turns = asked.turns()
    job = recognise(turns)
    if job is not None:
        return _said(answer(job))
    asked.check()
    spoken = conversation(turns)
    user_id = user_of(request, asked.user)
    chunks = request.app.state.rec.chat(
        user_id, spoken, scene=asked.whyrec, tenant=tenant, response_id=response_id
    )
    told = partial(request.app.state.evolving.told, tenant, user_id)
    return _from_chat(chunks, told)


async def _said(text: str) -> AsyncGenerator[Piece, None]:
    yield Piece(text, Ending())


async def _from_chat(chunks: Any, told: Callable[[], None]) -> AsyncGenerator[Piece, None]:
    changing = False
    async with aclosing(chunks):
        async for chunk in chunks:
            changing |= chunk.answer is not None and chunk.answer.route not in _READING
            yield Piece(chunk.text, ending(chunk.answer) if chunk.answer else None)
    if changing:
        told()  # what the user said may have been feedback

"""What a user's page changes: forms that lead back to the page, which then tells what was done."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Annotated, Any, Literal

from fastapi import Form, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import TypeAdapter, ValidationError

from whyrec.domain import ChatChunk, ChatTurn, Identifier
from whyrec.errors import InputError
from whyrec.server._page._notice import told
from whyrec.server._page._render import headers
from whyrec.server._page._route import router
from whyrec.server._page._user import shown
from whyrec.server._rest._subjects import Rec, Subject, WritesUser, known

routes = router()

Reaction = Literal["like", "dislike", "dismiss", "view"]
_NO_NUL = r"^[^\x00]*$"
"""What no database keeps as text."""
_TURNS = TypeAdapter(list[ChatTurn])


@routes.post("/users/{user_id:id}/feedback")
async def react(
    request: Request,
    who: WritesUser,
    rec: Rec,
    item: Annotated[Identifier, Form()],
    kind: Annotated[Reaction, Form()],
) -> Response:
    """Keep what the user thinks of an item."""
    event = await rec.feedback(who.user_id, item, kind, tenant=who.tenant)
    request.app.state.evolving.told(who.tenant, who.user_id)
    return _back(told(who.user_id, kind, event=event.id))


@routes.post("/users/{user_id:id}/undo")
async def undo(who: WritesUser, rec: Rec, event: Annotated[Identifier, Form()]) -> Response:
    """Forget what the user just told of an item, as if it had not been."""
    await rec.forget(who.user_id, event, tenant=who.tenant)
    return _back(told(who.user_id, "undo"))


@routes.post("/users/{user_id:id}/edit")
async def edit(who: WritesUser, rec: Rec, words: Annotated[str, Form(pattern=_NO_NUL)]) -> Response:
    """Change the profile in the user's words."""
    done = await rec.edit(who.user_id, words, tenant=who.tenant)
    return _back(told(who.user_id, "edit", version_made=done.revision.profile.version))


@routes.post("/users/{user_id:id}/rollback")
async def roll_back(
    who: WritesUser, rec: Rec, version: Annotated[int, Form(ge=0, le=2**31 - 1)]
) -> Response:
    """Go back to an older version of the profile."""
    await known(rec, who)
    made = await rec.rollback(who.user_id, version, tenant=who.tenant)
    number = made.profile.version
    return _back(told(who.user_id, "rollback", version_made=number, old=version))


@routes.post("/users/{user_id:id}/evolve")
async def evolve(who: WritesUser, rec: Rec) -> Response:
    """Take waiting events into the profile."""
    old = rec.store.profiles.head(who.tenant, who.user_id).version
    made = await rec.evolve(who.user_id, tenant=who.tenant)
    number = made[-1].profile.version if made else old
    return _back(told(who.user_id, "evolve", version_made=number, old=old))


@routes.post("/users/{user_id:id}/chat")
async def chat(
    request: Request,
    who: WritesUser,
    rec: Rec,
    say: Annotated[str, Form(min_length=1, max_length=4_000, pattern=_NO_NUL)],
    turns: Annotated[str, Form(max_length=200_000)] = "[]",
) -> Response:
    """One turn of the conversation for browsers that run no script: the whole page anew."""
    try:
        before = _TURNS.validate_json(turns)
    except ValidationError as error:
        raise InputError("The conversation cannot be read.", field="turns") from error
    if any("\0" in turn.content for turn in before):
        raise InputError("The conversation has a NUL in it.", field="turns")
    spoken = [*before, ChatTurn(role="user", content=say)]
    text = await _answer(rec, who, spoken)
    return await shown(request, who, rec, turns=[*spoken, ChatTurn(role="assistant", content=text)])


async def _answer(rec: Any, who: Subject, spoken: list[ChatTurn]) -> str:
    chunks: AsyncIterator[ChatChunk] = rec.chat(who.user_id, spoken, tenant=who.tenant)
    text = ""
    async with aclosing(chunks):  # type: ignore[type-var]
        async for chunk in chunks:
            text = chunk.answer.text if chunk.answer else text + chunk.text
    return text


def _back(path: str) -> Response:
    return RedirectResponse(path, 303, headers=headers())

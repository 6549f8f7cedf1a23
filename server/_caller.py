"""Who is asking: a tenant, with scopes, and perhaps as one user only."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, NamedTuple

from fastapi import Depends, Request
from pydantic import TypeAdapter, ValidationError

from whyrec.domain import SCOPES, Identifier, Scope
from whyrec.errors import ForbiddenError, MalformedError, NotFoundError

_USER_ID: TypeAdapter[str] = TypeAdapter(Identifier)


class Caller(NamedTuple):
    """Who sent a request, as the key says, never as the body says."""

    tenant: str
    scope: Scope
    user_id: str | None = None
    """The key's own user; such a key sees no other one."""
    key_id: str | None = None
    """None where no keys are asked for."""

    def may(self, wanted: Scope) -> bool:
        """Whether the key allows as much."""
        return SCOPES.index(self.scope) >= SCOPES.index(wanted)

    def checked(self, user_id: str) -> str:
        """``user_id``, if this caller may see that user.

        Raises:
            NotFoundError: It may not. That somebody exists is not told either.
        """
        if self.user_id is not None and self.user_id != user_id:
            raise NotFoundError(f"There is no user {user_id}.")
        return user_id


def caller(request: Request) -> Caller:
    """The caller, as authentication found it."""
    found: Caller = request.scope["state"]["caller"]
    return found


def _allowed(wanted: Scope) -> Callable[[Request], Awaitable[Caller]]:
    # Async, though nothing waits: a plain function would be run in a thread, each time.
    async def check(request: Request) -> Caller:
        found = caller(request)
        if not found.may(wanted):
            raise ForbiddenError(
                f"This key may not do that: it needs the scope {wanted}.",
                remedy=f"Create one with: whyrec keys create NAME --scope {wanted}",
            )
        return found

    return check


Reader = Annotated[Caller, Depends(_allowed("read"))]
Writer = Annotated[Caller, Depends(_allowed("write"))]
Admin = Annotated[Caller, Depends(_allowed("admin"))]


def user_of(request: Request, named: str | None) -> str:
    """The user a request is about, where the path names none.

    The one in the trusted header, else the one named in the body, else the key's own. What a body
    says is the client's to write; the header is the proxy's.

    Raises:
        MalformedError: There is none of them, or what is said is no id.
        NotFoundError: The key belongs to another user.
    """
    found = caller(request)
    header = request.app.state.rec.settings.server.user_header
    user_id = (header and _trusted(request, header)) or named or found.user_id
    if not user_id:
        raise MalformedError(
            "The request names no user.",
            remedy="Send the field user, or use a key that belongs to a user.",
            field="user",
        )
    try:
        _USER_ID.validate_python(user_id)
    except ValidationError as error:
        raise MalformedError(
            "The user's id is too long, has control characters in it, or is . or ..",
            field="user",
        ) from error
    return found.checked(user_id)


def _trusted(request: Request, header: str) -> str | None:
    """What the header says.

    Raises:
        MalformedError: It is there twice: once may be the client's.
    """
    said = request.headers.getlist(header)
    if len(said) > 1:
        raise MalformedError(f"The header {header} is sent twice.", field="user")
    if not said:
        return None
    # Servers read headers as Latin-1, and what sends an id writes UTF-8.
    raw = said[0].encode("latin-1")
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return said[0]

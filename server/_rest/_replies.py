"""What every route's description shares: pages, errors, examples."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from fastapi import APIRouter
from fastapi.routing import APIRoute

from whyrec.domain import Model

T = TypeVar("T")


class Page(Model, Generic[T]):
    """A part of a long list."""

    data: tuple[T, ...]
    next_cursor: str | None = None
    """Give it as ``cursor`` for what comes after; null at the end."""


class ErrorDetail(Model):
    """What went wrong."""

    message: str
    """In words, with what can be done about it."""
    type: str
    param: str | None
    """The field of the request that is meant, with dots for what lies within."""
    code: str | None


class ErrorReply(Model):
    """The body of every error."""

    error: ErrorDetail


_ERRORS = {
    400: "The body is no JSON.",
    401: "No API key, or one that is unknown or revoked.",
    403: "The key's scope does not allow this.",
    404: "There is no such thing for this key's tenant.",
    408: "The body did not come in time.",
    409: "Somebody else changed it, or an id or key is taken by another content.",
    413: "The body is too large.",
    422: "A field cannot be used; `param` names it.",
    429: "Too many requests for this key; wait as long as `Retry-After` says.",
    503: "More to do than can be done, or something is missing; `Retry-After` says when to try.",
}
_ALWAYS = (401, 403, 408, 413, 422, 429, 503)


def router(tag: str) -> APIRouter:
    """A router whose operations are called what their functions are called."""
    return APIRouter(tags=[tag], generate_unique_id_function=_operation)


def _operation(route: APIRoute) -> str:
    return route.name


def replies(example: Any, *also: int) -> dict[int | str, dict[str, Any]]:
    """The ``responses`` of a route.

    Args:
        example: The body of a good answer.
        also: Errors it may answer beside those that every route may.
    """
    good: dict[str, Any] = {"content": {"application/json": {"example": example}}}
    described: dict[int | str, dict[str, Any]] = {
        status: {"model": ErrorReply, "description": _ERRORS[status]}
        for status in sorted({*_ALWAYS, *also})
    }
    return {200: good, **described}


def example(of: dict[str, Any]) -> Callable[[dict[str, Any]], None]:
    """Show a request's body as an example; for ``json_schema_extra``."""

    def add(schema: dict[str, Any]) -> None:
        schema["examples"] = [of]

    return add

"""What the server writes down of what it does: never a body, a query, a key or a user's id."""

from __future__ import annotations

import asyncio
import logging
import re
import sys
import time
import traceback
from collections.abc import Iterator
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_access = logging.getLogger("whyrec.access")
_log = logging.getLogger("whyrec.server")

_SECRET = re.compile(r"(?i)\b(wr-[0-9a-f]+-|sk-|bearer\s+)[\w.~+/=-]+")
_CONVERTOR = re.compile(r":\w+}")
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_LEFT = 499
"""Written where the client had left before there was an answer."""


class AccessLog:
    """Middleware that writes a line a request.

    The route stands for the path, whose parts are ids of users and items.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        started = time.perf_counter()
        status = _LEFT

        async def told(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            return await self._app(scope, receive, told)
        except Exception:
            status = 500
            raise
        finally:
            if _access.isEnabledFor(logging.INFO):
                caller = scope.get("state", {}).get("caller")
                _access.info(
                    "%s %s %d %.1f ms key=%s tenant=%s",
                    scope["method"] if scope["method"] in _METHODS else "-",
                    route_of(scope),
                    status,
                    (time.perf_counter() - started) * 1000,
                    (caller and caller.key_id) or "-",
                    caller.tenant if caller else "-",
                )


def route_of(scope: Scope) -> str:
    """The template of the route that answered, ``/v1/users/{user_id}``; ``-`` where none did."""
    path = getattr(scope.get("route"), "path", None)
    return "-" if path is None else _CONVERTOR.sub("}", path)


class Plain(logging.Formatter):
    """A line of text; of an exception where it came from and its kind, not what it says.

    What an exception says often repeats what somebody sent.
    """

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%SZ")
        self.converter = time.gmtime

    def format(self, record: logging.LogRecord) -> str:
        """The line, without what looks like a key."""
        return _SECRET.sub(r"\1***", super().format(record))

    def formatException(self, ei: Any) -> str:
        """Frames and kinds of an exception and those it came from."""
        parts = [
            "".join(traceback.format_tb(error.__traceback__)) + type(error).__qualname__
            for error in _chain(ei[1])
        ]
        return "\nraised from\n".join(parts)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        hidden = error.__suppress_context__
        error = error.__cause__ or (None if hidden else error.__context__)


def start_logging() -> None:
    """Write whyrec's log to stderr, and of everybody else's what is a warning at least."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Plain())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger("whyrec").setLevel(logging.INFO)
    # Told by our own log already, once a request.
    logging.getLogger("uvicorn.error").addFilter(_not_twice)
    logging.getLogger("uvicorn.access").disabled = True
    asyncio.get_running_loop().set_exception_handler(_in_the_background)


def _not_twice(record: logging.LogRecord) -> bool:
    return not str(record.msg).startswith("Exception in ASGI application")


def _in_the_background(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    # The message's task or future would be shown with what its exception says.
    _log.error("In the background: %s", context["message"], exc_info=context.get("exception"))

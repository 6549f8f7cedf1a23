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

from whyrec.server._observed import Answered

_access = logging.getLogger("whyrec.access")
_log = logging.getLogger("whyrec.server")

_SECRET = re.compile(r"(?i)\b(wr-[0-9a-f]+-|sk-|bearer\s+)[\w.~+/=-]+")


class AccessLog:
    """Writes a line a request; an `Observer`.

    The route stands for the path, whose parts are ids of users and items.
    """

    def begun(self) -> None:
        """Nothing is written before the end."""

    def answered(self, told: Answered) -> None:
        """Write the line."""
        if _access.isEnabledFor(logging.INFO):
            _access.info(
                "%s %s %d %.1f ms key=%s tenant=%s",
                told.method,
                told.route,
                told.status,
                told.seconds * 1000,
                (told.caller and told.caller.key_id) or "-",
                told.caller.tenant if told.caller else "-",
            )


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

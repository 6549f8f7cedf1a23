"""How large, how deep and how slow a body may be, before anything reads it."""

from __future__ import annotations

import asyncio
import re

import numpy as np
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from whyrec.errors import InputError, TooLargeError, TooSlowError, WhyrecError
from whyrec.server._auth import is_open
from whyrec.server._errors import answer
from whyrec.settings import ServerSettings

# The closing quote may be missing: every byte is looked at once, whatever the body is.
_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
OPEN_BYTES = 4_096
"""The longest body that is taken where no key is needed."""

_STEPS = np.zeros(256, np.int8)
_STEPS[list(b"[{")], _STEPS[list(b"]}")] = 1, -1
_NO_BRACKETS = bytes(sorted(set(range(256)) - set(b"[]{}")))


class Body:
    """Middleware that reads the body, as far as it may go, and hands it on in one piece."""

    def __init__(self, app: ASGIApp, settings: ServerSettings) -> None:
        self._app = app
        self._most = settings.max_body_bytes
        self._deepest = settings.max_json_depth
        self._seconds = settings.body_timeout_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        try:
            most = min(self._most, OPEN_BYTES) if is_open(scope) else self._most
            async with asyncio.timeout(self._seconds):
                body = await self._read(Headers(scope=scope), receive, most)
        except TimeoutError:
            slow = TooSlowError(f"The body did not come within {self._seconds:g} s.")
            return await _last(slow, scope)(scope, receive, send)
        except TooLargeError as error:
            return await _last(error, scope)(scope, receive, send)
        except WhyrecError as error:
            return await answer(error, scope)(scope, receive, send)
        if body is None:
            return None
        handed = False

        async def whole() -> Message:
            nonlocal handed
            if handed:
                return await receive()
            handed = True
            return {"type": "http.request", "body": body, "more_body": False}

        return await self._app(scope, whole, send)

    async def _read(self, headers: Headers, receive: Receive, most: int) -> bytes | None:
        """The body; None where the client left before its end.

        Raises:
            TooLargeError: It says that it is too long, or is.
            InputError: It is JSON nested too deep.
        """
        announced = headers.get("content-length", "0")
        if announced.isdecimal() and int(announced[:20]) > most:
            raise _too_large(most)
        parts: list[bytes] = []
        length, more = 0, True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return None
            part = message.get("body", b"")
            length += len(part)
            if length > most:
                raise _too_large(most)
            parts.append(part)
            more = message.get("more_body", False)
        body = b"".join(parts)
        if _may_be_json(headers) and depth_over(body, self._deepest):
            raise InputError(f"The body is nested deeper than {self._deepest} levels.")
        return body


def _last(error: WhyrecError, scope: Scope) -> Response:
    # The rest of the body would be read, and taken for nothing, before the next request.
    response = answer(error, scope)
    response.headers["Connection"] = "close"
    return response


def _too_large(most: int) -> WhyrecError:
    return TooLargeError(f"The body is longer than {most:,} bytes.", remedy="Send it in parts.")


def _may_be_json(headers: Headers) -> bool:
    # Routes read a body of no announced type as JSON.
    kind = headers.get("content-type", "").strip().lower()
    return not kind or "json" in kind


def depth_over(body: bytes, most: int) -> bool:
    """Whether brackets outside JSON strings are nested deeper than ``most``.

    A string that does not end reaches to the body's end. Costs some microseconds for what has few
    brackets, 10 ms for a megabyte of them.
    """
    if body.count(b"[") + body.count(b"{") <= most:
        return False
    brackets = np.frombuffer(_STRING.sub(b"", body).translate(None, _NO_BRACKETS), np.uint8)
    steps = _STEPS[brackets]
    return bool(steps.size) and int(np.cumsum(steps, dtype=np.int32).max()) > most

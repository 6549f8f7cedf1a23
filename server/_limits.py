"""How many requests a key, or an address, may send."""

from __future__ import annotations

import math
import time
from ipaddress import IPv6Address, ip_address, ip_network
from typing import NamedTuple

from limits import RateLimitItem, parse_many
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from whyrec.errors import InputError, TooManyError
from whyrec.server._errors import answer

TIDY_EVERY_S = 10.0


class _Storage(MemoryStorage):
    """Counters in memory, two a key; those of the window before last are thrown away.

    limits looks through all of them with every request: at 2,000 keys that takes 400 µs each.
    """

    _tidied = 0.0

    async def _MemoryStorage__schedule_expiry(self) -> None:
        if time.monotonic() - self._tidied > TIDY_EVERY_S:
            self._tidied = time.monotonic()
            for key, until in list(self.expirations.items()):
                if until <= time.time():
                    await self.clear(key)
                    self.expirations.pop(key, None)


class Standing(NamedTuple):
    """Where somebody stands after a request."""

    allowed: bool
    """False: it was one too many, and is not counted."""
    headers: dict[str, str]
    """The same for the client to read."""


class Limiter:
    """Counts requests in a sliding window.

    Args:
        rate: As the library ``limits`` writes it: ``600/minute``.

    Raises:
        InputError: It is no rate.
    """

    def __init__(self, rate: str) -> None:
        self._rate = _read(rate)
        self._limiter = SlidingWindowCounterRateLimiter(_Storage())

    async def hit(self, who: str) -> Standing:
        """Count one request of ``who``."""
        allowed = await self._limiter.hit(self._rate, who)
        stats = await self._limiter.get_window_stats(self._rate, who)
        seconds = max(1, math.ceil(stats.reset_time - time.time()))
        headers = {
            "X-RateLimit-Limit": str(self._rate.amount),
            "X-RateLimit-Remaining": str(stats.remaining if allowed else 0),
            "X-RateLimit-Reset": str(seconds),
        }
        if not allowed:
            headers["Retry-After"] = str(seconds)
        return Standing(allowed, headers)

    def refusal(self, standing: Standing, scope: Scope) -> Response:
        """The answer to what is too much."""
        seconds = standing.headers["Retry-After"]
        response = answer(
            TooManyError(f"More requests than {self._rate}.", remedy=f"Try again in {seconds} s."),
            scope,
        )
        response.headers.update(standing.headers)
        return response


class RateLimits:
    """Middleware that answers 429 to what is too much. Stands behind `Auth`."""

    def __init__(self, app: ASGIApp, limiter: Limiter) -> None:
        self._app = app
        self._limiter = limiter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        caller = scope.get("state", {}).get("caller")
        if caller is None and scope["method"] in ("GET", "HEAD"):
            # Health, and the page's own files.
            return await self._app(scope, receive, send)
        standing = await self._limiter.hit((caller and caller.key_id) or client(scope))
        if not standing.allowed:
            return await self._limiter.refusal(standing, scope)(scope, receive, send)

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(standing.headers)
            await send(message)

        return await self._app(scope, receive, told)


def client(scope: Scope) -> str:
    """Whose address a request comes from; of IPv6 the network, of which a client has it all."""
    host = (scope.get("client") or ("",))[0]
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return f"client {host}"
    if isinstance(address, IPv6Address):
        return f"client {ip_network((address, 64), strict=False)}"
    return f"client {address}"


def _read(rate: str) -> RateLimitItem:
    try:
        (one,) = parse_many(rate)
    except ValueError:
        raise InputError(
            f"Setting server.rate_limit: {rate!r} is no rate.", remedy="Write 600/minute."
        ) from None
    return one

"""Requests to a server, with a key, a deadline and one second attempt where it can help."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import httpx2
from pydantic import SecretStr, TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError, to_json

from whyrec._loopback import leads_here
from whyrec.errors import InputError, UpstreamError
from whyrec.remote._address import server_address
from whyrec.remote._failures import CHECK, failure, unreached

T = TypeVar("T")

CONNECT_S = 10.0
PATIENCE_S = 10.0
"""The longest that a single request waits because the server asks it to."""
_SAFE = frozenset({"GET", "PUT", "DELETE"})
_BUSY = frozenset({429, 503})
_BROKEN = (httpx2.ReadError, httpx2.WriteError, httpx2.RemoteProtocolError)


class Wire:
    """Speaks to one server.

    Args:
        url: The server's address.
        key: Sent as a bearer token; in no message, log or representation.
        timeout_s: How long one answer may take, in seconds.
        transport: How requests travel, in place of a connection.

    Raises:
        InputError: The address or the key cannot be used.
    """

    def __init__(
        self,
        url: str,
        key: SecretStr | None,
        timeout_s: float,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        self.url = server_address(url)
        self._timeout_s = timeout_s
        here = leads_here(self.url)
        self._client = httpx2.AsyncClient(
            headers=_headers(key),
            timeout=httpx2.Timeout(timeout_s, connect=min(CONNECT_S, timeout_s)),
            transport=transport,
            # No proxy leads to this machine itself; SSL_CERT_FILE holds for it all the same.
            trust_env=not here,
            verify=ssl.create_default_context() if here and self.url.startswith("https") else True,
        )

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def get(self, kind: type[T], path: str, **params: Any) -> T:
        """Read something; parameters that are None are left out."""
        return self.read(kind, await self.send("GET", path, params=params))

    async def send(
        self,
        method: str,
        path: str,
        *,
        body: Any = None,
        params: Mapping[str, Any] | None = None,
        once: str | None = None,
        safe: bool = False,
        attempts: int = 2,
        patience_s: float = PATIENCE_S,
    ) -> httpx2.Response:
        """Make a request and wait for its answer.

        Where the server asks for it by ``Retry-After``, or the connection breaks, the request is
        made again, if it changes nothing more than the first time.

        Args:
            method: The HTTP method.
            path: Below the server's address, its ids already percent-encoded.
            body: JSON values, or a model.
            params: The query; what is None is left out.
            once: The ``Idempotency-Key``.
            safe: Whether a POST may be made twice without one.
            attempts: In all.
            patience_s: A server that asks for a longer pause gets no further attempt, in seconds.

        Raises:
            WhyrecError: What the server says is wrong, as it would have been raised there.
            UpstreamError: It cannot be reached, or did not answer in time.
        """
        request = self._request(method, path, body, params, once)
        again = method in _SAFE or once is not None or safe
        broken = False
        for left in range(attempts - 1, -1, -1):
            try:
                response = await self._client.send(request)
            except httpx2.HTTPError as error:
                if again and left and not broken and isinstance(error, _BROKEN):
                    broken = True
                    continue
                raise unreached(error, self.url, self._timeout_s) from None
            if response.is_success:
                return response
            pause = _pause(response) if again and left else None
            if pause is None or pause > patience_s:
                raise failure(response, self.url)
            await asyncio.sleep(pause)
        raise AssertionError("there is at least one attempt")

    @asynccontextmanager
    async def stream(self, path: str, body: Any) -> AsyncIterator[httpx2.Response]:
        """POST, and read the answer while it comes."""
        request = self._request("POST", path, body, None, None)
        try:
            response = await self._client.send(request, stream=True)
            try:
                if not response.is_success:
                    await response.aread()
                    raise failure(response, self.url)
                yield response
            finally:
                await response.aclose()
        except httpx2.HTTPError as error:
            raise unreached(error, self.url, self._timeout_s) from None

    def read(self, kind: type[T], response: httpx2.Response) -> T:
        """An answer as what it should be.

        Raises:
            UpstreamError: It is something else.
        """
        try:
            return TypeAdapter(kind).validate_json(response.content)
        except ValidationError as error:
            raise self.unreadable() from error

    def unreadable(self) -> UpstreamError:
        """That the server answered something that it should not."""
        return UpstreamError(
            f"What {self.url} answers cannot be read: no whyrec, or another version of it.",
            remedy=CHECK,
        )

    def _request(
        self,
        method: str,
        path: str,
        body: Any,
        params: Mapping[str, Any] | None,
        once: str | None,
    ) -> httpx2.Request:
        headers = {} if once is None else {"Idempotency-Key": once}
        content = None
        if body is not None:
            content = encoded(body)
            headers["Content-Type"] = "application/json"
        asked = {k: _written(v) for k, v in (params or {}).items() if v is not None}
        return self._client.build_request(
            method, self.url + path, content=content, headers=headers, params=asked or None
        )


def encoded(body: Any) -> bytes:
    """A body as JSON.

    Raises:
        InputError: There is text in it that is no Unicode.
    """
    try:
        return to_json(body)
    except (PydanticSerializationError, UnicodeEncodeError) as error:
        raise InputError("The request holds text that is not UTF-8.") from error


def _written(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if hasattr(value, "isoformat") else value


def _headers(key: SecretStr | None) -> dict[str, str]:
    if key is None:
        return {}
    secret = key.get_secret_value().strip()
    if not secret.isascii() or not secret.isprintable() or not secret or " " in secret:
        raise InputError("The key is none: a key is one word of letters, digits and signs.")
    return {"Authorization": f"Bearer {secret}"}


def _pause(response: httpx2.Response) -> float | None:
    """Seconds that the server asks to wait; None where trying again is of no use."""
    if response.status_code not in _BUSY:
        return None
    try:
        return max(float(response.headers["Retry-After"]), 0.0)
    except (KeyError, ValueError):
        return None

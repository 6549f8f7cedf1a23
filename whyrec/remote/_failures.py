"""From an answer that is none to the error that the server raised."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx2

from whyrec.errors import (
    ConflictError,
    ForbiddenError,
    InputError,
    MalformedError,
    NotFoundError,
    OverloadedError,
    TooManyError,
    UnauthorizedError,
    UpstreamError,
    WhyrecError,
)

CHECK = "Check the address (--url, WHYREC_URL)."
_LONGEST = 2_000
"""Characters of a server's message that are shown."""


def _family(kind: type[WhyrecError]) -> Iterator[type[WhyrecError]]:
    yield kind
    for child in kind.__subclasses__():
        yield from _family(child)


_BY_CODE = {k.__name__.removesuffix("Error").lower(): k for k in _family(WhyrecError)}
_BY_STATUS: dict[int, type[WhyrecError]] = {
    400: MalformedError,
    401: UnauthorizedError,
    403: ForbiddenError,
    404: NotFoundError,
    409: ConflictError,
    413: InputError,
    422: InputError,
    429: TooManyError,
    503: OverloadedError,
}
_REMEDIES = {
    401: "Set WHYREC_KEY, or name a file that holds the key with --key-file.",
    403: "Use a key with a wider scope: whyrec keys create NAME --scope …, where the server runs.",
}


class TooLargeError(InputError):
    """A body beyond what the server takes; a smaller one may pass."""

    http_status = 413


def failure(response: httpx2.Response, url: str) -> WhyrecError:
    """What an answer that is no success says.

    Args:
        response: Its body has been read.
        url: The server's address, for the message.
    """
    status = response.status_code
    if 300 <= status < 400:
        return UpstreamError(f"{url} leads elsewhere: it answered {status}.", remedy=CHECK)
    told = _told(response.content)
    if told is None:
        return _wordless(status, url)
    message, code, field = told
    if code is None and status in (404, 405):
        return UpstreamError(
            f"The server at {url} knows no such call.",
            remedy="It may be another version of whyrec, or no whyrec at all.",
        )
    kind = _BY_CODE.get(code or "") or _BY_STATUS.get(status, UpstreamError)
    if status == 413:
        kind = TooLargeError
    if status == 500:
        return UpstreamError(f"The server at {url} failed: {message}")
    # The server's remedy for a missing key speaks of headers; here it is a setting.
    if status in _REMEDIES:
        message = message.split(". ")[0].rstrip(".") + "."
    return kind(message, remedy=_REMEDIES.get(status), field=field)


def told_error(text: str, url: str) -> WhyrecError:
    """What an error says that came in the middle of an answer."""
    told = _told(text.encode())
    if told is None:
        return UpstreamError(f"The answer of {url} ended with an error.", remedy="Ask again.")
    message, code, field = told
    return _BY_CODE.get(code or "", UpstreamError)(message, field=field)


def _told(content: bytes) -> tuple[str, str | None, str | None] | None:
    """Message, code and field of whyrec's envelope; None where there is none."""
    try:
        said: Any = json.loads(content)["error"]
        message, code, field = said["message"], said["code"], said["param"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    if not isinstance(message, str):
        return None
    return message[:_LONGEST], _text(code), _text(field)


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _wordless(status: int, url: str) -> WhyrecError:
    if status >= 500:
        return UpstreamError(f"{url} answered {status}, and not in whyrec's words.", remedy=CHECK)
    if status == 413:
        return TooLargeError(f"The request is too large for what stands before {url}.")
    if status in (401, 403, 429):
        kind = _BY_STATUS[status]
        return kind(f"What stands before {url} refused: {status}.", remedy=_REMEDIES.get(status))
    return UpstreamError(f"What answers at {url} is no whyrec server: {status}.", remedy=CHECK)


def unreached(error: httpx2.HTTPError, url: str, timeout_s: float) -> UpstreamError:
    """What it means that no answer came."""
    if isinstance(error, httpx2.TimeoutException):
        connecting = isinstance(error, httpx2.ConnectTimeout)
        what = "could be reached" if connecting else "answered"
        return UpstreamError(f"No server {what} at {url} within {timeout_s:g} s.", remedy=CHECK)
    if "CERTIFICATE_VERIFY_FAILED" in str(error) or "certificate" in str(error).lower():
        return UpstreamError(
            f"The certificate of {url} cannot be trusted.",
            remedy="Use the name it was made for, and trust who signed it (SSL_CERT_FILE).",
        )
    if isinstance(error, httpx2.ConnectError | httpx2.ProxyError):
        return UpstreamError(
            f"No server can be reached at {url}.", remedy=f"Start one: whyrec serve. {CHECK}"
        )
    return UpstreamError(f"The connection to {url} broke.", remedy="Try again.")

"""Where a server is, and how its paths are written."""

from __future__ import annotations

from urllib.parse import quote, urlsplit, urlunsplit

from whyrec._loopback import leads_here
from whyrec.errors import InputError


def server_address(url: str) -> str:
    """The address of a server without a slash or ``/v1`` at its end.

    Raises:
        InputError: It is no http or https address, or holds a password, a query or a fragment. It
            is not repeated: there may be a secret in it.
    """
    try:
        parts = urlsplit(url.strip())
        usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise InputError(
            "The server's address cannot be read.", remedy="Write it as http://127.0.0.1:8000."
        )
    if parts.username is not None or parts.password is not None or parts.query or parts.fragment:
        raise InputError(
            "The server's address holds more than scheme, host, port and path.",
            remedy="A key goes into WHYREC_KEY or a file named by --key-file.",
        )
    path = parts.path.rstrip("/").removesuffix("/v1").rstrip("/")
    return urlunsplit((parts.scheme, parts.netloc, path, "", ""))


def segment(value: str) -> str:
    """An id as one segment of a path.

    Raises:
        InputError: It is no text, or would lead elsewhere.
    """
    if value in (".", ".."):
        # Clients and proxies take %2E%2E for what it stands for.
        raise InputError(
            f"{value} is no id that can be sent.",
            remedy="Name it where the home is, without --url.",
        )
    try:
        return quote(value, safe="")
    except UnicodeEncodeError as error:
        raise InputError(f"{value[:40]!r} is no id: it is not UTF-8.") from error


def in_the_open(url: str) -> bool:
    """Whether what is sent to an address can be read on its way: plain http, beyond here."""
    return urlsplit(url).scheme == "http" and not leads_here(url)

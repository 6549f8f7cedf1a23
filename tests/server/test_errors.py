"""Refusals before any route: JSON for programs, a page for people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from starlette.responses import PlainTextResponse

from tests.server.asgi import ask, error
from tests.server.conftest import Guarded
from whyrec.errors import NotFoundError
from whyrec.server._body import Body
from whyrec.server._deadline import Deadline
from whyrec.server._errors import answer
from whyrec.server._hosts import Hosts
from whyrec.server._limits import Limiter, RateLimits
from whyrec.server._overload import Overload
from whyrec.settings import ServerSettings

BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
OK = PlainTextResponse("ok")


async def _never(scope: Any, receive: Any, send: Any) -> None:
    await receive()
    await receive()


LAYERS: dict[int, Callable[[], Any]] = {
    503: lambda: Overload(OK, 0),
    504: lambda: Deadline(_never, 0.01),
    400: lambda: Hosts(OK, ServerSettings(allowed_hosts=(), host="192.0.2.7")),
    413: lambda: Body(OK, ServerSettings(max_body_bytes=1_000)),
}


@pytest.mark.parametrize("status", LAYERS)
@pytest.mark.parametrize("path", ["/", "/users/ann", "/users/v1/edit"])
async def test_a_person_is_told_by_a_page(status: int, path: str) -> None:
    refused = await ask(LAYERS[status](), path, "POST", headers=BROWSER, body=b"x" * 1_001)
    assert refused.status == (503 if status == 504 else status)
    assert refused.headers["content-type"].startswith("text/html")
    assert refused.body.startswith(b"<!doctype html>")
    assert refused.headers["content-security-policy"] == "default-src 'none'"


@pytest.mark.parametrize("status", LAYERS)
async def test_a_program_is_told_in_the_envelope(status: int) -> None:
    for path, headers in (("/v1/users", BROWSER), ("/users/ann", {"accept": "*/*"})):
        refused = await ask(LAYERS[status](), path, "POST", headers=headers, body=b"x" * 1_001)
        assert error(refused)["message"]


async def test_too_much_is_told_by_a_page() -> None:
    app = RateLimits(OK, Limiter("1/hour"))
    assert (await ask(app, "/users/ann", "POST", headers=BROWSER)).status == 200
    refused = await ask(app, "/users/ann", "POST", headers=BROWSER)
    assert (refused.status, refused.headers["content-type"][:9]) == (429, "text/html")
    assert int(refused.headers["retry-after"]) > 0


async def test_a_form_that_another_sites_page_sends_is_refused_by_a_page(guarded: Guarded) -> None:
    headers = BROWSER | {
        "cookie": f"whyrec_key={guarded.key('write')}",
        "sec-fetch-site": "cross-site",
    }
    refused = await guarded.ask("/users/ann/edit", "POST", headers=headers)
    assert (refused.status, refused.headers["content-type"][:9]) == (403, "text/html")


def test_what_is_said_is_text() -> None:
    scope = {"type": "http", "path": "/", "headers": [(b"accept", b"text/html")]}
    said = bytes(answer(NotFoundError("no <script>alert(1)</script>"), scope).body)
    assert b"<script>" not in said
    assert b"&lt;script&gt;" in said

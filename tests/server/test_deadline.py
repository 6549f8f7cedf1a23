"""How long a request may take."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.server.asgi import ask, error
from whyrec.server._deadline import Deadline


async def _never(scope: Any, receive: Any, send: Any) -> None:
    await asyncio.get_running_loop().create_future()


def _begins(kind: bytes, then: Any) -> Any:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send(
            {"type": "http.response.start", "status": 200, "headers": [(b"content-type", kind)]}
        )
        await then()
        await send({"type": "http.response.body", "body": b"end"})

    return app


async def test_what_takes_too_long_is_answered_by_503() -> None:
    answer = await ask(Deadline(_never, 0.01), "/")
    assert answer.status == 503
    assert answer.headers["retry-after"] == "1"
    assert "0.01 s" in error(answer)["message"]


async def test_a_stream_of_events_that_has_begun_goes_on() -> None:
    stream = _begins(b"text/event-stream; charset=utf-8", lambda: asyncio.sleep(0.05))
    answer = await ask(Deadline(stream, 0.01), "/")
    assert answer.body == b"end"


async def test_another_answer_that_has_begun_is_cut_off() -> None:
    answer = await ask(Deadline(_begins(b"application/json", lambda: asyncio.sleep(60)), 0.01), "/")
    assert (answer.status, answer.body) == (200, b"")


async def test_a_timeout_of_the_applications_own_is_not_ours() -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        raise TimeoutError("of something else")

    with pytest.raises(TimeoutError, match="something else"):
        await ask(Deadline(app, 60), "/")


async def test_what_the_servers_end_cancels_is_told_so() -> None:
    begun = asyncio.Event()

    async def app(scope: Any, receive: Any, send: Any) -> None:
        begun.set()
        await asyncio.get_running_loop().create_future()

    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "GET", "headers": []}
    request = asyncio.create_task(Deadline(app, 60)(scope, None, send))  # type: ignore[arg-type]
    await begun.wait()
    request.cancel()
    with pytest.raises(asyncio.CancelledError):
        await request
    assert sent[0]["status"] == 503

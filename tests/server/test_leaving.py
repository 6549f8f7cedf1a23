"""A client that leaves takes its work with it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from whyrec.server._leaving import Leaving

SCOPE = {"type": "http", "method": "POST", "headers": []}


class Client:
    """Sends a body and leaves when told to."""

    def __init__(self, body: bytes = b"hello") -> None:
        self.leaves = asyncio.Event()
        self.got: list[Any] = []
        self._body: bytes | None = body

    async def receive(self) -> Any:
        if self._body is not None:
            body, self._body = self._body, None
            return {"type": "http.request", "body": body, "more_body": False}
        await self.leaves.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        self.got.append(message)


async def _answer(send: Any, *parts: bytes) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    for part in parts:
        await send({"type": "http.response.body", "body": part, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def test_the_work_of_a_client_that_left_is_cancelled() -> None:
    client, begun, ended = Client(), asyncio.Event(), asyncio.Event()

    async def app(scope: Any, receive: Any, send: Any) -> None:
        begun.set()
        try:
            await asyncio.get_running_loop().create_future()
        finally:
            ended.set()

    request = asyncio.create_task(Leaving(app)(SCOPE, client.receive, client.send))
    await begun.wait()
    client.leaves.set()
    await request
    assert ended.is_set()
    assert not client.got
    assert not request.cancelled()


async def test_a_client_that_stays_gets_its_answer() -> None:
    client = Client()

    async def app(scope: Any, receive: Any, send: Any) -> None:
        message = await receive()
        await _answer(send, message["body"])

    await Leaving(app)(SCOPE, client.receive, client.send)
    assert client.got[1]["body"] == b"hello"


async def test_work_after_the_answer_goes_on_without_the_client() -> None:
    client, done = Client(), asyncio.Event()

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await _answer(send)
        client.leaves.set()
        for _ in range(5):
            await asyncio.sleep(0)
        done.set()

    await Leaving(app)(SCOPE, client.receive, client.send)
    assert done.is_set()


async def test_an_application_that_listens_hears_that_the_client_left() -> None:
    client, heard = Client(), asyncio.Event()

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        try:
            await asyncio.get_running_loop().create_future()
        finally:
            assert (await receive())["type"] == "http.disconnect"
            heard.set()

    request = asyncio.create_task(Leaving(app)(SCOPE, client.receive, client.send))
    await asyncio.sleep(0)
    client.leaves.set()
    await request
    assert heard.is_set()


async def test_a_server_that_stops_cancels_as_ever() -> None:
    client, begun = Client(), asyncio.Event()

    async def app(scope: Any, receive: Any, send: Any) -> None:
        begun.set()
        await asyncio.get_running_loop().create_future()

    request = asyncio.create_task(Leaving(app)(SCOPE, client.receive, client.send))
    await begun.wait()
    request.cancel()
    with pytest.raises(asyncio.CancelledError):
        await request

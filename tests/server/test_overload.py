"""How much is worked on at a time."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from starlette.responses import PlainTextResponse

from tests.server.asgi import Answer, ask, error
from whyrec.server._overload import Overload


class Work:
    """Answers when it is let."""

    def __init__(self) -> None:
        self.now = self.most = self.begun = 0
        self.may_end = asyncio.Event()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.begun += 1
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            await self.may_end.wait()
        finally:
            self.now -= 1
        await PlainTextResponse("done")(scope, receive, send)


async def _settled() -> None:
    for _ in range(60):
        await asyncio.sleep(0)


def _send(app: Any, count: int, path: str = "/v1/x") -> list[asyncio.Task[Answer]]:
    return [asyncio.create_task(ask(app, path)) for _ in range(count)]


async def test_so_many_are_worked_on_as_many_wait_and_the_next_is_refused_at_once() -> None:
    work = Work()
    requests = _send(Overload(work, 4), 9)
    await _settled()
    assert (work.now, [r.done() for r in requests]) == (4, [False] * 8 + [True])
    refused = requests[-1].result()
    assert refused.status == 503
    assert refused.headers["retry-after"] == "1"
    assert error(refused)["code"] == "overloaded"
    work.may_end.set()
    assert [(await r).status for r in requests] == [200] * 8 + [503]
    assert work.most == 4


async def test_afterwards_there_is_room_again() -> None:
    work = Work()
    app = Overload(work, 1)
    requests = _send(app, 5)
    await _settled()
    work.may_end.set()
    await asyncio.gather(*requests)
    assert (await ask(app, "/v1/x")).status == 200


async def test_one_that_gives_up_while_waiting_makes_room() -> None:
    work = Work()
    app = Overload(work, 1)
    _, waiting = _send(app, 2)
    await _settled()
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    (next_one,) = _send(app, 1)
    await _settled()
    assert not next_one.done()
    work.may_end.set()
    assert (await next_one).status == 200


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
async def test_health_is_answered_whatever_there_is_to_do(path: str) -> None:
    work = Work()
    app = Overload(work, 1)
    requests = _send(app, 2)
    await _settled()
    (health,) = _send(app, 1, path)
    await _settled()
    assert work.now == 2
    work.may_end.set()
    assert (await health).status == 200
    await asyncio.gather(*requests)


async def test_a_refusal_does_not_wait_for_the_work_of_all_who_were_let_in() -> None:
    begun = []

    async def busy(scope: Any, receive: Any, send: Any) -> None:
        begun.append(scope["path"])
        await PlainTextResponse("done")(scope, receive, send)

    app = Overload(busy, 8)
    requests = _send(app, 17)
    await asyncio.wait([requests[-1]])
    assert requests[-1].result().status == 503
    assert len(begun) <= 1
    await asyncio.gather(*requests)
    assert len(begun) == 16

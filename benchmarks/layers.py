"""What each layer before a route costs a request, in microseconds of one core.

    python benchmarks/layers.py

Asks an application that does nothing, through more and more of the layers that ``whyrec serve``
puts before its routes, in process, without a network. Every row is the median of rounds that
alternate between all rows, so that a busy machine slows them alike; ``adds`` is the difference to
the row above.
"""

from __future__ import annotations

import asyncio
import logging
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from whyrec import Recommender, Settings
from whyrec.server._auth import Auth, Authenticator
from whyrec.server._body import Body
from whyrec.server._deadline import Deadline
from whyrec.server._hosts import Hosts
from whyrec.server._leaving import Leaving
from whyrec.server._limits import Limiter, RateLimits
from whyrec.server._logging import AccessLog
from whyrec.server._observed import Observed
from whyrec.server._overload import Overload

ROUNDS = 40
REQUESTS = 100


async def nothing(scope: Any, receive: Any, send: Any) -> None:
    await receive()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"{}"})


async def ask(app: Any, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    first = True

    async def receive() -> Any:
        nonlocal first
        if first:
            first = False
            return {"type": "http.request", "body": body, "more_body": False}
        return await asyncio.get_running_loop().create_future()

    async def send(message: Any) -> None:
        pass

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/v1/users/ann/feedback",
        "raw_path": b"/v1/users/ann/feedback",
        "query_string": b"",
        "headers": headers,
        "client": ("127.0.0.1", 1),
        "state": {},
    }
    await app(scope, receive, send)


async def main() -> None:
    logging.getLogger("whyrec").setLevel(logging.INFO)
    logging.getLogger("whyrec").addHandler(logging.NullHandler())
    logging.getLogger("whyrec").propagate = False
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(
            home=Path(home),
            engine={"enabled": False},
            server={"keys": "required", "rate_limit": "1000000/second"},
        )
        async with Recommender.open(settings) as rec:
            token = rec.store.keys.create("default", "x", "admin").token
            limiter = Limiter(settings.server.rate_limit)
            authenticator = Authenticator(rec.store, settings)
            layers = [
                ("nothing", None),
                ("a client that leaves", Leaving),
                ("body and depth", lambda app: Body(app, settings.server)),
                ("rate limit", lambda app: RateLimits(app, limiter)),
                ("key", lambda app: Auth(app, authenticator, limiter)),
                ("overload", lambda app: Overload(app, settings.server.max_in_flight)),
                ("deadline", lambda app: Deadline(app, settings.server.deadline_s)),
                ("host", lambda app: Hosts(app, settings.server)),
                ("log", lambda app: Observed(app, [AccessLog()])),
            ]
            apps, app = [], nothing
            for name, layer in layers:
                app = app if layer is None else layer(app)
                apps.append((name, app))
            headers = [
                (b"host", b"localhost:8000"),
                (b"authorization", f"Bearer {token}".encode()),
                (b"content-type", b"application/json"),
            ]
            body = b'{"item_id": "f1", "kind": "like"}'
            took: dict[str, list[float]] = {name: [] for name, _ in apps}
            for _ in range(ROUNDS):
                for name, app in apps:
                    started = time.process_time()
                    for _ in range(REQUESTS):
                        await ask(app, headers, body)
                    took[name].append((time.process_time() - started) / REQUESTS * 1e6)
    before = 0.0
    print(f"{'layer':24}{'µs':>8}{'adds':>8}")
    for name, values in took.items():
        median = statistics.median(values)
        print(f"{name:24}{median:8.0f}{median - before:8.0f}")
        before = median


if __name__ == "__main__":
    asyncio.run(main())

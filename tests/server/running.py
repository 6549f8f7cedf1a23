"""The whole server on a real socket, in a thread of its own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from whyrec import Recommender
from whyrec.server import create_app
from whyrec.server._run import Server, listen, url_of


@contextmanager
def running(open_recommender: Callable[[], Recommender]) -> Iterator[tuple[str, Recommender]]:
    """A server over a recommender that is opened, used and closed in its thread.

    Yields:
        Its address, and the recommender, for settings and for replacing what a test replaces.
    """
    listening = listen("127.0.0.1", 0)
    begun = threading.Event()
    found: list[Any] = []

    async def serve() -> None:
        async with open_recommender() as rec:
            server = Server(create_app(rec))
            found.extend((server, rec))
            begun.set()
            await server.serve(sockets=[listening])

    def run() -> None:
        try:
            asyncio.run(serve())
        finally:
            begun.set()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        assert begun.wait(60)
        server, rec = found
        try:
            yield url_of(listening), rec
        finally:
            server.should_exit = True
    finally:
        thread.join(30)
        listening.close()

"""The whole server on a real socket, in a thread of its own."""

from __future__ import annotations

import asyncio
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.fakes.scripted_model import ScriptedModel
from tests.recommender.world import settings
from whyrec import Recommender
from whyrec.server import create_app
from whyrec.server._run import Server, listen, url_of


@contextmanager
def serving_a_copy(built: Path, folder: Path) -> Iterator[tuple[str, Recommender]]:
    """A server over a copy of a built home, with a dead engine.

    Args:
        built: The home.
        folder: Where the copy goes.
    """
    copy = Path(shutil.copytree(built, folder / "home"))

    def opened() -> Recommender:
        return Recommender.open(settings(copy), model=ScriptedModel(mood="dead"))

    with running(opened) as found:
        yield found


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

"""What is made ready before the first request, and looked after behind all of them."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import NamedTuple

from whyrec import Recommender
from whyrec.errors import WhyrecError

WARMED_AGAIN_S = 5.0
"""Between two attempts to open the vectors, in seconds."""
LOOKED_FOR_S = 1.0
"""How long one look at the database serves, in seconds."""
LONGEST_LOOK_S = 2.0
"""A database that takes longer counts as one that cannot be read, in seconds."""

_log = logging.getLogger("whyrec.server")


class Readiness(NamedTuple):
    """Whether lists can be made. The language model is no part of it: they are made without."""

    sql: bool
    vectors: bool


class Standby:
    """Warms a recommender up in the background, looks after its engine, says whether it is ready.

    Args:
        rec: The recommender.
    """

    def __init__(self, rec: Recommender) -> None:
        self._rec = rec
        self._tasks: list[asyncio.Task[None]] = []
        self._warm = False
        self._look: asyncio.Task[bool] | None = None
        self._looked_at = float("-inf")

    def start(self) -> None:
        """Begin, within a running event loop."""
        self._tasks = [
            asyncio.create_task(self._warm_up(), name="whyrec-warm"),
            asyncio.create_task(self._rec.watch_engine(), name="whyrec-engine"),
        ]

    async def stop(self) -> None:
        """Stop what runs in the background."""
        tasks = [*self._tasks, *([self._look] if self._look else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def readiness(self) -> Readiness:
        """Whether the database can be read and the vectors are open."""
        if self._look is None or (
            self._look.done() and time.monotonic() - self._looked_at > LOOKED_FOR_S
        ):
            self._looked_at = time.monotonic()
            self._look = asyncio.create_task(self._readable())
        return Readiness(await asyncio.shield(self._look), self._warm)

    async def _readable(self) -> bool:
        settings = self._rec.settings
        try:
            async with asyncio.timeout(LONGEST_LOOK_S):
                await asyncio.to_thread(self._rec.store.look, settings.tenant)
        except Exception as error:
            _log.warning("The database cannot be read: %s", type(error).__name__)
            return False
        return True

    async def _warm_up(self) -> None:
        while True:
            try:
                await self._rec.warm()
            except WhyrecError as error:
                _log.warning("Not ready yet: %s", getattr(error, "brief", error))
            except Exception:
                _log.exception("Not ready yet")
            else:
                self._warm = True
                return
            await asyncio.sleep(WARMED_AGAIN_S)

"""A daily look at what tenants' rules say is too old."""

from __future__ import annotations

import asyncio
import logging

from whyrec import Recommender
from whyrec.errors import WhyrecError

_DAY_S = 86_400.0
_FIRST_S = 60.0
"""How long after its start the server looks first: it has other things to do then."""

_log = logging.getLogger("whyrec.server")


class Retaining:
    """A task that lets go, once a day, of what tenants' rules say is too old.

    Args:
        rec: The recommender.
        first_s: How long after `start` it looks first, in seconds.
    """

    def __init__(self, rec: Recommender, *, first_s: float = _FIRST_S) -> None:
        self._rec = rec
        self._first_s = first_s
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin."""
        self._task = asyncio.create_task(self._daily(), name="whyrec-retaining")

    async def stop(self) -> None:
        """Stop; what is being forgotten is forgotten or not, and the next day looks again."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def look(self) -> None:
        """Look at every tenant once."""
        with self._rec.store.traces_left():  # the file is rewritten once for all of them
            for tenant in self._rec.tenants.all():
                await self._look_at(tenant)
        await self._rec.store.queued(self._rec.store.wipe_traces)

    async def _look_at(self, tenant: str) -> None:
        try:
            done = await self._rec.tenants.retain(tenant)
        except WhyrecError as error:
            _log.warning(
                "What is too old of tenant %s is still there: %s", tenant, type(error).__name__
            )
            return
        if any(done):
            _log.info(
                "Tenant %s: %d events of %d users and %d lists shown were too old.",
                tenant,
                done.events,
                done.users,
                done.shown,
            )

    async def _daily(self) -> None:
        await asyncio.sleep(self._first_s)
        while True:
            try:
                await self.look()
            except Exception:
                _log.exception("What is too old could not be looked for")
            await asyncio.sleep(_DAY_S)

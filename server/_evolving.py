"""Profiles that take events in by themselves, behind the requests that brought them."""

from __future__ import annotations

import asyncio
import logging
from typing import NamedTuple

from whyrec import Recommender
from whyrec.errors import NotFoundError

_log = logging.getLogger("whyrec.server")

RETRY_AFTER_S = 30.0
"""How long a user whose profile could not evolve is left alone, in seconds."""
MOST_TRIES = 5
"""After so many failures in a row a user waits for the next event."""


class _User(NamedTuple):
    tenant: str
    user_id: str


class Evolving:
    """One task that evolves one user after the other.

    Nothing is lost when it is stopped: events wait in the store, and the next event of their user,
    or an evolve that is asked for, takes them in.

    Args:
        rec: The recommender.
    """

    def __init__(self, rec: Recommender) -> None:
        self._rec = rec
        self._due: dict[_User, None] = {}  # a set that keeps the order
        self._failed: dict[_User, int] = {}
        self._later: set[asyncio.TimerHandle] = set()
        self._told = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin; users told of before are taken first."""
        self._task = asyncio.create_task(self._run(), name="whyrec-evolving")

    async def stop(self) -> None:
        """Stop, in the middle of an update if need be: a version is kept whole or not at all."""
        for handle in self._later:
            handle.cancel()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def told(self, tenant: str, user_id: str) -> None:
        """Look at a user soon: events of theirs have come."""
        self._due[_User(tenant, user_id)] = None
        self._idle.clear()
        self._told.set()

    async def idle(self) -> None:
        """Wait until nobody is due, those that failed and are tried later left aside."""
        await self._idle.wait()

    async def _run(self) -> None:
        while True:
            if not self._due:
                self._told.clear()
                self._idle.set()
                await self._told.wait()
            user = next(iter(self._due))
            del self._due[user]
            await self._evolve(user)
            await asyncio.sleep(0)

    async def _evolve(self, user: _User) -> None:
        try:
            waiting = await self._rec.evolve_estimate([user.user_id], tenant=user.tenant)
            if waiting.events >= self._rec.settings.server.evolve_after:
                await self._rec.evolve(user.user_id, tenant=user.tenant)
            self._failed.pop(user, None)
        except NotFoundError:
            self._failed.pop(user, None)  # erased meanwhile
        except Exception as error:
            # Whatever it is, it must not end the task for all other users.
            self._try_later(user, error)

    def _try_later(self, user: _User, error: Exception) -> None:
        tries = self._failed.pop(user, 0) + 1
        _log.warning(
            "A profile could not evolve (try %d of %d): %s",
            tries,
            MOST_TRIES,
            error,
            exc_info=not hasattr(error, "remedy"),
        )
        if tries < MOST_TRIES:
            self._failed[user] = tries

            def again() -> None:
                self._later.discard(handle)
                self.told(*user)

            handle = asyncio.get_running_loop().call_later(RETRY_AFTER_S, again)
            self._later.add(handle)

"""Profiles that take events in by themselves, behind the requests that brought them."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from whyrec import Recommender
from whyrec.errors import NotFoundError
from whyrec.server._traffic import Traffic

_log = logging.getLogger("whyrec.server")

RETRY_AFTER_S = 30.0
"""How long a user whose profile could not evolve is left alone, in seconds."""
MOST_TRIES = 5
"""After so many failures in a row a user waits for the next event."""
QUIET_S = 1.0
"""How long after their last event a user is taken, in seconds: more may be on the way."""
LONGEST_QUIET_S = 60.0
"""Events that keep coming put a user off no longer than that, in seconds."""
REST = 1.0
"""How long there is rest after a version, in times of what it took."""
BUSY_REST = 9.0
"""The same where requests came meanwhile: a tenth of the time is left to profiles then."""
LONGEST_REST_S = 2.0
"""Most of it in seconds: a version may have waited for the language model, and held up nobody."""


class _User(NamedTuple):
    tenant: str
    user_id: str


class _Told(NamedTuple):
    """When a user was told of, by the clock."""

    first: float
    last: float


class Evolving:
    """One task that evolves one user after the other, a version at a time, with rests.

    Nothing is lost when it is stopped: events wait in the store, and the next event of their user,
    or an evolve that is asked for, takes them in.

    Args:
        rec: The recommender.
        traffic: The requests to make way for.
        clock: Seconds.
        sleep: Waits so many seconds.
    """

    def __init__(
        self,
        rec: Recommender,
        traffic: Traffic | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._rec = rec
        self._traffic = traffic or Traffic()
        self._clock, self._sleep = clock, sleep
        self._due: dict[_User, _Told] = {}  # the one told of longest ago first
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
        user, now = _User(tenant, user_id), self._clock()
        before = self._due.get(user, _Told(now, now))
        if now - before.first < LONGEST_QUIET_S:
            self._due.pop(user, None)
            self._due[user] = _Told(before.first, now)
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
            quiet = self._due[user].last + QUIET_S - self._clock()
            if quiet > 0:
                await self._sleep(quiet)
                continue  # they, or all, may have been told of again
            del self._due[user]
            await self._evolve(user)

    async def _evolve(self, user: _User) -> None:
        try:
            if await self._paced(self._enough, user):
                # Who is told of again has more to come, and its place in the line.
                while user not in self._due and await self._paced(self._version, user):
                    pass
            self._failed.pop(user, None)
        except NotFoundError:
            self._failed.pop(user, None)  # erased meanwhile
        except Exception as error:
            # Whatever it is, it must not end the task for all other users.
            self._try_later(user, error)

    async def _enough(self, user: _User) -> bool:
        waiting = await self._waiting(user)
        if not 0 < waiting < self._rec.settings.server.evolve_after:
            return waiting > 0
        # Taste that moves is not left for later, however few the events; once it has moved, it is.
        if not (await self._rec.drift(user.user_id, tenant=user.tenant)).alarm:
            return False
        known = await self._rec.drift_history(user.user_id, last=1, tenant=user.tenant)
        return not (known and known[-1].alarm)

    async def _version(self, user: _User) -> bool:
        """Make one; whether there is another to make."""
        made = await self._rec.evolve(user.user_id, most=1, tenant=user.tenant)
        return bool(made) and await self._waiting(user) > 0

    async def _waiting(self, user: _User) -> int:
        return (await self._rec.evolve_estimate([user.user_id], tenant=user.tenant)).events

    async def _paced(self, work: Callable[[_User], Awaitable[bool]], user: _User) -> bool:
        """Do it, then rest as long as it took, and longer while there are requests."""
        begun, started = self._traffic.total, self._clock()
        try:
            return await work(user)
        finally:
            took = self._clock() - started
            await self._sleep(min(REST * took, LONGEST_REST_S))
            # Requests that came while the loop was held are let in by now.
            if self._traffic.inside or self._traffic.total != begun:
                await self._sleep(min((BUSY_REST - REST) * took, LONGEST_REST_S))

    def _try_later(self, user: _User, error: Exception) -> None:
        tries = self._failed.pop(user, 0) + 1
        # Its kind, not what it says: that may name the user, or repeat what a server was asked.
        _log.warning(
            "A profile could not evolve (try %d of %d): %s",
            tries,
            MOST_TRIES,
            type(error).__name__,
            exc_info=not hasattr(error, "remedy"),
        )
        if tries < MOST_TRIES:
            self._failed[user] = tries

            def again() -> None:
                self._later.discard(handle)
                self.told(*user)

            handle = asyncio.get_running_loop().call_later(RETRY_AFTER_S, again)
            self._later.add(handle)

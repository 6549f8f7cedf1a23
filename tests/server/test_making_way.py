"""Evolving in the background makes way for requests."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from starlette.responses import PlainTextResponse

from tests.server.asgi import ask
from whyrec.server._evolving import LONGEST_QUIET_S, QUIET_S, Evolving
from whyrec.server._observed import Observed
from whyrec.server._traffic import Traffic

VERSION_S = 0.1


class Time:
    """A clock that moves only when somebody waits or works."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.rests: list[float] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.rests.append(round(seconds, 6))
        self.now += seconds
        await asyncio.sleep(0)


class Profiles:
    """Stands for a recommender: so many versions wait for each user; making one takes time."""

    settings = SimpleNamespace(server=SimpleNamespace(evolve_after=5))

    def __init__(self, clock: Time, **waiting: int) -> None:
        self._clock = clock
        self.waiting = waiting
        self.made: list[tuple[str, int]] = []
        self.meanwhile: Callable[[], None] = lambda: None

    async def evolve_estimate(self, users: list[str], **_: Any) -> Any:
        return SimpleNamespace(events=20 * self.waiting[users[0]])

    async def evolve(self, user: str, *, most: int, **_: Any) -> list[str]:
        self._clock.now += VERSION_S
        self.meanwhile()
        made = min(most, self.waiting[user])
        self.waiting[user] -= made
        self.made.append((user, made))
        return ["version"] * made


class Setting:
    def __init__(self, **waiting: int) -> None:
        self.clock = Time()
        self.rec = Profiles(self.clock, **waiting)
        self.traffic = Traffic()
        rec: Any = self.rec
        self.evolving = Evolving(rec, self.traffic, clock=self.clock, sleep=self.clock.sleep)
        for user in waiting:
            self.evolving.told("t", user)

    async def run(self) -> list[float]:
        """Work until all is done; the rests that were long enough to be one."""
        self.clock.now += QUIET_S
        self.evolving.start()
        await self.evolving.idle()
        await self.evolving.stop()
        return [r for r in self.clock.rests if r]


async def test_one_version_at_a_time_with_a_rest_as_long_after_each() -> None:
    here = Setting(ann=3)
    rests = await here.run()
    assert here.rec.made == [("ann", 1)] * 3
    assert rests[:2] == [VERSION_S] * 2


async def test_while_requests_come_a_tenth_of_the_time_is_left_to_profiles() -> None:
    here = Setting(ann=2)
    here.traffic.inside = 1
    rests = await here.run()
    assert sum(rests[:2]) == pytest.approx(9 * VERSION_S)


async def test_a_request_that_came_and_went_while_the_loop_was_held_counts() -> None:
    here = Setting(ann=2)

    def answered() -> None:
        here.traffic.total += 1

    here.rec.meanwhile = answered
    assert sum((await here.run())[:2]) == pytest.approx(9 * VERSION_S)


async def test_a_user_whose_events_still_come_is_taken_when_they_are_quiet() -> None:
    here = Setting(ann=1, bob=1)
    here.clock.now += QUIET_S / 2
    here.evolving.told("t", "ann")
    here.evolving.start()
    await here.evolving.idle()
    await here.evolving.stop()
    assert [user for user, _ in here.rec.made] == ["bob", "ann"]


async def test_events_that_keep_coming_do_not_put_a_user_off_for_ever() -> None:
    here = Setting(ann=1)
    for _ in range(int(LONGEST_QUIET_S) + 1):
        here.clock.now += 1
        here.evolving.told("t", "ann")
    here.clock.now += QUIET_S / 2
    here.evolving.told("t", "ann")
    here.evolving.start()
    await here.evolving.idle()
    await here.evolving.stop()
    assert here.rec.made == [("ann", 1)]
    assert here.clock.rests[0] < QUIET_S


async def test_more_events_in_the_middle_of_it_send_a_user_back_in_line() -> None:
    here = Setting(ann=3, bob=1)

    def more() -> None:
        here.rec.meanwhile = lambda: None
        here.evolving.told("t", "ann")

    here.rec.meanwhile = more
    await here.run()
    assert [user for user, _ in here.rec.made] == ["ann", "bob", "ann", "ann"]


async def test_requests_are_counted_while_they_are_worked_on() -> None:
    traffic = Traffic()
    seen: list[tuple[int, int]] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        seen.append((traffic.inside, traffic.total))
        await PlainTextResponse("done")(scope, receive, send)

    watched = Observed(app, [traffic])
    await ask(watched, "/v1/x")
    await ask(watched, "/v1/x")
    assert seen == [(1, 1), (1, 2)]
    assert traffic.inside == 0

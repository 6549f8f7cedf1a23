"""What a user's next events will be about, told with reasons."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from whyrec._engine import Engine
from whyrec._forecast_reasons import ForecastReasons
from whyrec._seen import Seen
from whyrec._world import Progress, World
from whyrec.agents.dynamics import (
    JUDGED,
    Everybody,
    Forecast,
    OfInterests,
    everybody_of,
    forecast,
    judged_shares,
    load_forecast_weights,
    of_interests,
    taken_by,
    topic_lifts,
)
from whyrec.agents.profile import render
from whyrec.domain import ForecastReport, InterestForecast, TopicForecast
from whyrec.errors import PrerequisiteError, UpstreamError
from whyrec.prompts import get_prompt

RECENT_TITLES = 10
"""Latest items that the model is shown."""
INTEREST_TOPICS = 3
"""Topics told of an interest."""
_LEAST = 0.01
"""Least part of a topic's probability that has to fall to an interest for it to be named."""


async def forecast_report(
    world: World, seen: Seen, k: int, *, use_model: bool, progress: Progress | None = None
) -> ForecastReport:
    """A user's forecast; see `Recommender.forecast`."""
    everybody = await asyncio.to_thread(seen.snapshot.once, everybody_of)
    if everybody is None or not len(everybody.space):
        return ForecastReport(
            user_id=seen.reading.profile.user_id, as_of=seen.reading.as_of, events=0
        )
    told, failed = await asyncio.to_thread(_forecast_of, seen, everybody), False
    if use_model and len(told.taken.items):
        told, failed = await _judged(world, seen, told, progress)
    return await asyncio.to_thread(_Telling(seen, told, k).report, failed)


def _forecast_of(seen: Seen, everybody: Everybody) -> Forecast:
    return forecast(taken_by(seen.user, everybody))


async def _judged(
    world: World, seen: Seen, plain: Forecast, progress: Progress | None
) -> tuple[Forecast, bool]:
    """The forecast with the model's judgement, and whether that should have been there and was not.

    A model whose card does not say likelihood is not asked, and nothing is missing then.
    """
    weights = load_forecast_weights()
    if not weights.with_model.get(JUDGED):
        return plain, False  # its fitted weight is nothing: asking would change nothing
    budget = world.health.budget()
    try:
        engine = await world.engine(progress, tenant=seen.tenant)
        if engine is None or engine.card.judge != "likelihood":
            return plain, False
        async with asyncio.timeout_at(budget.ends):
            lifts = await _lifts(world, seen, plain.taken.everybody, engine)
    except TimeoutError:
        world.health.overdue(budget)
        return plain, True
    except (UpstreamError, PrerequisiteError):
        return plain, True
    judged = judged_shares(lifts, plain.usual, weights.temperature)
    return await asyncio.to_thread(forecast, plain.taken, weights, judged), False


async def _lifts(
    world: World, seen: Seen, everybody: Everybody, engine: Engine
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    reading = seen.reading
    profile = await render(reading.readable, engine.model.count_tokens)
    latest = [s.event for s in reading.signals.values() if s.event.item_id in reading.items]
    domain = world.views.catalogue(seen.tenant).domain
    told = get_prompt("forecast").render(
        profile=profile, domain=domain, recent=[reading.title(e) for e in latest[-RECENT_TITLES:]]
    )
    bare = get_prompt("forecast_null").render(domain=domain)
    return await topic_lifts(engine.model, told, bare, everybody.space.topics, everybody.shares)


@dataclass(frozen=True)
class _Telling:
    seen: Seen
    told: Forecast
    k: int

    def report(self, failed: bool) -> ForecastReport:
        shares = self.told.shares
        order = np.argsort(-shares, kind="stable").tolist()
        untried = [place for place in order if not self.told.tried[place]]
        elsewhere = 1.0 - float(self._divided.shares.sum())
        return ForecastReport(
            user_id=self.seen.reading.profile.user_id,
            as_of=self.seen.reading.as_of,
            events=len(self.told.taken.items),
            judged=JUDGED in self.told.names,
            degraded=failed,
            interests=self._interests(),
            elsewhere=min(max(elsewhere, 0.0), 1.0),
            topics=self._topics(order[: self.k]),
            untried=self._topics(untried[: self.k]),
        )

    @cached_property
    def _reasons(self) -> ForecastReasons:
        return ForecastReasons(self.seen, self.told)

    @cached_property
    def _divided(self) -> OfInterests:
        return of_interests(self.told, self.seen.user.likes, self.seen.snapshot.catalogue)

    def _topics(self, places: Sequence[int]) -> tuple[TopicForecast, ...]:
        return tuple(self._topic(place) for place in places)

    def _topic(self, place: int) -> TopicForecast:
        probability = float(self.told.shares[place])
        falls = self._divided.joint[:, place]
        named = [int(i) for i in np.argsort(-falls, kind="stable")]
        interests = self._divided.interests
        return TopicForecast(
            topic=str(self.told.topics[place]),
            probability=probability,
            everybody=float(self.told.usual[place]),
            tried=bool(self.told.tried[place]),
            interest_ids=tuple(interests[i].id for i in named if falls[i] > _LEAST * probability),
            reasons=self._reasons.of(place),
        )

    def _interests(self) -> tuple[InterestForecast, ...]:
        profile, divided = self.seen.reading.readable, self._divided
        found = []
        for number in np.argsort(-divided.shares, kind="stable").tolist()[: self.k]:
            interest = profile.interest(divided.interests[number].id)
            joint = divided.joint[number]
            likeliest = np.argsort(-joint, kind="stable")[:INTEREST_TOPICS].tolist()
            topics = [place for place in likeliest if joint[place] > 0]
            if interest is not None:
                found.append(
                    InterestForecast(
                        interest_id=interest.id,
                        label=interest.label,
                        probability=float(divided.shares[number]),
                        topics=tuple(str(self.told.topics[place]) for place in topics),
                        reasons=self._reasons.of(topics[0]) if topics else (),
                    )
                )
        return tuple(found)

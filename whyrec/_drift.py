"""Drift of a user, of a user's versions, and of everybody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import numpy as np

from whyrec._reading import Reading, past_readings, read
from whyrec._world import World
from whyrec.agents.dynamics import TopicDrift, population_drift, user_drift
from whyrec.agents.retrieve import CatalogueView
from whyrec.domain import CitedEvent, DriftReport, TopicShare
from whyrec.settings import ProfileSettings

TOPICS = 100
"""Topics told, at most."""
CAUSES = 5
"""Events told."""
_DAY = 86_400.0


def drift_of(catalogue: CatalogueView, reading: Reading, settings: ProfileSettings) -> TopicDrift:
    """A user's drift at the moment of a reading, its gains in the order of `taken`."""
    signals = [reading.signals[event_id] for event_id in taken(catalogue, reading)]
    return user_drift(
        catalogue,
        catalogue.indices(s.event.item_id or "" for s in signals),
        np.array([s.signal for s in signals], dtype=np.float32),
        np.array([(reading.as_of - s.event.at).total_seconds() / _DAY for s in signals]),
        reading.as_of,
        half_life_days=settings.half_life_long_days,
        half_life_events=settings.half_life_short_events,
    )


def left_behind(
    catalogue: CatalogueView, reading: Reading, settings: ProfileSettings
) -> frozenset[str]:
    """Ids of liked interests that taste has moved away from; none where it makes no difference."""
    if settings.half_life_moved_days is None:
        return frozenset()
    moved = drift_of(catalogue, reading, settings).drift.alarm
    return frozenset(_fading(reading) if moved else ())


def taken(catalogue: CatalogueView, reading: Reading) -> list[str]:
    """Ids of a user's events on items of the catalogue, oldest first."""
    return [key for key, s in reading.signals.items() if s.event.item_id in catalogue.index]


def user_report(world: World, tenant: str, user_id: str, as_of: datetime) -> DriftReport:
    """Whether a user's taste has moved; see `Recommender.drift`."""
    return _told(world, tenant, read(world, tenant, user_id, as_of))


def history_report(
    world: World, tenant: str, user_id: str, as_of: datetime, most: int
) -> list[DriftReport]:
    """The same for the moments of the latest versions; see `Recommender.drift_history`."""
    readings = past_readings(world, tenant, user_id, as_of, most)
    return [
        _told(world, tenant, r).model_copy(update={"version": r.profile.version}) for r in readings
    ]


def population_report(world: World, tenant: str, as_of: datetime) -> DriftReport:
    """Whether what everybody takes has moved; see `Recommender.drift`."""
    catalogue, everybody = world.views.crowd_of(tenant)
    crowd = everybody.until(as_of)
    half_life = world.settings.profile.half_life_long_days
    return _report(population_drift(catalogue, crowd, half_life_days=half_life), None, as_of)


def _told(world: World, tenant: str, reading: Reading) -> DriftReport:
    catalogue = world.views.catalogue(tenant).view
    found = drift_of(catalogue, reading, world.settings.profile)
    report = _report(found, reading.profile.user_id, reading.as_of)
    if not report.alarm:
        return report
    return report.model_copy(
        update={
            "causes": _causes(found, reading, taken(catalogue, reading)),
            "fading": _fading(reading),
        }
    )


def _fading(reading: Reading) -> tuple[str, ...]:
    return tuple(
        i.id
        for i in reading.profile.living
        if i.polarity == "like" and i.measured and i.measured.trend == "fading"
    )


def _causes(found: TopicDrift, reading: Reading, ids: Sequence[str]) -> tuple[CitedEvent, ...]:
    strongest = np.argsort(-found.gains, kind="stable")[:CAUSES]
    places = sorted((int(p) for p in strongest if found.gains[p] > 0), reverse=True)
    return tuple(reading.cited(ids[place]) for place in places)


def _report(found: TopicDrift, user_id: str | None, as_of: datetime) -> DriftReport:
    drift = found.drift
    order = np.argsort(-np.abs(drift.excess), kind="stable")[:TOPICS]
    return DriftReport(
        user_id=user_id,
        as_of=as_of,
        divergence=drift.divergence,
        threshold=drift.threshold if np.isfinite(drift.threshold) else None,
        alarm=drift.alarm,
        topics=tuple(
            TopicShare(
                topic=str(found.topics[place]),
                before=float(drift.before[place]),
                lately=float(drift.lately[place]),
            )
            for place in order
        ),
    )

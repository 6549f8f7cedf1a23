"""In what contexts everybody takes what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np

from whyrec._timezones import Zones, daypart, weekend
from whyrec.agents.dynamics import CrowdContext, crowd_context
from whyrec.agents.retrieve import AVERSIONS, Snapshot
from whyrec.domain import Dimension
from whyrec.store import Store

_QUARTER_US = 900_000_000
"""A quarter of an hour in microseconds: every time zone is whole ones away from another."""


@dataclass(frozen=True)
class CrowdContexts:
    """Counts them for a snapshot: what `Snapshot.once` is given, equal for equal tenants."""

    store: Store
    tenant: str
    zone: str | None
    """The tenant's own time zone: with another one everybody is counted anew. Zones of single users
    are read at the count, and not looked at again before the next snapshot."""

    def __call__(self, snapshot: Snapshot) -> Mapping[Dimension, CrowdContext]:
        """Everybody's contexts by dimension, up to the snapshot's moment."""
        columns = self.store.events.contexts(self.tenant, snapshot.statistics.as_of)
        index = snapshot.catalogue.index
        taken = [
            place
            for place, (item, kind) in enumerate(zip(columns.item_id, columns.kind, strict=True))
            if item in index and kind not in AVERSIONS
        ]
        items = np.array([index[columns.item_id[p]] for p in taken], dtype=np.int32)
        zones = Zones(self.store, self.tenant, self.zone)
        zone = {user: zones.of(user) for user in set(columns.user_id)}
        clocks = _Clocks()
        times = [clocks.of(columns.at_us[p], zone[columns.user_id[p]]) for p in taken]
        told: dict[Dimension, list[str | None]] = {
            "scene": [columns.scene[p] or None for p in taken],
            "device": [columns.device[p] or None for p in taken],
            "daypart": [one[0] for one in times],
            "weekend": [one[1] for one in times],
        }
        facets = snapshot.catalogue.facets
        return {dimension: crowd_context(facets, items, own) for dimension, own in told.items()}


class _Clocks:
    """Parts of the day and the week, worked out once for each quarter of an hour."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, ZoneInfo], tuple[str, str]] = {}

    def of(self, at_us: int, zone: ZoneInfo | None) -> tuple[str | None, str | None]:
        if zone is None:
            return None, None
        quarter = at_us // _QUARTER_US
        found = self._known.get((quarter, zone))
        if found is None:
            clock = datetime.fromtimestamp(quarter * _QUARTER_US / 1e6, UTC).astimezone(zone)
            found = self._known[quarter, zone] = (daypart(clock), weekend(clock))
        return found

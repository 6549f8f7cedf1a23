"""Everybody's events up to a moment, as index arrays."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, Final, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from whyrec.agents.retrieve._catalogue import CatalogueView

AVERSIONS: Final = frozenset({"dislike", "dismiss", "skip"})
"""Event kinds that show no demand for an item."""
DAY_US: Final = 86_400_000_000
NEVER_US: Final = np.iinfo(np.int64).max
"""Later than every event, in microseconds since the epoch."""
_LATEST_S: Final = (1 << 33) - 1


class EventColumns(Protocol):
    """Events as parallel arrays: what ``store.events.columns(tenant, until=…)`` returns."""

    @property
    def user_id(self) -> NDArray[Any]:
        """User ids, (e,)."""

    @property
    def item_id(self) -> NDArray[Any]:
        """Item ids, (e,)."""

    @property
    def kind(self) -> NDArray[Any]:
        """Event kinds, (e,)."""

    @property
    def value(self) -> NDArray[Any]:
        """Ratings, NaN for other kinds, (e,)."""

    @property
    def at_us(self) -> NDArray[Any]:
        """Microseconds since the epoch, UTC, (e,)."""


class Ratings(NamedTuple):
    """Interactions with a rating, r of them."""

    place: NDArray[np.intp]
    """Position among all interactions, ascending."""
    item: NDArray[np.intp]
    """Index into the catalogue, in the type that counting wants."""
    value: NDArray[np.float64]


@dataclass(frozen=True)
class Interactions:
    """Events that show demand for an item, none later than ``as_of``, ordered by time."""

    as_of: datetime
    users: tuple[str, ...]
    """User ids, ascending; ``user`` indexes them."""
    user: NDArray[np.int32]
    item: NDArray[np.int32]
    """Index into the catalogue."""
    value: NDArray[np.float64]
    """Rating on the tenant's scale; NaN for other kinds."""
    at_us: NDArray[np.int64]
    since: NDArray[np.float64]
    """`CatalogueView.since`, (n,)."""
    whole: Interactions | None = field(default=None, repr=False, compare=False)
    """What this is the beginning of, where it came from `until`."""

    @property
    def items(self) -> int:
        """Size of the catalogue, n."""
        return len(self.since)

    @cached_property
    def known(self) -> NDArray[np.bool_]:
        """True for each item that could be known at ``as_of``, (n,): what counts of the catalogue.

        Its ``created_at`` has come; an item without one is known from its first interaction on.
        """
        taken = self.first_us <= microseconds(self.as_of)
        return (self.since <= self.as_of.timestamp()) & (taken | (self.since > -np.inf))

    @cached_property
    def first_us(self) -> NDArray[np.int64]:
        """When each item was first taken, in the whole; `NEVER_US` where nobody took it, (n,)."""
        if self.whole is not None:
            return self.whole.first_us
        first = np.full(self.items, NEVER_US, dtype=np.int64)
        # Written newest first, so that the oldest event is what stays.
        first[self.item[::-1]] = self.at_us[::-1]
        return first

    @cached_property
    def ratings(self) -> Ratings:
        """The interactions that are ratings, in their order."""
        if self.whole is not None:
            place, item, value = self.whole.ratings
            end = int(np.searchsorted(place, len(self.item)))
            return Ratings(place[:end], item[:end], value[:end])
        place = np.flatnonzero(~np.isnan(self.value))
        return Ratings(place, self.item[place].astype(np.intp), self.value[place])

    @cached_property
    def moments(self) -> NDArray[np.int64]:
        """Every interaction as `moments`, ascending; of the whole, which sorts only once."""
        if self.whole is not None:
            return self.whole.moments
        return np.sort(moments(self.item, self.at_us))

    @classmethod
    def from_columns(
        cls, catalogue: CatalogueView, columns: EventColumns, as_of: datetime
    ) -> Interactions:
        """Keep what happened up to and including ``as_of`` on items of the catalogue.

        Events after ``as_of`` are dropped here whatever the caller passed, so nothing built from
        the result can know of them.
        """
        index = catalogue.index
        known = np.fromiter((index.get(i, -1) for i in columns.item_id), np.int32)
        wanted = np.fromiter((kind not in AVERSIONS for kind in columns.kind), np.bool_)
        at_us = np.asarray(columns.at_us, dtype=np.int64)
        keep = np.flatnonzero((known >= 0) & wanted & (at_us <= microseconds(as_of)))
        keep = keep[np.argsort(at_us[keep], kind="stable")]
        user_ids = [str(u) for u in np.asarray(columns.user_id, dtype=object)[keep]]
        users = tuple(sorted(set(user_ids)))
        positions = {user_id: position for position, user_id in enumerate(users)}
        return cls(
            as_of=as_of,
            users=users,
            user=np.fromiter((positions[u] for u in user_ids), np.int32, len(user_ids)),
            item=known[keep],
            value=np.asarray(columns.value, dtype=np.float64)[keep],
            at_us=at_us[keep],
            since=catalogue.since,
        )

    def until(self, as_of: datetime) -> Interactions:
        """The part up to and including an earlier moment."""
        end = int(np.searchsorted(self.at_us, microseconds(as_of), side="right"))
        return Interactions(
            as_of=min(as_of, self.as_of),
            users=self.users,
            user=self.user[:end],
            item=self.item[:end],
            value=self.value[:end],
            at_us=self.at_us[:end],
            since=self.since,
            whole=self.whole or self,
        )


def moments(items: NDArray[np.int32], at_us: NDArray[np.int64]) -> NDArray[np.int64]:
    """An item and a second in one number, ``item · 2³³ + seconds since the epoch``."""
    seconds = np.clip(at_us // 1_000_000, 0, _LATEST_S)
    return items.astype(np.int64) * (_LATEST_S + 1) + seconds


def microseconds(moment: datetime) -> int:
    """Microseconds since the epoch, exact."""
    delta = moment - datetime(1970, 1, 1, tzinfo=UTC)
    return (delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds

"""Choosing a user whose taste visibly changed, by a stated criterion."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from whyrec.domain import Item
    from whyrec.store import EventColumns

EVENTS = (60, 200)
GAP_DAYS = 60
LEAST_PERIODS = 3
LEAST_EVENTS = 10
LEAST_LIKED = 6
LEAST_YEARS = 2.0
CRITERION = (
    f"{EVENTS[0]} to {EVENTS[1]} ratings over at least {LEAST_YEARS:g} years, in at least "
    f"{LEAST_PERIODS} periods of {LEAST_EVENTS} or more with {GAP_DAYS} quiet days between; "
    "of them the one whose liked genres differ most between the first and the last period"
)

_DAY_US = 86_400_000_000


class Period(NamedTuple):
    """A time in which a user was active without a long break."""

    start: datetime
    end: datetime
    events: int


class Chosen(NamedTuple):
    """The user of the demo, and why."""

    user_id: str
    events: int
    periods: tuple[Period, ...]
    divergence: float
    """Jensen-Shannon divergence of the liked genres, first against last period, in bits."""
    candidates: int
    """Users who met the conditions."""
    gained: tuple[tuple[str, float, float], ...]
    """Genres whose share rose most: genre, share in the first period, share in the last."""
    lost: tuple[tuple[str, float, float], ...]
    """The same for those whose share fell most."""


def choose(columns: EventColumns, items: Mapping[str, Item]) -> Chosen | None:
    """The user who meets `CRITERION` best; None where nobody does."""
    found = list(_candidates(columns, items))
    best = max(found, key=lambda c: (c.divergence, c.user_id), default=None)
    return None if best is None else best._replace(candidates=len(found))


def _candidates(columns: EventColumns, items: Mapping[str, Item]) -> Iterator[Chosen]:
    rated = np.flatnonzero(columns.kind == "rating")
    users = columns.user_id[rated]
    order = np.argsort(users, kind="stable")
    names, starts = np.unique(users[order], return_index=True)
    for name, rows in zip(names, np.split(rated[order], starts[1:]), strict=True):
        at = columns.at_us[rows]
        long_enough = at[-1] - at[0] >= LEAST_YEARS * 365 * _DAY_US
        if EVENTS[0] <= len(rows) <= EVENTS[1] and long_enough:
            candidate = _candidate(str(name), rows, columns, items)
            if candidate is not None:
                yield candidate


def _candidate(
    user: str, rows: np.ndarray, columns: EventColumns, items: Mapping[str, Item]
) -> Chosen | None:
    at = columns.at_us[rows]
    breaks = np.flatnonzero(np.diff(at) > GAP_DAYS * _DAY_US) + 1
    parts = np.split(rows, breaks)
    active = [p for p in parts if len(p) >= LEAST_EVENTS]
    if len(active) < LEAST_PERIODS:
        return None
    mean = float(columns.value[rows].mean())
    first, last = (_liked_genres(p, mean, columns, items) for p in (active[0], active[-1]))
    if first is None or last is None:
        return None
    moved = sorted(
        ((g, first.get(g, 0.0), last.get(g, 0.0)) for g in {*first, *last}),
        key=lambda m: (m[1] - m[2], m[0]),
    )
    periods = tuple(
        Period(_time(columns.at_us[p[0]]), _time(columns.at_us[p[-1]]), len(p)) for p in parts
    )
    return Chosen(
        user, len(rows), periods, divergence(first, last), 0, tuple(moved[:3]), tuple(moved[:-4:-1])
    )


def _liked_genres(
    rows: np.ndarray, mean: float, columns: EventColumns, items: Mapping[str, Item]
) -> dict[str, float] | None:
    liked = [
        items[columns.item_id[r]]
        for r in rows
        if columns.value[r] >= mean and columns.item_id[r] in items
    ]
    genres = Counter(g for item in liked for g in item.facets.get("genre", ()))
    total = sum(genres.values())
    if len(liked) < LEAST_LIKED or not total:
        return None
    return {genre: count / total for genre, count in genres.items()}


def divergence(a: Mapping[str, float], b: Mapping[str, float]) -> float:
    """Jensen-Shannon divergence of two distributions in bits, from 0 (the same) to 1."""
    keys = sorted({*a, *b})
    p, q = (np.array([d.get(k, 0.0) for k in keys]) for d in (a, b))
    middle = (p + q) / 2
    return float((_relative(p, middle) + _relative(q, middle)) / 2)


def _relative(p: np.ndarray, q: np.ndarray) -> float:
    there = p > 0
    return float(np.sum(p[there] * np.log2(p[there] / q[there])))


def _time(us: int) -> datetime:
    return datetime.fromtimestamp(int(us) / 1e6, UTC)

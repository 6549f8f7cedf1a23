"""What could come next, by one simple rule each: the parts that a forecast is mixed of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from whyrec.agents.dynamics._attention import attention
from whyrec.agents.dynamics._everybody import Everybody

Shares = NDArray[np.float64]
"""Of the m topics; they sum to 1, (m,)."""

LONG_DAYS = 180.0
SHORT_EVENTS = 12.0
"""An event counts half after so many later ones."""
ATTENTION_DAYS = 60.0
"""h of `attention`."""
PATH_EVENTS = 3.0
"""The same for what people went on to from."""
PATH_POWER = 2.0
"""γ of `paths`."""
PATH_LENGTH = 24
"""The latest events that are gone on from."""
SEASON_DAYS = 30.0
"""Days of the year that are still the same season, about."""
MOST_EVENTS = 2_000
"""The latest events that are looked at."""
PRIOR = 6.0
"""Events' worth of everybody's shares in a user's own."""
_YEAR_DAYS = 365.2425


@dataclass(frozen=True)
class Taken:
    """What a user took up to a moment, and what everybody did."""

    everybody: Everybody
    items: NDArray[np.int32]
    """Items that carry a topic, oldest first, (h,)."""
    ages_days: NDArray[np.float64]
    """Age of each, (h,)."""
    places: NDArray[np.intp]
    """Where each stood in what it was made of, (h,)."""

    @classmethod
    def of(
        cls, everybody: Everybody, items: NDArray[np.int32], ages_days: NDArray[np.float64]
    ) -> Taken:
        """Leave out what is about nothing, and all but the latest.

        Args:
            everybody: What is known of everybody.
            items: Index of each event's item, oldest first, (e,).
            ages_days: Age of each event, ≥ 0, (e,).
        """
        rows = everybody.space.rows
        some = np.flatnonzero(np.diff(rows.indptr)[items] > 0)[-MOST_EVENTS:]
        return cls(everybody, items[some], ages_days[some].astype(np.float64), some)

    @cached_property
    def rows(self) -> NDArray[np.float64]:
        """What each event is about, (h, m)."""
        return np.asarray(self.everybody.space.rows[self.items].toarray())

    def of_late(self, half_life: float) -> NDArray[np.float64]:
        """Weights that halve after so many later events, (h,): the same for those of one moment."""
        later = np.arange(len(self.items))[::-1]
        weights = np.exp2(-later / half_life)
        _, place = np.unique(self.ages_days, return_inverse=True)
        return np.asarray((np.bincount(place, weights) / np.bincount(place))[place])

    @cached_property
    def late(self) -> NDArray[np.float64]:
        """How much each counts of late, (h,)."""
        return self.of_late(SHORT_EVENTS)

    @cached_property
    def newest(self) -> NDArray[np.intp]:
        """Places of the events of the latest moment, among those here."""
        return np.flatnonzero(self.ages_days == self.ages_days.min(initial=np.inf))

    @cached_property
    def attended(self) -> NDArray[np.float64]:
        """Attention to each event, (h,): what is asked for is what was taken lately."""
        return attention(self.late @ self.rows, self.rows, self.ages_days, ATTENTION_DAYS)

    @cached_property
    def in_season(self) -> NDArray[np.float64]:
        """How near each is by the day of the year: ``exp(κ (cos φ − 1))``, (h,).

        The kernel of von Mises, κ such that it is about as wide as `SEASON_DAYS`.
        """
        angle = 2 * np.pi * self.ages_days / _YEAR_DAYS
        sharp = (_YEAR_DAYS / (2 * np.pi * SEASON_DAYS)) ** 2
        return np.asarray(np.exp(sharp * (np.cos(angle) - 1.0)))

    def weighed(self, weights: NDArray[np.float64], prior: float = PRIOR) -> Shares:
        """Shares of events that count by weights, shrunk to everybody's."""
        sums = weights @ self.rows + prior * self.everybody.shares
        return np.asarray(sums / sums.sum())


def everybody(taken: Taken) -> Shares:
    """Of all that everybody took."""
    return taken.everybody.shares


def everybody_lately(taken: Taken) -> Shares:
    """Of what everybody takes of late."""
    return taken.everybody.lately


def long(taken: Taken) -> Shares:
    """Of what the user took, with a half-life of `LONG_DAYS`."""
    return taken.weighed(np.exp2(-taken.ages_days / LONG_DAYS))


def short(taken: Taken) -> Shares:
    """Of what the user took lately, with a half-life of `SHORT_EVENTS`."""
    return taken.weighed(taken.late)


def last(taken: Taken) -> Shares:
    """Of what the user took last."""
    weights = np.zeros(len(taken.items))
    weights[taken.newest] = 1.0 / max(len(taken.newest), 1)
    return taken.weighed(weights, 0.1)


def season(taken: Taken) -> Shares:
    """Of what the user took at this time of the year."""
    return taken.weighed(taken.in_season)


def attended(taken: Taken) -> Shares:
    """Of what the user took that resembles what they take lately."""
    return taken.weighed(len(taken.items) * taken.attended)


def transitions(taken: Taken) -> Shares:
    """Of what people went on to after what the user took last."""
    if not len(taken.items):
        return taken.everybody.shares
    about = taken.rows[taken.newest].mean(axis=0)
    return taken.everybody.transitions.after(taken.items[taken.newest], about)


def paths(taken: Taken) -> Shares:
    """Of what people went on to after each of the latest things: ``p · (t / p)^γ``, as shares.

    t is the mean of what followed each, p everybody's share. Every event is a hint of its own, and
    their mean says less than all of them do together: the power makes up for it, as in products of
    experts (Hinton 2002).
    """
    if not len(taken.items):
        return taken.everybody.shares
    near = taken.of_late(PATH_EVENTS)[-PATH_LENGTH:]
    each = taken.everybody.transitions.after_each(
        taken.items[-PATH_LENGTH:], taken.rows[-PATH_LENGTH:]
    )
    usual = taken.everybody.shares
    raised = usual * ((near / near.sum()) @ each / usual) ** PATH_POWER
    return np.asarray(raised / raised.sum())


COMPONENTS: Final[dict[str, Callable[[Taken], Shares]]] = {
    "everybody": everybody,
    "everybody_lately": everybody_lately,
    "long": long,
    "short": short,
    "last": last,
    "season": season,
    "attention": attended,
    "transitions": transitions,
    "paths": paths,
}
"""Every part by its name."""


def components(taken: Taken) -> NDArray[np.float64]:
    """What each of `COMPONENTS` says, (c, m)."""
    return np.stack([told(taken) for told in COMPONENTS.values()])

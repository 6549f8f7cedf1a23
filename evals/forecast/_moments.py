"""Moments of users, what each part of a forecast says at them, and what came next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from whyrec.agents.dynamics import COMPONENTS, Everybody, Taken, components
from whyrec.agents.retrieve import DAY_US, CatalogueView, Interactions

AHEAD = 5
"""Events that the longer forecast is judged by."""
Floats = NDArray[np.float64]
Truth = Callable[["Moment", Everybody], Floats]
"""What the next event is drawn from, as shares of the topics, (m,)."""


class Moment(NamedTuple):
    """A point between two events of a user at different times."""

    user: int
    """Place among the crowd's users."""
    place: int
    """How many of the user's events lie before it."""
    at_us: int
    """When the last of them was."""
    next_us: int
    """When the next one was."""


@dataclass(frozen=True)
class Moments:
    """Answers at e moments, in the order of their times; m is the greatest number of topics."""

    moments: tuple[Moment, ...]
    parts: Floats
    """What each of `COMPONENTS` says, (e, c, m)."""
    following: Floats
    """What the next event was about; sums to 1, (e, m)."""
    ahead: Floats
    """The same of the next `AHEAD` events, their mean; NaN where fewer are left, (e, m)."""
    topics: NDArray[np.int64]
    """How many topics there were, (e,)."""
    truth: Floats
    """What the next event was drawn from where that is known, else NaN, (e, m)."""

    def before(self, at_us: int) -> NDArray[np.bool_]:
        """Moments whose next event had happened by then, (e,)."""
        return np.array([m.next_us < at_us for m in self.moments], dtype=np.bool_)


class Histories:
    """Every user's interactions in time order.

    Args:
        crowd: All of them, of all time.
    """

    def __init__(self, crowd: Interactions) -> None:
        self.crowd = crowd
        self._order = np.lexsort((crowd.at_us, crowd.user))
        self._starts = np.searchsorted(crowd.user[self._order], np.arange(len(crowd.users) + 1))

    def of(self, user: int) -> NDArray[np.intp]:
        """Places among the interactions, oldest first."""
        return self._order[self._starts[user] : self._starts[user + 1]]

    def active(self, least_events: int, least_days: int) -> list[int]:
        """Users with at least so many interactions on at least so many days."""
        found = []
        for user in range(len(self.crowd.users)):
            at = self.crowd.at_us[self.of(user)]
            if len(at) >= least_events and len(np.unique(at // DAY_US)) >= least_days:
                found.append(user)
        return found

    def moments(self, user: int, settled: int, most: int) -> list[Moment]:
        """At most so many of a user's moments, evenly spread, after the first few events."""
        at = self.crowd.at_us[self.of(user)].tolist()
        places = [p for p in range(settled, len(at)) if at[p] != at[p - 1]]
        if len(places) > most:
            spread = np.linspace(0, len(places) - 1, most).round().astype(int)
            places = [places[s] for s in spread.tolist()]
        return [Moment(user, p, at[p - 1], at[p]) for p in places]


def asked(
    catalogue: CatalogueView,
    histories: Histories,
    moments: Sequence[Moment],
    block_days: float,
    truth: Truth | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Moments:
    """What every part says at some moments.

    What is learned from everybody at a moment is learned from the events before the block of days
    that it lies in; the user's own events count up to the moment. Moments whose next event is about
    nothing are left out, and so are those before which nothing could be learned.

    Args:
        catalogue: The items.
        histories: Of all users.
        moments: In any order.
        block_days: Length of a block.
        truth: Tells what next events are drawn from, where that is known.
        progress: Called with (done, total).
    """
    crowd = histories.crowd
    first = int(crowd.at_us.min(initial=0)) if not len(crowd.at_us) else int(crowd.at_us[0])
    length = int(block_days * DAY_US)
    kept: list[Moment] = []
    told: list[tuple[Floats, Floats, Floats, Floats]] = []
    block, everybody = -1, None
    for done, moment in enumerate(sorted(moments, key=lambda m: (m.at_us, m.user)), 1):
        own = (moment.at_us - first) // length
        if own != block or everybody is None:
            block = own
            everybody = Everybody.learn(catalogue, crowd.until(_moment(first + own * length - 1)))
        answer = _told(histories, moment, everybody, truth)
        if answer is not None:
            kept.append(moment)
            told.append(answer)
        if progress is not None:
            progress(done, len(moments))
    return _padded(kept, told)


def _moment(at_us: int) -> datetime:
    return datetime.fromtimestamp(at_us / 1e6, UTC)


def _told(
    histories: Histories, moment: Moment, everybody: Everybody, truth: Truth | None
) -> tuple[Floats, Floats, Floats, Floats] | None:
    crowd, own = histories.crowd, histories.of(moment.user)
    following = everybody.space.rows[crowd.item[own[moment.place :][:AHEAD]]].toarray()
    if not len(everybody.space) or not following[0].any():
        return None
    past = own[: moment.place]
    ages = (moment.at_us - crowd.at_us[past]) / DAY_US
    parts = components(Taken.of(everybody, crowd.item[past], ages))
    missing = np.full(following.shape[1], np.nan)
    ahead = following.sum(axis=0) / following.sum() if len(following) == AHEAD else missing
    drawn = missing if truth is None else truth(moment, everybody)
    return parts, following[0], ahead, drawn


def _padded(
    kept: Sequence[Moment], told: Sequence[tuple[Floats, Floats, Floats, Floats]]
) -> Moments:
    most = max((len(one[1]) for one in told), default=0)
    parts = np.zeros((len(told), len(COMPONENTS), most))
    rows = np.zeros((3, len(told), most))
    for place, (said, *others) in enumerate(told):
        parts[place, :, : said.shape[1]] = said
        for kind, row in enumerate(others):
            rows[kind, place, : len(row)] = row
    topics = np.array([len(one[1]) for one in told], dtype=np.int64)
    return Moments(tuple(kept), parts, rows[0], rows[1], topics, rows[2])

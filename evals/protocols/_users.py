"""Users and what each of them took, from everybody's interactions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from whyrec.agents.retrieve import Interactions
from whyrec.errors import InputError

T = TypeVar("T")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_INSTANT = timedelta(microseconds=1)


class Timeline(NamedTuple):
    """What one user took, oldest first."""

    user_id: str
    item: NDArray[np.int32]
    at_us: NDArray[np.int64]

    def first_time(self) -> NDArray[np.bool_]:
        """True where an item is taken for the first time, (h,)."""
        first = np.zeros(len(self.item), dtype=np.bool_)
        first[np.unique(self.item, return_index=True)[1]] = True
        return first

    def moment_before(self, place: int) -> datetime:
        """A microsecond before the item at ``place``: others of the same second are unknown."""
        return moment(self.at_us[place]) - _INSTANT

    def known_before(self, place: int) -> int:
        """How many of the user's interactions that moment knows."""
        return int(np.searchsorted(self.at_us, self.at_us[place], side="left"))


def timelines(crowd: Interactions) -> Iterator[Timeline]:
    """Every user's interactions, users in the order of their ids."""
    order = np.argsort(crowd.user, kind="stable")
    starts = np.searchsorted(crowd.user[order], np.arange(len(crowd.users) + 1))
    for number, user_id in enumerate(crowd.users):
        own = order[starts[number] : starts[number + 1]]
        if len(own):
            yield Timeline(user_id, crowd.item[own], crowd.at_us[own])


def moment(at_us: int) -> datetime:
    """The datetime of microseconds since the epoch."""
    return _EPOCH + timedelta(microseconds=int(at_us))


def drawn(found: list[T], users: int | None, seed: int) -> list[T]:
    """At most ``users`` of them, drawn with a seed, in their own order."""
    if users is None or users >= len(found):
        return found
    if users < 1:
        raise InputError(f"The protocol asks for {users} users.", remedy="Ask for at least one.")
    chosen = np.random.default_rng(seed).permutation(len(found))[:users]
    return [found[place] for place in sorted(chosen.tolist())]

"""Items of two domains, what everybody did with them, and who is asked for when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import numpy as np

from whyrec.domain import Event, Item
from whyrec.errors import InputError
from whyrec.evals._home import DataSet
from whyrec.evals.simulate import (
    FIRST,
    SECOND,
    Planted,
    Scale,
    Shelf,
    Simulator,
    drawn,
    halves,
    live_in_both,
)
from whyrec.evals.transfer._outcomes import SIMULATED
from whyrec.evals.transfer._spec import TransferSuite

START = datetime(2020, 1, 1, tzinfo=UTC)
_DAYS = 240
"""Days over which people begin; those who are asked for in the later half of them."""
_TASTES = (1, 4)
"""Tastes of a simulated user: from, up to but not."""
_LEAST_CARRIERS = 12
"""Items of each half that a topic must have."""


@dataclass(frozen=True)
class Asked:
    """A list that is asked for."""

    user_id: str
    after: int
    """Events of theirs in the second domain."""
    as_of: datetime
    target: str
    """What they took of it next."""


@dataclass(frozen=True)
class DomainsWorld:
    """Everything of one comparison."""

    name: str
    first: str
    second: str
    items: tuple[Item, ...]
    events: tuple[Event, ...]
    asked: tuple[Asked, ...]
    """By time."""


def real_world(suite: TransferSuite, data: DataSet, events: Sequence[Event]) -> DomainsWorld:
    """The data set's own users, its items split by a facet.

    Those are asked for who took enough of the first domain before anything of the second.

    Args:
        suite: Says how to split.
        data: The data set.
        events: All of its events on items.

    Raises:
        InputError: No item, or every one, is of the second domain, or nobody came to it late.
    """
    values = set(suite.second)
    second = {i.id for i in data.items if values & set(i.facets.get(suite.facet, ()))}
    names = ("first", "second")
    items = tuple(i.model_copy(update={"domain": names[i.id in second]}) for i in data.items)
    of_user: dict[str, list[Event]] = {}
    for event in sorted(events, key=lambda e: (e.at, e.id)):
        of_user.setdefault(event.user_id, []).append(event)
    found = {user: _asked(user, own, second, suite) for user, own in sorted(of_user.items())}
    users = [user for user, asked in found.items() if asked]
    if not second or len(second) == len(items) or not users:
        raise InputError(
            f"{data.name} cannot be split by {suite.facet} into two domains that users change "
            "between.",
            remedy=f"Name other values of {suite.facet} in the suite's second.",
        )
    order = np.random.default_rng(suite.seed).permutation(len(users))[: suite.real]
    asked = [one for place in order.tolist() for one in found[users[place]]]
    return DomainsWorld(data.name, *names, items, tuple(events), _by_time(asked))


def _asked(
    user: str, events: Sequence[Event], second: set[str], suite: TransferSuite
) -> list[Asked]:
    there = [place for place, e in enumerate(events) if e.item_id in second]
    if not there or there[0] < suite.least_before:
        return []
    taken: set[str] = set()
    fresh = []
    for place in there:
        item = events[place].item_id or ""
        if item not in taken:
            fresh.append(place)
        taken.add(item)
    asked = []
    for after in suite.after:
        if after >= len(fresh):
            break
        place = fresh[after]
        # Nothing of the same moment is known: which came first is nobody's choice.
        known = [e.at for e in events[:place] if e.at < events[place].at]
        met = sum(e.item_id in second for e in events[: len(known)])
        if known and met == after:
            asked.append(Asked(user, after, known[-1], events[place].item_id or ""))
    return asked


def simulated_world(suite: TransferSuite, data: DataSet, scale: Scale | None) -> DomainsWorld:
    """Simulated users over the most taken items of a data set, halved.

    Raises:
        InputError: Its items carry too few facets.
    """
    counts = np.bincount(data.crowd.item, minlength=len(data.catalogue))
    most = set(np.argsort(-counts, kind="stable")[: suite.catalogue].tolist())
    items = halves(i for i in data.items if data.catalogue.index[i.id] in most)
    shelves = [Shelf.of(i for i in items if i.domain == domain) for domain in (FIRST, SECOND)]
    first, second = (Simulator(shelf, scale, START, suite.seed) for shelf in shelves)
    planted = Planted.drawn(shelves[0], shelves[1], _LEAST_CARRIERS, first.rng(0))
    topics = sorted(planted.goes_with)
    if len(topics) < 2 * _TASTES[1]:
        raise InputError(
            f"{data.name} has {len(topics)} facets that {_LEAST_CARRIERS} items carry.",
            remedy=f"Transfer is simulated where there are {2 * _TASTES[1]}.",
        )
    last = max(suite.after) + 1
    people = []
    for number in range(suite.crowd + suite.simulated):
        rng = first.rng(number + 1)
        some = [topics[int(p)] for p in rng.permutation(len(topics))]
        tastes = drawn(some[: int(rng.integers(*_TASTES))], rng)
        learned = number < suite.crowd
        begins = START + timedelta(days=int(rng.integers(0 if learned else _DAYS // 2, _DAYS)))
        name = f"crowd-{number}" if learned else f"new-{number}"
        many = (suite.before, 2 * last if learned else last)
        one = replace(first, start=begins)
        people.append(live_in_both(one, second, name, tastes, planted, rng, events=many))
    asked = [
        Asked(
            person.user_id,
            after,
            (*person.before, *person.after)[len(person.before) + after - 1].at,
            person.after[after].item_id or "",
        )
        for person in people[suite.crowd :]
        for after in suite.after
    ]
    events = [e for person in people for e in (*person.before, *person.after)]
    return DomainsWorld(SIMULATED, FIRST, SECOND, tuple(items), tuple(events), _by_time(asked))


def blocks(world: DomainsWorld, many: int) -> list[tuple[Asked, ...]]:
    """What is asked for in parts of about the same size, by time."""
    ends = np.linspace(0, len(world.asked), many + 1).astype(int).tolist()
    return [world.asked[a:b] for a, b in pairwise(ends) if a < b]


def _by_time(asked: Sequence[Asked]) -> tuple[Asked, ...]:
    return tuple(sorted(asked, key=lambda a: (a.as_of, a.user_id, a.after)))

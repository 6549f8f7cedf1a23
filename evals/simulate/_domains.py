"""Users of two domains, whose tastes in the one tell those in the other by a planted mapping."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from whyrec.domain import Event, Facet, Item
from whyrec.evals.simulate._shelf import Shelf
from whyrec.evals.simulate._tastes import Tastes
from whyrec.evals.simulate._user import Phase, Simulator

FIRST, SECOND = "films", "books"
"""What the two halves of a catalogue are called."""
_KINDS: Mapping[str, str] = {"genre": "topic"}
"""How facets are called in the second half: no topic is the same in both."""


def halves(items: Iterable[Item]) -> list[Item]:
    """A catalogue as two domains, a stand-in: half of it, by the hash of the id, is the second.

    Facets are called otherwise there, and the text is left out, which would name them.
    """
    return [_second(item) if _odd(item.id) else _first(item) for item in items]


@dataclass(frozen=True)
class Planted:
    """Which topic of the second domain goes with which of the first."""

    goes_with: Mapping[Facet, Facet]

    @classmethod
    def drawn(cls, first: Shelf, second: Shelf, least: int, rng: np.random.Generator) -> Planted:
        """Draw a pairing at random of the topics that at least ``least`` items of each carry."""
        ours = [f for f, ids in first.carriers.items() if len(ids) >= least]
        theirs = [f for f, ids in second.carriers.items() if len(ids) >= least]
        order = rng.permutation(len(theirs))
        return cls({f: theirs[int(p)] for f, p in zip(ours, order, strict=False)})

    def carried(self, tastes: Tastes) -> Tastes:
        """The tastes in the second domain of somebody with some in the first."""
        return {self.goes_with[facet]: share for facet, share in tastes.items()}


@dataclass(frozen=True)
class TwoDomainUser:
    """A user who takes things of the first domain and then of the second."""

    user_id: str
    tastes: Tastes
    """In the first."""
    before: tuple[Event, ...]
    after: tuple[Event, ...]


def live_in_both(
    first: Simulator,
    second: Simulator,
    user_id: str,
    tastes: Tastes,
    planted: Planted,
    rng: np.random.Generator,
    *,
    events: Sequence[int],
) -> TwoDomainUser:
    """Let a user live in one domain and then in the other; see `Simulator.live`.

    Args:
        first: Over the items of the first domain.
        second: Over those of the second; its start does not matter.
        user_id: The user's.
        tastes: In the first.
        planted: Tells those in the second.
        rng: Draws.
        events: How many in each, two numbers ≥ 1.
    """
    before = first.live(user_id, [Phase(tastes, events[0])], rng).events
    later = replace(second, start=before[-1].at)
    after = later.live(user_id, [Phase(planted.carried(tastes), events[1])], rng).events
    named = [e.model_copy(update={"id": f"{e.id}-{SECOND}"}) for e in after]
    return TwoDomainUser(user_id, tastes, before, tuple(named))


def _odd(item_id: str) -> bool:
    return hashlib.sha256(item_id.encode()).digest()[0] % 2 == 1


def _first(item: Item) -> Item:
    return item.model_copy(update={"domain": FIRST, "text": ""})


def _second(item: Item) -> Item:
    facets = {_KINDS.get(name, f"{name} there"): values for name, values in item.facets.items()}
    if "year" in item.facets:
        facets.pop("year there")
    return item.model_copy(update={"domain": SECOND, "text": "", "facets": facets})

"""Where people went on from where a user is now: others' earlier profiles, and what followed."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from whyrec.agents.retrieve import CatalogueView, Interactions, Snapshot, UserView
from whyrec.domain import Facet

FIRST = 5
"""Events of a history before its first checkpoint."""
EVERY = 5
"""Events between two checkpoints."""
REACH = 50
"""Latest events that a checkpoint's profile is made of."""
NEXT_EVENTS = 15
"""Events after a checkpoint that count as where its owner went next."""
HALF_LIFE_DAYS = 90.0
"""Of the events in a profile."""
NEAREST = 100
"""People whose journeys are looked at, each by the one checkpoint that is nearest."""
SHARPNESS = 0.1
"""τ of the weights ``exp((cosine − best cosine) / τ)`` of their checkpoints."""
PRIOR = 50.0
"""Events that what everybody took next is worth."""
MOST_CHECKPOINTS = 20_000
"""The latest ones that are kept: with vectors of 256 numbers some 20 MB."""
LEAST_PEOPLE = 5
"""People who must share a topic before it is told: of fewer somebody could be made out."""

_DAY_US = 86_400_000_000


@dataclass(frozen=True)
class Journeys:
    """Everybody's checkpoints; c of them."""

    profiles: NDArray[np.float32]
    """Unit vectors, (c, d)."""
    owner: NDArray[np.int32]
    """Index of the user in ``users``, (c,)."""
    following: sparse.csr_array
    """1 where an item was among the next events, (c, n) float32."""
    centre: NDArray[np.float32]
    """Mean vector of what is taken, subtracted before profiles are compared, (d,)."""
    users: tuple[str, ...] = field(repr=False)

    @cached_property
    def usual(self) -> NDArray[np.float64]:
        """Share of each item in what everybody took next, summing to 1, (n,)."""
        counts = np.asarray(self.following.sum(axis=0), dtype=np.float64)
        return np.asarray(counts / max(counts.sum(), 1.0))

    @cached_property
    def _place(self) -> dict[str, int]:
        return {user: place for place, user in enumerate(self.users)}

    def nearest(self, user: UserView, vectors: NDArray[np.float32]) -> Company:
        """Those whose earlier profile is nearest to a user's now, the user left out.

        Args:
            user: The user.
            vectors: Of the catalogue, (n, d).
        """
        decayed = user.pull * np.exp2(-user.ages_days / HALF_LIFE_DAYS)
        recent = slice(-REACH, None)
        profile = _unit(
            decayed[recent] @ vectors[user.items[recent]] - decayed[recent].sum() * self.centre
        )
        cosines = self.profiles @ profile
        cosines[self.owner == self._place.get(user.user_id, -1)] = -1.0
        # The best one of each: those whose owner was not met in the order of nearness.
        order = np.argsort(-cosines, kind="stable")
        order = order[cosines[order] > 0]
        _, firsts = np.unique(self.owner[order], return_index=True)
        chosen = order[np.sort(firsts)[:NEAREST]]
        near = cosines[chosen]
        return Company(
            chosen, np.exp((near - near.max(initial=-1.0)) / SHARPNESS).astype(np.float64)
        )

    def onward(self, company: Company) -> NDArray[np.float64]:
        """Share of each item in what the company took next, shrunk to what is usual, (n,).

        ``q_i = (Σ_k w_k f_ki + m p_i) / (Σ_k w_k n_k + m)`` with the checkpoints' weights w, their
        next items f, n of them each, the usual shares p and m = `PRIOR`: the posterior mean of a
        Dirichlet prior with mean p.
        """
        rows = self.following[company.checkpoints]
        counts = np.asarray(company.weights @ rows)
        return np.asarray((counts + PRIOR * self.usual) / (counts.sum() + PRIOR))


class Company(NamedTuple):
    """The nearest checkpoints, one of each person, nearest first."""

    checkpoints: NDArray[np.intp]
    weights: NDArray[np.float64]
    """(0, 1], that of the nearest 1."""


class Onward(NamedTuple):
    """A topic that people went on to."""

    topic: Facet
    people: int
    share: float
    """Of the company, [0, 1]."""
    usual: float
    """The same of everybody's checkpoints."""


def journeys(snapshot: Snapshot) -> Journeys | None:
    """Lay checkpoints over everybody's history; for `Snapshot.once`.

    Returns:
        None where items have no vectors, or nobody has a history and a future.
    """
    crowd, vectors = snapshot.crowd, snapshot.catalogue.vectors
    if crowd is None or vectors is None or not len(crowd.item):
        return None
    order = np.argsort(crowd.user, kind="stable")
    ends = _checkpoints(crowd.user[order], crowd.at_us[order])
    if not len(ends):
        return None
    items, times = crowd.item[order], crowd.at_us[order]
    starts = np.searchsorted(crowd.user[order], crowd.user[order][ends])
    behind = _rows(np.maximum(starts, ends - REACH), ends)
    ages = (times[ends[behind.row] - 1] - times[behind.place]) / _DAY_US
    weights = np.exp2(-ages / HALF_LIFE_DAYS).astype(np.float32)
    shape = (len(ends), len(snapshot.catalogue))
    taken = sparse.csr_array((weights, (behind.row, items[behind.place])), shape=shape)
    centre = _centre(crowd, vectors)
    sums = np.asarray(taken.sum(axis=1), dtype=np.float32)
    profiles = taken @ vectors - np.outer(sums, centre)
    lasts = np.searchsorted(crowd.user[order], crowd.user[order][ends], side="right")
    ahead = _rows(ends, np.minimum(lasts, ends + NEXT_EVENTS))
    ones = np.ones(len(ahead.row), dtype=np.float32)
    following = sparse.csr_array((ones, (ahead.row, items[ahead.place])), shape=shape)
    following.data[:] = 1.0  # what was taken twice was one choice
    return Journeys(
        profiles=_unit(profiles),
        owner=crowd.user[order][ends],
        following=following,
        centre=centre,
        users=crowd.users,
    )


def usually_onward(snapshot: Snapshot) -> NDArray[np.float64]:
    """Share of everybody's checkpoints that each topic followed; for `Snapshot.once`.

    Returns:
        0 to 1, in the order of the catalogue's facets, (m,); zeros where there are no journeys.
    """
    found = snapshot.once(journeys)
    if found is None:
        return np.zeros(len(snapshot.catalogue.facet_columns))
    return _followed_by(found.following, snapshot.catalogue) / len(found.owner)


def onward_topics(company: Company, snapshot: Snapshot) -> list[Onward]:
    """The topics that at least `LEAST_PEOPLE` of a company went on to, more often than is usual.

    Those whose share is farthest above the usual one first.

    Args:
        company: Those whose earlier profile is nearest to somebody's, among the snapshot's.
        snapshot: The moment that they were found at.
    """
    found, usual = snapshot.once(journeys), snapshot.once(usually_onward)
    if found is None or not len(company.checkpoints):
        return []
    people = _followed_by(found.following[company.checkpoints], snapshot.catalogue)
    share = people / len(company.checkpoints)
    told = np.flatnonzero((people >= LEAST_PEOPLE) & (share > usual))
    names = list(snapshot.catalogue.facet_columns)
    order = told[np.argsort(usual[told] - share[told], kind="stable")]
    return [Onward(names[int(c)], int(people[c]), float(share[c]), float(usual[c])) for c in order]


def _followed_by(following: sparse.csr_array, catalogue: CatalogueView) -> NDArray[np.int64]:
    """How many of some checkpoints each topic followed, (m,)."""
    carried = following @ catalogue.facets
    return np.bincount(carried.indices, minlength=carried.shape[1])


class _Ranges(NamedTuple):
    """Ranges of events, written out."""

    row: NDArray[np.intp]
    place: NDArray[np.intp]


def _rows(starts: NDArray[np.intp], ends: NDArray[np.intp]) -> _Ranges:
    lengths = ends - starts
    row = np.repeat(np.arange(len(starts)), lengths)
    within = np.arange(len(row)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return _Ranges(row, np.repeat(starts, lengths) + within)


def _checkpoints(user: NDArray[np.int32], at_us: NDArray[np.int64]) -> NDArray[np.intp]:
    """Places of the first event after each checkpoint, the latest `MOST_CHECKPOINTS` of them."""
    places = np.arange(len(user))
    nth = places - np.searchsorted(user, user)
    ends = places[(nth >= FIRST) & ((nth - FIRST) % EVERY == 0)]
    latest = np.argsort(-at_us[ends], kind="stable")[:MOST_CHECKPOINTS]
    return np.asarray(ends[np.sort(latest)], dtype=np.intp)


def _centre(crowd: Interactions, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    counts = np.bincount(crowd.item, minlength=len(vectors)).astype(np.float32)
    return np.asarray(counts @ vectors / counts.sum(), dtype=np.float32)


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9), dtype=np.float32)

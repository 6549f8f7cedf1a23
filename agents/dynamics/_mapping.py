"""From tastes in one domain to those to expect in another, learned from users of both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import RidgeCV

from whyrec.agents.dynamics._domain_topics import DomainTopics, of_users
from whyrec.agents.retrieve import Snapshot, one_thread
from whyrec.domain import Facet

LEAST_USERS = 20
"""Users active in both domains from whom anything is learned; of fewer, topics tell by likeness."""
MOST_USERS = 5_000
"""The users of both domains with most events that are learned from."""
THIN = 5.0
"""Events that a user's shares are shrunk by to the usual ones: two films are no taste."""
PENALTIES = tuple(np.logspace(-2, 3, 11).tolist())
"""Of the ridge regression; the best by leaving one user out is taken."""
SHARPNESS = 0.2
"""τ of the likeness of topics."""
LEAST_LIFT = 1.25
"""How many times its usual share a topic must be expected at, to be told."""
MOST_TOLD = 5
"""Topics told."""
MOST_LED = 3
"""Topics named as what led to another."""
_LEAST_SHARE = 1e-6


class Expected(NamedTuple):
    """A topic to expect in the target domain."""

    topic: Facet
    share: float
    """Probability that an event there is about it, (0, 1]."""
    usual: float
    """The same of anybody."""
    led_by: tuple[Facet, ...]
    """Topics of the source domain that raise it, most first."""

    @property
    def lift(self) -> float:
        """How many times the usual."""
        return self.share / self.usual


@dataclass(frozen=True)
class Mapping:
    """``y = ȳ + (x − x̄) W``: expected shares in the target from shares in the source."""

    source: DomainTopics
    target: DomainTopics
    weights: NDArray[np.float64]
    """W: how a share in the source moves one in the target, (a, b)."""
    basis: Literal["users", "likeness"]
    users: int
    """How many were learned from; 0 where topics tell by likeness."""

    def shares(self, counts: NDArray[np.float64]) -> NDArray[np.float64]:
        """Expected shares of the target's topics, summing to 1, (b,).

        Args:
            counts: What the user took by topic of the source, (a,); see `DomainTopics.counts`.
        """
        moved = (
            self.target.usual + (_shrunk(counts, self.source) - self.source.usual) @ self.weights
        )
        kept = np.maximum(moved, _LEAST_SHARE)
        return np.asarray(kept / kept.sum())

    def lifts(self, counts: NDArray[np.float64]) -> NDArray[np.float64]:
        """The same as multiples of the usual shares, (b,)."""
        return self.shares(counts) / np.maximum(self.target.usual, _LEAST_SHARE)

    def expect(self, counts: NDArray[np.float64], most: int = MOST_TOLD) -> list[Expected]:
        """The topics that stand out, by what they tell: ``y log(y / ȳ)``, the most telling first.

        A topic is told only with what led to it: topics that the user took in the source more than
        is usual.
        """
        shares, lifts = self.shares(counts), self.lifts(counts)
        ahead = np.where(counts > 0, _shrunk(counts, self.source) - self.source.usual, 0.0)
        told: list[Expected] = []
        for place in np.argsort(-shares * np.log(lifts), kind="stable").tolist():
            if lifts[place] < LEAST_LIFT or len(told) == most:
                break
            push = np.maximum(ahead, 0.0) * self.weights[:, place]
            led = [p for p in np.argsort(-push, kind="stable")[:MOST_LED].tolist() if push[p] > 0]
            if led:
                told.append(
                    Expected(
                        self.target.facets[place],
                        float(shares[place]),
                        float(self.target.usual[place]),
                        tuple(self.source.facets[p] for p in led),
                    )
                )
        return told


@dataclass(frozen=True)
class Learned:
    """Learns the mapping between two domains of a snapshot; for `Snapshot.once`."""

    source: str
    target: str

    def __call__(self, snapshot: Snapshot) -> Mapping:
        """Learn it."""
        source = DomainTopics.of(snapshot, self.source)
        target = DomainTopics.of(snapshot, self.target)
        return learn(snapshot, source, target)


@one_thread
def learn(snapshot: Snapshot, source: DomainTopics, target: DomainTopics) -> Mapping:
    """Learn how shares in one domain tell those in another.

    Ridge regression of what users of both take in the target on what they take in the source, both
    less what is usual (Hoerl & Kennard 1970, *Technometrics* 12, 55–67), the penalty chosen by
    generalised cross-validation. The fewer users there are, the more it says what is usual. A user
    with n events in the target counts ``n / (n + 5)``.

    With fewer than `LEAST_USERS` of them, topics tell by likeness: ``P(b | a) ∝ ȳ_b · exp(cos(a, b)
    / τ)`` with the mean vectors of what carries the topics, each less its domain's mean.
    """
    crowd = snapshot.crowd
    shape = (len(source.facets), len(target.facets))
    if crowd is not None and all(shape):
        users, (before, after) = of_users(crowd, (source, target))
        if len(users) >= LEAST_USERS:
            best = np.argsort(-np.minimum(before.sum(1), after.sum(1)), kind="stable")[:MOST_USERS]
            before, after = before[best], after[best]
            taken = after.sum(axis=1, keepdims=True)
            fitted = RidgeCV(alphas=PENALTIES, fit_intercept=False).fit(
                _shrunk(before, source) - source.usual,
                after / taken - target.usual,
                sample_weight=(taken / (taken + THIN)).ravel(),
            )
            weights = np.asarray(fitted.coef_, dtype=np.float64).reshape(shape[::-1]).T
            return Mapping(source, target, weights, "users", len(best))
    return Mapping(source, target, _alike(snapshot, source, target), "likeness", 0)


def likeness(snapshot: Snapshot, source: str, target: str) -> Mapping:
    """The mapping by likeness of topics alone, however many users there are."""
    ours, theirs = DomainTopics.of(snapshot, source), DomainTopics.of(snapshot, target)
    return Mapping(ours, theirs, _alike(snapshot, ours, theirs), "likeness", 0)


def _alike(snapshot: Snapshot, source: DomainTopics, target: DomainTopics) -> NDArray[np.float64]:
    ours, theirs = source.centroids(snapshot.catalogue), target.centroids(snapshot.catalogue)
    if ours is None or theirs is None:
        return np.zeros((len(source.facets), len(target.facets)))
    near = target.usual * np.exp(ours @ theirs.T / SHARPNESS)
    return np.asarray(near / np.maximum(near.sum(axis=1, keepdims=True), 1e-9))


def _shrunk(counts: NDArray[np.float64], topics: DomainTopics) -> NDArray[np.float64]:
    """Counts as shares, shrunk to the usual ones with the weight of `THIN` events."""
    total = counts.sum(axis=-1, keepdims=True)
    return np.asarray((counts + THIN * topics.usual) / (total + THIN))

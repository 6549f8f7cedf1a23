"""Candidates that nobody would find otherwise."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whyrec.agents.retrieve._source import Asked

_NEW_DAYS = 30.0
_SHARPNESS = 5.0
_DRAWN = 500


@dataclass(frozen=True)
class Exploration:
    """New or rarely taken items, drawn by similarity to the profile.

    The draw is seeded by user and day: the same all day, another tomorrow.
    """

    quota: int = 20
    name: str = "exploration"

    def queries(self, asked: Asked) -> None:
        """It looks at the whole catalogue itself."""

    def propose(self, asked: Asked, neighbours: Sequence[NDArray[np.int32]]) -> NDArray[np.int32]:
        """Of 500 drawn at random, the Gumbel top-k of ``5 · similarity``.

        k is the quota, times `UserView.explore`.
        """
        most = self.quota * asked.user.explore
        statistics = asked.snapshot.statistics
        rare = statistics.total <= statistics.typical_total
        new = statistics.age_days < _NEW_DAYS
        pool = np.flatnonzero(asked.allowed & (rare | new))
        noise = _gumbel(asked.snapshot.catalogue.tie_break[pool], _seed(asked))
        best = _highest(noise, _DRAWN)
        drawn = pool[best]
        keys = _SHARPNESS * _similarity(asked, drawn) + noise[best]
        return drawn[np.argsort(-keys, kind="stable")][:most].astype(np.int32)


def _highest(values: NDArray[np.float64], k: int) -> NDArray[np.intp]:
    """The places of the ``k`` highest, highest first; without sorting the others."""
    places = np.arange(len(values))
    if len(values) > k:
        places = np.sort(np.argpartition(-values, k)[:k])
    return places[np.argsort(-values[places], kind="stable")]


def _seed(asked: Asked) -> int:
    day = f"{asked.user.as_of.date().isoformat()}\0{asked.user.user_id}"
    return int.from_bytes(hashlib.sha256(day.encode("utf-8", "surrogatepass")).digest()[:8], "big")


def _gumbel(hashes: NDArray[np.uint64], seed: int) -> NDArray[np.float64]:
    """Standard Gumbel noise by an item's hash and not its place: who else is there moves nobody.

    The hashes are mixed with the seed by the finaliser of SplitMix64 (Steele et al. 2014).
    """
    mixed = hashes ^ np.uint64(seed)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    mixed ^= mixed >> np.uint64(31)
    uniform = ((mixed >> np.uint64(11)).astype(np.float64) + 0.5) * 2.0**-53
    return np.asarray(-np.log(-np.log(uniform)))


def _similarity(asked: Asked, items: NDArray[np.intp]) -> NDArray[np.float32]:
    vectors = asked.snapshot.catalogue.vectors
    directions = [i.share * i.vector for i in asked.user.likes if i.vector is not None]
    if vectors is None or not directions:
        return np.zeros(len(items), dtype=np.float32)
    profile = np.sum(directions, axis=0)
    length = max(float(np.linalg.norm(profile)), 1e-9)
    return np.asarray(vectors[items] @ (profile / length), dtype=np.float32)

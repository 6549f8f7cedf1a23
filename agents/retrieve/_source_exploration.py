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
        """Of 500 drawn at random, the Gumbel top-k of ``5 · similarity``."""
        statistics = asked.snapshot.statistics
        rare = statistics.total <= statistics.typical_total
        new = statistics.age_days < _NEW_DAYS
        pool = np.flatnonzero(asked.allowed & (rare | new))
        # Noise by catalogue place, drawn for all: whom the filters leave out moves nobody else.
        noise = np.random.default_rng(_seed(asked)).gumbel(size=len(asked.allowed))
        drawn = pool[np.argsort(-noise[pool], kind="stable")][:_DRAWN]
        keys = _SHARPNESS * _similarity(asked, drawn) + noise[drawn]
        return drawn[np.argsort(-keys, kind="stable")][: self.quota].astype(np.int32)


def _seed(asked: Asked) -> int:
    day = f"{asked.user.as_of.date().isoformat()}\0{asked.user.user_id}"
    return int.from_bytes(hashlib.sha256(day.encode("utf-8", "surrogatepass")).digest()[:8], "big")


def _similarity(asked: Asked, items: NDArray[np.intp]) -> NDArray[np.float32]:
    vectors = asked.snapshot.catalogue.vectors
    directions = [i.share * i.vector for i in asked.user.likes if i.vector is not None]
    if vectors is None or not directions:
        return np.zeros(len(items), dtype=np.float32)
    profile = np.sum(directions, axis=0)
    length = max(float(np.linalg.norm(profile)), 1e-9)
    return np.asarray(vectors[items] @ (profile / length), dtype=np.float32)

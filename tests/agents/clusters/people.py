"""People in planted clusters."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Planted(NamedTuple):
    """Vectors of people with the cluster that each was drawn from."""

    vectors: NDArray[np.float32]
    truth: NDArray[np.intp]
    centres: NDArray[np.float32]


def planted(
    clusters: int = 4, each: int = 80, *, dimensions: int = 64, noise: float = 0.05, seed: int = 0
) -> Planted:
    """As many people around each of some centres of length 1."""
    rng = np.random.default_rng(seed)
    centres = rng.normal(size=(clusters, dimensions))
    centres /= np.linalg.norm(centres, axis=1, keepdims=True)
    truth = np.repeat(np.arange(clusters), each)
    scattered = rng.normal(scale=noise, size=(len(truth), dimensions))
    return Planted((centres[truth] + scattered).astype(np.float32), truth, centres)

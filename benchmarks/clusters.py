"""How long clusters take: finding them among many people, and following one who moves.

    python benchmarks/clusters.py [PEOPLE]

People are drawn around planted centres in the dimensions of the embedded model. The processor's
time is given beside the clock's: on a machine that has other work to do they differ.
"""

from __future__ import annotations

import sys
import time

import numpy as np
from sklearn.metrics import adjusted_rand_score

from whyrec.agents.clusters import Clusters, distances, fit_clusters, moved

DIMENSIONS = 256
PLANTED = 30
NOISE = 0.05
MOVES = 2_000


def fit(people: int) -> None:
    """Find planted clusters and print the times."""
    rng = np.random.default_rng(0)
    centres = rng.normal(size=(PLANTED, DIMENSIONS))
    centres /= np.linalg.norm(centres, axis=1, keepdims=True)
    truth = rng.integers(0, PLANTED, people)
    vectors = centres[truth] + rng.normal(scale=NOISE, size=(people, DIMENSIONS))
    vectors = vectors.astype(np.float32)
    clock, processor = time.perf_counter(), time.process_time()
    found = fit_clusters(vectors)
    clock, processor = time.perf_counter() - clock, time.process_time() - processor
    agreement = adjusted_rand_score(truth, distances(vectors, found.centres).argmin(axis=1))
    print(f"{people:,} people in {DIMENSIONS} dimensions, {PLANTED} planted clusters")
    print(f"found {len(found)}, adjusted Rand index {agreement:.3f}")
    print(f"clock {clock:.1f} s, processor {processor:.1f} s")


def follow(count: int) -> None:
    """Move one person among some clusters, again and again, and print the time of one move."""
    rng = np.random.default_rng(1)
    clusters = Clusters(
        ids=tuple(range(1, count + 1)),
        centres=rng.normal(size=(count, DIMENSIONS)).astype(np.float32),
        weights=np.full(count, 1 / count, dtype=np.float32),
        temperature=100.0,
        origin=np.zeros(DIMENSIONS, dtype=np.float32),
        people=100_000,
    )
    vectors = rng.normal(size=(MOVES, DIMENSIONS)).astype(np.float32)
    processor = time.process_time()
    for vector in vectors:
        clusters = moved(clusters, vector)
    print(f"{count:4} clusters: {(time.process_time() - processor) / MOVES * 1e6:6.0f} µs a move")


if __name__ == "__main__":
    fit(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
    for clusters in (10, 50, 200, 800):
        follow(clusters)

"""When clusters have to be found anew."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from whyrec.agents.clusters._clusters import Clusters, distances

GROWN = 0.2
"""Part by which people may have become more, or fewer, since the fit."""
SPREAD = 0.05
"""Part by which they may stand further from their centres."""


def worn(clusters: Clusters, vectors: NDArray[np.float32]) -> str | None:
    """Why clusters should be fitted anew: none of it is so, and None, while they still fit.

    Args:
        clusters: The fit, its centres where they are by now.
        vectors: Everybody's vectors now, (u, d).
    """
    if not len(vectors):
        return None
    if abs(len(vectors) - clusters.people) > GROWN * max(clusters.people, 1):
        return f"{clusters.people:,} people have become {len(vectors):,}"
    spread = float(distances(vectors, clusters.centres).min(axis=1).mean())
    if spread > (1 + SPREAD) * clusters.spread:
        return f"people stand {spread / max(clusters.spread, 1e-12) - 1:.0%} further away"
    return None

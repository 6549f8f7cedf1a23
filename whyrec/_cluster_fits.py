"""Clusters of people as they are kept, read as arrays."""

from __future__ import annotations

from datetime import datetime

import numpy as np

from whyrec.agents.clusters import Clusters
from whyrec.store import StoredFit


def clusters_at(fit: StoredFit, as_of: datetime) -> Clusters:
    """The clusters of a fit, their centres where they were known to be at a moment.

    For a moment before the last move they stand where they were fitted.
    """
    settled = fit.moved_at is None or fit.moved_at <= as_of
    return Clusters(
        ids=tuple(one.id for one in fit.clusters),
        centres=np.stack([one.moved if settled else one.centre for one in fit.clusters]),
        weights=np.array([one.weight for one in fit.clusters], dtype=np.float32),
        temperature=fit.temperature,
        origin=fit.origin,
        people=fit.people,
        spread=fit.spread,
    )

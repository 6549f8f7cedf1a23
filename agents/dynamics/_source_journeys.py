"""Candidates that people with this profile went on to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whyrec.agents.dynamics._journeys import journeys
from whyrec.agents.retrieve import Asked, Snapshot, UserView


@dataclass(frozen=True)
class JourneysSource:
    """What similar people took next far more than others did."""

    quota: int = 60
    name: str = "journeys"

    def queries(self, asked: Asked) -> None:
        """It needs no neighbours of vectors."""

    def propose(self, asked: Asked, neighbours: Sequence[NDArray[np.int32]]) -> NDArray[np.int32]:
        """Items by what their lift adds to their share, ``q log(q / p)``."""
        lifts = journey_lifts(asked.user, asked.snapshot)
        if lifts is None:
            return np.empty(0, dtype=np.int32)
        found = asked.snapshot.once(journeys)
        assert found is not None
        gain = found.usual * np.exp(lifts) * lifts
        return asked.best((gain * 1e6).astype(np.float32), self.quota)


def journey_lifts(user: UserView, snapshot: Snapshot) -> NDArray[np.float64] | None:
    """``log(q_i / p_i)`` of `Journeys.onward` for every item, 0 where nobody went, (n,).

    Returns:
        None where nothing is known of the user, or of others' journeys.
    """
    found, vectors = snapshot.once(journeys), snapshot.catalogue.vectors
    if found is None or vectors is None or not len(user.items):
        return None
    onward = found.onward(found.nearest(user, vectors))
    lifts = np.zeros(len(onward))
    taken = found.usual > 0
    lifts[taken] = np.log(onward[taken] / found.usual[taken])
    return lifts

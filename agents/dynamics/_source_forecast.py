"""Candidates from the topics that are forecast."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whyrec.agents.dynamics._forecast import forecast_of
from whyrec.agents.retrieve import Asked

_MONTH = 0.01
"""What an event of the last 30 days counts beside one of the last 7."""


@dataclass(frozen=True)
class Forecasted:
    """What is taken most lately within each topic, topics in proportion to their probabilities."""

    quota: int = 100
    name: str = "forecast"

    def queries(self, asked: Asked) -> None:
        """It needs no vectors."""

    def propose(self, asked: Asked, neighbours: Sequence[NDArray[np.int32]]) -> NDArray[np.int32]:
        """Fill the places by highest averages.

        A topic's r-th place is worth ``probability / (2r − 1)`` (Webster 1832; Sainte-Laguë 1910),
        so that after any number of places topics have them in proportion. Its places go to the
        items of greatest popularity in the last 7 days (the last 30 break ties) times the topic's
        share in the item.
        """
        told = forecast_of(asked.user, asked.snapshot)
        if told is None:
            return np.empty(0, dtype=np.int32)
        recent = asked.snapshot.statistics.recent
        popular = (recent[7] + _MONTH * recent[30]) * asked.allowed
        some = np.flatnonzero(popular > 0)
        ties = asked.snapshot.catalogue.tie_break[some]
        fits = told.taken.everybody.space.rows[some].multiply(popular[some][:, None]).tocsc()
        items, worth = [], []
        for topic, probability in enumerate(told.shares):
            own = slice(fits.indptr[topic], fits.indptr[topic + 1])
            places = fits.indices[own]
            best = places[np.lexsort((ties[places], -fits.data[own]))][: self.quota]
            items.append(some[best])
            worth.append(probability / (2.0 * np.arange(len(best)) + 1.0))
        found, value = np.concatenate(items), np.concatenate(worth)
        found = found[np.lexsort((asked.snapshot.catalogue.tie_break[found], -value))]
        _, first = np.unique(found, return_index=True)
        return found[np.sort(first)][: self.quota].astype(np.int32)

"""Forecast: what a user's next event will be about."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whyrec.agents.dynamics._components import COMPONENTS, Shares, Taken, components
from whyrec.agents.dynamics._everybody import Everybody, everybody_of
from whyrec.agents.dynamics._forecast_weights import (
    JUDGED,
    ForecastWeights,
    load_forecast_weights,
)
from whyrec.agents.retrieve import Snapshot, UserView
from whyrec.domain import Facet


@dataclass(frozen=True)
class Forecast:
    """Probabilities of the m topics for a user's next event.

    The event spreads one unit over the topics of its item, by rarity; the forecast is the mean
    spread to be expected.
    """

    taken: Taken
    names: tuple[str, ...]
    """Of the parts, c of them."""
    weights: NDArray[np.float64]
    """Of the parts; sum to 1, (c,)."""
    parts: NDArray[np.float64]
    """What each says; rows sum to 1, (c, m)."""

    @property
    def topics(self) -> tuple[Facet, ...]:
        """What may come."""
        return self.taken.everybody.space.topics

    @property
    def shares(self) -> Shares:
        """The probabilities, (m,)."""
        return np.asarray(self.weights @ self.parts)

    @property
    def usual(self) -> Shares:
        """Everybody's, (m,)."""
        return self.taken.everybody.shares

    @property
    def tried(self) -> NDArray[np.bool_]:
        """Topics that the user's events carry, (m,)."""
        return np.asarray(self.taken.rows.sum(axis=0) > 0)

    def speaks_for(self, topic: int) -> list[tuple[str, float]]:
        """The parts that say more of a topic than everybody's share does, with how much more.

        Greatest first; where none does, the part with the greatest share in the probability.
        """
        more = self.weights * (self.parts[:, topic] - self.usual[topic])
        order = [int(place) for place in np.argsort(-more, kind="stable") if more[place] > 1e-9]
        if not order:
            order = [int(np.argmax(self.weights * self.parts[:, topic]))]
        return [(self.names[place], float(more[place])) for place in order]

    def lift(self, items: NDArray[np.int32]) -> NDArray[np.float64]:
        """``Σ_j x_ij log(f_j / p_j)``: how much likelier an item's topics are than on the shelf.

        Args:
            items: Catalogue indices, (i,).

        Returns:
            Nats, any sign; NaN for items without topics, (i,).
        """
        space = self.taken.everybody.space
        rows = space.rows[items]
        ratio = np.log(self.shares / np.maximum(space.shelf, 1e-6))
        about = np.diff(rows.indptr) > 0
        return np.asarray(np.where(about, rows @ ratio, np.nan))


def taken_by(user: UserView, everybody: Everybody) -> Taken:
    """What a user took, as a forecast sees it: a clear dislike is nothing that was taken.

    Its ``places`` are those of the user's history.
    """
    kept = np.flatnonzero(user.pull > 0)
    taken = Taken.of(everybody, user.items[kept], user.ages_days[kept].astype(np.float64))
    return Taken(everybody, taken.items, taken.ages_days, kept[taken.places])


def forecast(
    taken: Taken, weights: ForecastWeights | None = None, judged: Shares | None = None
) -> Forecast:
    """Mix the parts.

    Args:
        taken: What the user took.
        weights: Of the parts; by default those that ship.
        judged: What the language model says, as one more part.
    """
    fitted = weights or load_forecast_weights()
    parts = components(taken)
    if judged is None:
        return Forecast(taken, tuple(COMPONENTS), fitted.shares(False), parts)
    return Forecast(
        taken, (*COMPONENTS, JUDGED), fitted.shares(True), np.vstack([parts, judged[None, :]])
    )


def forecast_of(user: UserView, snapshot: Snapshot) -> Forecast | None:
    """A user's forecast; None where nothing was ever taken that has a topic."""
    everybody = snapshot.once(everybody_of)
    if everybody is None or not len(everybody.space):
        return None
    return forecast(taken_by(user, everybody))

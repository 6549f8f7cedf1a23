"""From probabilities of topics to those of a user's interests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whyrec.agents.dynamics._forecast import Forecast
from whyrec.agents.dynamics._topic_space import TopicSpace
from whyrec.agents.retrieve import CatalogueView, InterestView
from whyrec.domain import Facet

_SHARPNESS = 0.05
"""τ of the softmax from cosines to topics."""
_FAINT = 1e-6
"""Share of an interest that has faded altogether."""


@dataclass(frozen=True)
class OfInterests:
    """How a forecast falls to interests."""

    interests: tuple[InterestView, ...]
    """i of them."""
    joint: NDArray[np.float64]
    """Probability that the next event is about a topic and falls to an interest, (i, m)."""

    @property
    def shares(self) -> NDArray[np.float64]:
        """Probability of each interest, (i,); what is left is about none of them."""
        return np.asarray(self.joint.sum(axis=1))


def of_interests(
    told: Forecast, interests: Sequence[InterestView], catalogue: CatalogueView
) -> OfInterests:
    """Divide each topic's probability among the interests that are about it.

    ``P(i) = Σ_j f_j · s_i g_ij / Σ_k s_k g_kj``: an event about a topic falls to an interest by how
    strong the interest is (s, the mean of its long and short share) and how much it is about the
    topic (g). That is told by its facets, without any by the items that show it, without those by
    its vector's nearness to the topics' mean items.

    Args:
        told: The forecast.
        interests: Liked ones.
        catalogue: The items.
    """
    space = told.taken.everybody.space
    if not interests:
        return OfInterests((), np.zeros((0, len(space))))
    about = np.stack([_about(interest, space, catalogue) for interest in interests])
    strength = np.array([max((i.share + i.share_short) / 2, _FAINT) for i in interests])
    claims = about * strength[:, None]
    total = claims.sum(axis=0)
    divided = np.divide(claims, total, out=np.zeros_like(claims), where=total > 0)
    return OfInterests(tuple(interests), divided * told.shares)


def _about(
    interest: InterestView, space: TopicSpace, catalogue: CatalogueView
) -> NDArray[np.float64]:
    """How much an interest is about each topic; sums to 1 or is zero, (m,)."""
    places = {topic: place for place, topic in enumerate(space.topics)}
    found = np.zeros(len(space))
    for facet in map(Facet.parse, interest.facets):
        if facet in places:
            found[places[facet]] = 1.0
    if not found.any() and interest.examples:
        shown = space.rows[list(interest.examples)].sum(axis=0)
        found = np.asarray(shown, dtype=np.float64).ravel()
    if not found.any() and interest.vector is not None and catalogue.vectors is not None:
        found = _nearest(interest.vector, space, catalogue.vectors)
    return found / found.sum() if found.any() else found


def _nearest(
    vector: NDArray[np.float32], space: TopicSpace, vectors: NDArray[np.float32]
) -> NDArray[np.float64]:
    centres = np.asarray(space.rows.T @ vectors).astype(np.float64)
    lengths = np.linalg.norm(centres, axis=1) * max(float(np.linalg.norm(vector)), 1e-9)
    cosines = np.divide(
        centres @ vector, lengths, out=np.full(len(lengths), -1.0), where=lengths > 0
    )
    near = np.exp((cosines - cosines.max(initial=-1.0)) / _SHARPNESS)
    return np.asarray(near / near.sum())

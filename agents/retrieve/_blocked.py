"""What a dislike stated in words keeps out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from whyrec.agents.retrieve._catalogue import CatalogueView
from whyrec.agents.retrieve._user import InterestView, UserView

SAME_THING = 0.6
"""Cosine from which on an item is what words without a topic say."""


def blocked(user: UserView, catalogue: CatalogueView) -> NDArray[np.bool_]:
    """True for each item that a blocking dislike of the user is about, (n,).

    With facets: the item carries all of them. Without: its vector has a cosine of at least 0.6 with
    the dislike's.
    """
    out = np.zeros(len(catalogue), dtype=np.bool_)
    for dislike in user.dislikes:
        if dislike.blocks:
            out |= _is_about(dislike, catalogue)
    return out


def _is_about(interest: InterestView, catalogue: CatalogueView) -> NDArray[np.bool_]:
    if interest.facets:
        return catalogue.carries_all(interest.facets)
    if interest.vector is None or catalogue.vectors is None:
        return np.zeros(len(catalogue), dtype=np.bool_)
    length = max(float(np.linalg.norm(interest.vector)), 1e-9)
    return np.asarray(catalogue.vectors @ (interest.vector / length) >= SAME_THING)

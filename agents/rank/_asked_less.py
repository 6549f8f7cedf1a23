"""What the user asked in words to see less of."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from whyrec.agents.rank._facts import Column, Facts
from whyrec.domain import Facet

ASKED_LESS: Final = "asked_less"
"""Name of this part of a score."""

LESS: Final = 0.5
"""What one wish for less multiplies an item's odds by. It is set and not fitted: no history holds
edits to fit it on, and the fitted weight of the feature ``dislike`` is too small for the user to
see anything of their words. Of nine users of the MovieLens sample the favourite genre fell by it
from 60 of 90 first places to 22; by a quarter it fell to 6, which is none for half of them."""


def asked_less(facts: Facts) -> Column | None:
    """``log(0.5)`` for every wish for less that an item is about, ≤ 0, (c,); None without wishes.

    An item is about a wish when it carries all facets of it. Added to the log-odds, so that the
    best of what was asked less of can still be listed.
    """
    wishes = [i for i in facts.user.dislikes if i.gradual and i.facets]
    if not wishes:
        return None
    carries = facts.snapshot.catalogue.carries
    about = [
        np.all([carries(Facet.parse(f))[facts.items] for f in wish.facets], axis=0)
        for wish in wishes
    ]
    return np.where(np.any(about, axis=0), math.log(LESS) * np.sum(about, axis=0), 0.0)

"""Caps: at most so many items of a list share a facet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from whyrec.agents.profile import PLAIN_FACETS
from whyrec.agents.retrieve import CatalogueView

DECADE: Final = "decade"
"""Read off an item's year."""


def facet_names(catalogue: CatalogueView) -> frozenset[str]:
    """The names that a cap may be put on."""
    named = {facet.name for facet in catalogue.facet_columns}
    return frozenset(named | ({DECADE} if np.isfinite(catalogue.year).any() else set()))


def values(
    items: NDArray[np.int32], catalogue: CatalogueView, names: Sequence[str]
) -> NDArray[np.bool_]:
    """Which of the capped facets each item carries.

    Args:
        items: Catalogue indices, (c,).
        catalogue: The catalogue.
        names: Facet names; empty for those that say of what kind an item is (`PLAIN_FACETS`).

    Returns:
        (c, v), one column a facet that any of the items carries.
    """
    wanted = frozenset(names) or PLAIN_FACETS
    columns = [c for facet, c in catalogue.facet_columns.items() if facet.name in wanted]
    part = catalogue.facets[items][:, columns]
    parts = [part[:, np.unique(part.indices)].toarray() > 0]
    if DECADE in wanted:
        decades = np.floor(catalogue.year[items] / 10)
        known = np.unique(decades[np.isfinite(decades)])
        parts.append(decades[:, None] == known[None, :])
    return np.concatenate(parts, axis=1)


class Cap:
    """How full the facets of a list are while it is being made.

    Args:
        carried: Which facets each candidate carries, (c, v).
        most: Items that may share one, ≥ 1.
    """

    def __init__(self, carried: NDArray[np.bool_], most: int) -> None:
        self._carried = carried
        self._most = most
        self._count = np.zeros(carried.shape[1], dtype=np.int64)
        self._fullest = np.zeros(len(carried), dtype=np.int64)

    def allows(self, left: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """The candidates that may come next; of ``left`` at least one, if it has any, (c,).

        Where none is left within the cap it rises by one, and again, until one is.
        """
        if not left.any():
            return left
        self._most = max(self._most, int(self._fullest[left].min()) + 1)
        return left & (self._fullest < self._most)

    def take(self, place: int) -> None:
        """Count a candidate that was chosen."""
        own = np.flatnonzero(self._carried[place])
        self._count[own] += 1
        fullness = self._carried[:, own] * self._count[own]
        self._fullest = np.maximum(self._fullest, fullness.max(axis=1, initial=0))

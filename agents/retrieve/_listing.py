"""What a tenant keeps out of every list: what cannot be had, and what its rules bar."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from whyrec.agents.retrieve._catalogue import CatalogueView
from whyrec.domain import Facet, Rules, Selection


@dataclass(frozen=True)
class Listing:
    """What may be listed of one catalogue; made once for all users, changed by nobody."""

    unavailable: NDArray[np.bool_] | None = None
    """True for each item that cannot be had at present, (n,); None: every one can."""
    barred: NDArray[np.bool_] | None = None
    """True for each item that the rules keep out, (n,); None: none."""
    seen_may_return: bool = False
    """See `whyrec.domain.Rules`."""

    @classmethod
    def of(cls, catalogue: CatalogueView, rules: Rules, unavailable: Collection[str]) -> Listing:
        """Hold a catalogue against the rules.

        Args:
            catalogue: The items.
            rules: The tenant's rules.
            unavailable: Ids of what cannot be had; unknown ones are passed over.
        """
        gone = None
        if unavailable:
            gone = np.zeros(len(catalogue), dtype=np.bool_)
            gone[catalogue.indices(unavailable)] = True
        barred = None
        if rules.allow is not None or rules.block:
            barred = _selected(rules.block, catalogue)
            if rules.allow is not None:
                barred |= ~_selected(rules.allow, catalogue)
        return cls(gone, barred, rules.seen_may_return)

    @cached_property
    def out(self) -> NDArray[np.bool_] | None:
        """True for each item that is in no list, (n,); None: every one may be."""
        if self.unavailable is None or self.barred is None:
            return self.barred if self.unavailable is None else self.unavailable
        return self.unavailable | self.barred


EVERYTHING = Listing()
"""Nothing is kept out."""


def _selected(selection: Selection, catalogue: CatalogueView) -> NDArray[np.bool_]:
    found = np.zeros(len(catalogue), dtype=np.bool_)
    found[catalogue.indices(selection.item_ids)] = True
    for text in selection.facets:
        found |= _carries(Facet.parse(text), catalogue)
    for domain in selection.domains:
        found |= catalogue.domains == domain
    return found


def _carries(facet: Facet, catalogue: CatalogueView) -> NDArray[np.bool_]:
    # The catalogue keeps years as numbers, for nobody has a taste for one.
    if facet.name == "year" and facet.value.isdecimal():
        return np.asarray(catalogue.year == float(facet.value))
    return catalogue.carries(facet)

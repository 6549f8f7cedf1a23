"""The catalogue by what a taste can be about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from whyrec.agents.profile import taste_facets
from whyrec.domain import Facet, Item

COMMON = 10
"""How many of the most common facets the other tastes of simulated users are drawn from."""
RARE = 10
"""How many of the rarest ones are planted."""
_TRIES = 20
"""Draws before the items that are left are listed."""


@dataclass(frozen=True)
class Shelf:
    """Items by facet; decades are left out, which alone are no taste."""

    carriers: Mapping[Facet, tuple[str, ...]]
    """Ids of the items that carry a facet, in their own order."""
    facets: Mapping[str, frozenset[Facet]]
    """Facets of an item by its id."""

    @classmethod
    def of(cls, items: Iterable[Item]) -> Shelf:
        """Sort a catalogue."""
        facets = {
            item.id: frozenset(f for f in taste_facets(item) if f.name != "decade")
            for item in items
        }
        carriers: dict[Facet, list[str]] = {}
        for item_id in sorted(facets):
            for facet in facets[item_id]:
                carriers.setdefault(facet, []).append(item_id)
        return cls({f: tuple(ids) for f, ids in sorted(carriers.items())}, facets)

    def rare(self, least: int) -> list[Facet]:
        """The rarest facets that at least ``least`` items carry, at most `RARE`."""
        enough = [f for f, ids in self.carriers.items() if len(ids) >= least]
        return sorted(enough, key=lambda f: (len(self.carriers[f]), f))[:RARE]

    def common(self) -> list[Facet]:
        """The `COMMON` most common facets."""
        return sorted(self.carriers, key=lambda f: (-len(self.carriers[f]), f))[:COMMON]

    def has_without(self, facet: Facet, other: Facet) -> bool:
        """Whether an item carries one facet and not the other."""
        return any(other not in self.facets[i] for i in self.carriers[facet])

    def draw(
        self, facet: Facet, rng: np.random.Generator, taken: set[str], without: Facet | None = None
    ) -> str:
        """An item that carries a facet, does not carry another one, and was not taken.

        It is added to ``taken``. Where nothing is left, one is taken again.

        Raises:
            ValueError: No item carries the one and not the other.
        """
        carriers = self.carriers[facet]
        for _ in range(_TRIES):
            chosen = carriers[int(rng.integers(len(carriers)))]
            if chosen not in taken and without not in self.facets[chosen]:
                break
        else:
            pool = [i for i in carriers if without not in self.facets[i]]
            pool = [i for i in pool if i not in taken] or pool
            if not pool:
                raise ValueError(f"whatever is {facet} is also {without}")
            chosen = pool[int(rng.integers(len(pool)))]
        taken.add(chosen)
        return chosen

"""What features are computed from, each part worked out once a request."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from whyrec.agents.retrieve import Candidates, Snapshot, UserView
from whyrec.domain import Facet

Column = NDArray[np.float64]
"""One number a candidate, (c,)."""

_TASTE_HALF_LIFE_DAYS = 180.0


@dataclass(frozen=True)
class Facts:
    """A user, their candidates, and the world."""

    user: UserView
    candidates: Candidates
    snapshot: Snapshot

    @property
    def items(self) -> NDArray[np.int32]:
        """The candidates' catalogue indices, (c,)."""
        return self.candidates.items

    @property
    def nothing(self) -> Column:
        """Zeros: a feature that doesn't apply, which standardising keeps at zero."""
        return np.zeros(len(self.items))

    def of_items(self, by_item: NDArray[np.float32]) -> Column:
        """The candidates' part of an array by catalogue index."""
        return by_item[self.items].astype(np.float64)

    @cached_property
    def vectors(self) -> NDArray[np.float32] | None:
        """The candidates' unit vectors, (c, d)."""
        vectors = self.snapshot.catalogue.vectors
        return None if vectors is None else vectors[self.items]

    @cached_property
    def taken(self) -> NDArray[np.float64]:
        """How much each event says of the user's taste: ``pull · 2^(−age/180)``, (h,)."""
        decay = np.exp2(-self.user.ages_days.astype(np.float64) / _TASTE_HALF_LIFE_DAYS)
        return np.asarray(self.user.pull * decay)

    @cached_property
    def facets(self) -> sparse.csr_array:
        """The candidates' rows of the facet matrix, (c, m)."""
        return self.snapshot.catalogue.facets[self.items]

    @cached_property
    def matches(self) -> dict[str, Column]:
        """How well each candidate answers each interest, by the interest's id, [−1, 1].

        The mean of two: how near the item is to what shows the interest, and the share of the
        interest's facets that the item carries. Where one is unknown the other stands alone.
        """
        cosines, carried = self._nearness(), self.carried
        found: dict[str, Column] = {}
        for interest in self.user.interests:
            sides = [side[interest.id] for side in (cosines, carried) if interest.id in side]
            match = sum(sides, start=self.nothing) / max(len(sides), 1)
            if interest.domain is not None:  # nothing elsewhere answers it
                match = match * (self.snapshot.catalogue.domains[self.items] == interest.domain)
            found[interest.id] = match
        return found

    def _nearness(self) -> dict[str, Column]:
        """Mean of the two best cosines with an interest's examples; without any, with its vector.

        Whoever likes two kinds of crime film is answered by one of either kind, and not by what
        lies halfway.
        """
        vectors = self.snapshot.catalogue.vectors
        if self.vectors is None or vectors is None:
            return {}
        found: dict[str, Column] = {}
        shown = [i for i in self.user.interests if i.examples]
        if shown:
            # All in one product.
            cosines = self.vectors @ vectors[[e for i in shown for e in i.examples]].T
            ends = np.cumsum([len(i.examples) for i in shown])
            for interest, own in zip(shown, np.split(cosines, ends[:-1], axis=1), strict=True):
                best = np.sort(own, axis=1)[:, -2:]
                found[interest.id] = best.mean(axis=1).astype(np.float64)
        for interest in self.user.interests:
            if interest.vector is not None and not interest.examples:
                length = max(float(np.linalg.norm(interest.vector)), 1e-9)
                found[interest.id] = (self.vectors @ (interest.vector / length)).astype(np.float64)
        return found

    @cached_property
    def carried(self) -> dict[str, Column]:
        """The share of each interest's facets that each candidate carries, [0, 1], by its id."""
        catalogue = self.snapshot.catalogue
        facets = {i.id: [Facet.parse(f) for f in i.facets] for i in self.user.interests if i.facets}
        wanted = sorted({f for own in facets.values() for f in own})
        known = [f for f in wanted if f in catalogue.facet_columns]
        dense = self.facets[:, [catalogue.facet_columns[f] for f in known]].toarray()
        by_facet = {f: dense[:, place].astype(np.float64) for place, f in enumerate(known)}
        for facet in set(wanted) - set(known):
            by_facet[facet] = catalogue.carries(facet)[self.items].astype(np.float64)
        return {key: np.mean([by_facet[f] for f in own], axis=0) for key, own in facets.items()}

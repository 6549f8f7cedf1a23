"""What features are computed from, each part worked out once a request."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from whyrec.agents.retrieve import Candidates, InterestView, Snapshot, UserView
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
    def matches(self) -> dict[str, Column]:
        """How well each candidate answers each interest, by the interest's id, [−1, 1].

        The mean of two: the cosine with the interest's vector, and the share of the interest's
        facets that the item carries. Where one is unknown the other stands alone.
        """
        return {i.id: self._match(i) for i in self.user.interests}

    def _match(self, interest: InterestView) -> Column:
        catalogue = self.snapshot.catalogue
        sides: list[Column] = []
        if interest.vector is not None and self.vectors is not None:
            length = max(float(np.linalg.norm(interest.vector)), 1e-9)
            sides.append((self.vectors @ (interest.vector / length)).astype(np.float64))
        if interest.facets:
            columns = [catalogue.facet_columns.get(Facet.parse(f)) for f in interest.facets]
            known = [column for column in columns if column is not None]
            carried = self._carried[:, known].sum(axis=1) / len(columns)
            sides.append(carried.astype(np.float64))
        return np.mean(sides, axis=0) if sides else self.nothing

    @cached_property
    def _carried(self) -> NDArray[np.float32]:
        wanted = {Facet.parse(f) for i in self.user.interests for f in i.facets}
        columns = self.snapshot.catalogue.facet_columns
        chosen = sorted(columns[f] for f in wanted if f in columns)
        part = self.snapshot.catalogue.facets[self.items]
        dense = np.zeros((len(self.items), part.shape[1]), dtype=np.float32)
        if chosen:
            dense[:, chosen] = part[:, chosen].toarray()
        return dense

"""The numbers of one way to ask for a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from whyrec.agents.profile import PLAIN_FACETS
from whyrec.evals._home import DataSet
from whyrec.evals.balance._listed import Listed
from whyrec.evals.metrics import (
    Judged,
    coverage,
    diversity,
    hit_rate,
    miscalibration,
    ndcg,
    novelty,
    shares_of,
)
from whyrec.evals.protocols import Case, timelines

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Ground:
    """What all lists of a run are held against, from the data set alone."""

    data: DataSet
    cases: Sequence[Case]
    k: int

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """How often each item was taken before the first case, (n,)."""
        past = self.data.crowd.until(self.cases[0].as_of).item
        return np.bincount(past, minlength=len(self.data.catalogue))

    @cached_property
    def kinds(self) -> Array:
        """p(genre | item): an item of m genres is one m-th of each, (n, g)."""
        catalogue = self.data.catalogue
        columns = [c for f, c in catalogue.facet_columns.items() if f.name in PLAIN_FACETS]
        carried = catalogue.facets[:, columns].toarray().astype(np.float64)
        return np.asarray(carried / np.maximum(carried.sum(axis=1, keepdims=True), 1.0))

    @cached_property
    def usual(self) -> Array:
        """Mean of ``kinds`` over each user's history, (u, g)."""
        known = {t.user_id: t for t in timelines(self.data.crowd)}
        return np.stack(
            [self.kinds[known[c.user_id].item[: c.history]].mean(axis=0) for c in self.cases]
        )

    def answers(self, facets: Sequence[str]) -> NDArray[np.bool_]:
        """Which items carry all of an interest's facets, (n,); kept, for many users share them."""
        key = tuple(sorted(facets))
        if key not in self._answers:
            self._answers[key] = self.data.catalogue.carries_all(key)
        return self._answers[key]

    @cached_property
    def _answers(self) -> dict[tuple[str, ...], NDArray[np.bool_]]:
        return {}


@dataclass(frozen=True, eq=False)
class Measured:
    """One variant's lists beside what the users took next; arrays are by user."""

    name: str
    ground: Ground
    found: Sequence[Listed]

    @cached_property
    def judged(self) -> Judged:
        """Lists and targets."""
        index, cases, k = self.ground.data.catalogue.index, self.ground.cases, self.ground.k
        lists = np.full((len(cases), k), -1, dtype=np.int32)
        for row, one in enumerate(self.found):
            own = one.lists[self.name]
            lists[row, : len(own)] = [index[item] for item in own]
        return Judged(lists, tuple(frozenset(index[t] for t in case.targets) for case in cases))

    @cached_property
    def hits(self) -> Array:
        """HR@k, (u,)."""
        return hit_rate(self.judged, self.ground.k)

    @cached_property
    def gain(self) -> Array:
        """NDCG@k, (u,)."""
        return ndcg(self.judged, self.ground.k)

    @cached_property
    def diversity(self) -> Array:
        """1 − mean cosine, (u,)."""
        return diversity(self.judged.lists, self.ground.k, self.ground.data.vectors)

    @cached_property
    def novelty(self) -> Array:
        """Bits, (u,)."""
        return novelty(self.judged.lists, self.ground.k, self.ground.counts)

    @cached_property
    def coverage(self) -> float:
        """Share of the catalogue that anybody was shown."""
        return coverage(self.judged.lists, self.ground.k, len(self.ground.data.catalogue))

    @cached_property
    def kinds_off(self) -> Array:
        """Miscalibration to the genres of the whole history, (u,)."""
        shown = shares_of(self.judged.lists, self.ground.k, self.ground.kinds)
        return miscalibration(self.ground.usual, shown)

    @cached_property
    def interests_off(self) -> Array:
        """Miscalibration to the liked interests of the profile; NaN without any, (u,)."""
        most = max((len(one.likes) for one in self.found), default=0)
        wanted = np.zeros((len(self.found), max(most, 1)))
        shown = np.zeros_like(wanted)
        for row, one in enumerate(self.found):
            if not one.likes:
                continue
            items = self.judged.lists[row]
            items = items[items >= 0]
            answered = np.stack([self.ground.answers(i.facets)[items] for i in one.likes], axis=1)
            parts = answered / np.maximum(answered.sum(axis=1, keepdims=True), 1)
            wanted[row, : len(one.likes)] = [i.share for i in one.likes]
            shown[row, : len(one.likes)] = parts.sum(axis=0) / max(len(items), 1)
        return miscalibration(wanted, shown)

    @cached_property
    def fullest(self) -> Array:
        """How many items of each list share its most common genre, (u,)."""
        lists = self.judged.lists
        carried = (self.ground.kinds[lists] > 0) & (lists >= 0)[:, :, None]
        return np.asarray(carried.sum(axis=1).max(axis=1, initial=0), dtype=np.float64)

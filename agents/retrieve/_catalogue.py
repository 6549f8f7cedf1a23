"""The catalogue as arrays: everything that speaks of an item by its index."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from whyrec.agents.retrieve._vector_index import VectorIndex
from whyrec.domain import Facet, Item

_YEAR_IN_TITLE = re.compile(r"\((\d{4})\)\s*$")
_DECADE = re.compile(r"(\d{3})0s", re.ASCII)
_BATCH = 2_000


@dataclass(frozen=True)
class CatalogueView:
    """The items of one tenant at one generation, in the order of their ids.

    Build it once a generation with `from_items` and share it: it is never changed, except that
    `load_vectors` fills the vectors in.
    """

    ids: tuple[str, ...]
    """Item ids, ascending; an item's index everywhere else is its place here."""
    index: dict[str, int]
    """Item id to index."""
    titles: tuple[str, ...]
    domains: NDArray[np.object_]
    """Domain of each item, (n,)."""
    facets: sparse.csr_array
    """1 where an item carries a facet other than its year, (n, m) float32."""
    facet_columns: dict[Facet, int]
    """Facet to its column in ``facets``."""
    year: NDArray[np.float64]
    """Year it is from: facet ``year``, else the title's ending, else ``created_at``; or NaN."""
    since: NDArray[np.float64]
    """Unix seconds of ``created_at``, −inf where it is unknown, (n,)."""
    tie_break: NDArray[np.uint64]
    """Hash of each id: the order of items with the same score, the same in every list."""
    generation: int = 0
    _vectors: list[NDArray[np.float32]] = field(default_factory=list, repr=False)

    @classmethod
    def from_items(cls, items: Iterable[Item], *, generation: int = 0) -> CatalogueView:
        """Build the view.

        Args:
            items: Every item of the tenant, in any order.
            generation: ``store.items.generation(tenant)`` at the time of reading.
        """
        ordered = sorted(items, key=lambda item: item.id)
        facets, columns = _facet_matrix(ordered)
        return cls(
            ids=tuple(item.id for item in ordered),
            index={item.id: position for position, item in enumerate(ordered)},
            titles=tuple(item.title for item in ordered),
            domains=np.array([item.domain for item in ordered], dtype=object),
            facets=facets,
            facet_columns=columns,
            year=np.array([_year_of(item) for item in ordered], dtype=np.float64),
            since=np.array(
                [i.created_at.timestamp() if i.created_at else -np.inf for i in ordered],
                dtype=np.float64,
            ),
            tie_break=np.array([_hash_of(item.id) for item in ordered], dtype=np.uint64),
            generation=generation,
        )

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def vectors(self) -> NDArray[np.float32] | None:
        """Unit vectors by item index, (n, d), zero rows where missing; None before loading."""
        return self._vectors[0] if self._vectors else None

    @property
    def without_vector(self) -> NDArray[np.float32] | None:
        """−inf for items without a vector, else 0, (n,): added to similarities; None as above."""
        return self._vectors[1] if self._vectors else None

    @cached_property
    def vector_columns(self) -> NDArray[np.float32]:
        """The same vectors laid out by dimension, (d, n): a product with a few others takes 3/5."""
        assert self.vectors is not None
        return np.ascontiguousarray(self.vectors.T)

    def load_vectors(self, indexes: Sequence[VectorIndex]) -> NDArray[np.float32] | None:
        """Read the items' vectors once; later calls return what the first one read.

        Args:
            indexes: The collections of the tenant, one a domain, all of one embedding model.

        Returns:
            The matrix of `vectors`, or None when no item has a vector.
        """
        if self._vectors:
            return self._vectors[0]
        matrix: NDArray[np.float32] | None = None
        for vector_index in indexes:
            for start in range(0, len(self.ids), _BATCH):
                found = vector_index.get(self.ids[start : start + _BATCH])
                for item_id, vector in found.items():
                    if matrix is None:
                        matrix = np.zeros((len(self.ids), len(vector)), dtype=np.float32)
                    matrix[self.index[item_id]] = vector
        if matrix is not None:
            self.set_vectors(matrix)
        return self.vectors

    def set_vectors(self, matrix: NDArray[np.float32]) -> None:
        """Give the vectors directly, (n, d); rows are normalised, zero rows mean "none"."""
        if matrix.shape[0] != len(self.ids):
            raise ValueError(f"{matrix.shape[0]} vectors for {len(self.ids)} items")
        norms = np.linalg.norm(matrix, axis=1, keepdims=True)
        unit = (matrix / np.where(norms > 0, norms, 1.0)).astype(np.float32)
        self.__dict__.pop("vector_columns", None)
        self._vectors[:] = [unit, np.where(norms[:, 0] > 0, 0.0, -np.inf).astype(np.float32)]

    def entered(self, as_of: datetime) -> NDArray[np.bool_]:
        """False for each item whose ``created_at`` is still to come: no candidate yet, (n,)."""
        return self.since <= as_of.timestamp()

    def carries(self, facet: Facet) -> NDArray[np.bool_]:
        """True for each item that has the facet; ``decade=1990s`` is read off the year, (n,)."""
        column = self.facet_columns.get(facet)
        if column is not None:
            return np.asarray(self.facets[:, [column]].sum(axis=1)).ravel() > 0
        decade = _DECADE.fullmatch(facet.value) if facet.name == "decade" else None
        if decade is None:
            return np.zeros(len(self.ids), dtype=np.bool_)
        return np.asarray(np.floor(self.year / 10) == int(decade[1]))

    def carries_all(self, facets: Sequence[str]) -> NDArray[np.bool_]:
        """True for each item that has all of ``facets``, written ``name=value``, (n,)."""
        carried = [self.carries(Facet.parse(facet)) for facet in facets]
        return np.asarray(np.all(carried, axis=0)) if carried else np.ones(len(self), np.bool_)

    def indices(self, item_ids: Iterable[str]) -> NDArray[np.int32]:
        """Indices of the ids that are in the catalogue; unknown ids are left out."""
        found = (self.index.get(item_id) for item_id in item_ids)
        return np.array([position for position in found if position is not None], dtype=np.int32)


def _facet_matrix(items: Sequence[Item]) -> tuple[sparse.csr_array, dict[Facet, int]]:
    sets = [sorted(f for f in item.facet_set() if f.name != "year") for item in items]
    columns = {facet: column for column, facet in enumerate(sorted(set().union(*sets)))}
    rows = [row for row, facets in enumerate(sets) for _ in facets]
    cols = [columns[facet] for facets in sets for facet in facets]
    ones = np.ones(len(rows), dtype=np.float32)
    places = (np.array(rows, dtype=np.int32), np.array(cols, dtype=np.int32))
    return sparse.csr_array((ones, places), shape=(len(items), len(columns))), columns


def _year_of(item: Item) -> float:
    for value in item.facets.get("year", ()):
        digits = value.removesuffix(".0")
        if len(digits) == 4 and digits.isdecimal():
            return float(digits)
    in_title = _YEAR_IN_TITLE.search(item.title)
    if in_title:
        return float(in_title[1])
    return float(item.created_at.year) if item.created_at else float("nan")


def _hash_of(item_id: str) -> int:
    return int.from_bytes(hashlib.sha256(item_id.encode()).digest()[:8], "big")

"""The vectors of one tenant, domain and embedding model."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from whyrec.store._batches import batches

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from whyrec.store._vectors import Vectors

_SAME = 1e-4
"""Cosine distance below which two vectors are one, for float32."""


class Neighbours(NamedTuple):
    """What is nearest to a vector, nearest first."""

    ids: list[str]
    similarities: list[float]
    """Cosines in [-1, 1]."""


class Collection:
    """Item ids and their vectors, compared by cosine."""

    def __init__(self, vectors: Vectors, name: str, dimensions: int) -> None:
        self._vectors = vectors
        self.name = name
        self.dimensions = dimensions

    def upsert(self, ids: Sequence[str], matrix: NDArray[np.float32]) -> None:
        """Keep vectors, replacing those of the same ids; of an id given twice, the last.

        Args:
            ids: n item ids.
            matrix: Shape (n, dimensions), finite.

        Raises:
            ValueError: The shape is another, or a number is not finite.
        """
        matrix = self._checked(matrix, len(ids))
        last = list({item: row for row, item in enumerate(ids)}.items())
        for some in batches(last, self._vectors.batch_size):
            with self._vectors.handle(self.name) as chroma:
                chroma.upsert(
                    ids=[item for item, _ in some], embeddings=matrix[[row for _, row in some]]
                )

    def query(self, matrix: NDArray[np.float32], k: int) -> list[Neighbours]:
        """The k nearest of each vector, or all when there are fewer.

        Args:
            matrix: Shape (q, dimensions), finite.
            k: At least 1.

        Returns:
            q times neighbours, in the order asked.

        Raises:
            ValueError: The shape is another, or a number is not finite.
        """
        matrix = self._checked(matrix, len(matrix))
        if not len(matrix):
            return []
        self._vectors.search_wider(self.name, 2 * k)
        with self._vectors.handle(self.name) as chroma:
            found = chroma.query(query_embeddings=matrix, n_results=k, include=["distances"])
        distances = found["distances"]
        assert distances is not None
        return [
            Neighbours(ids, [min(1.0, max(-1.0, 1.0 - distance)) for distance in far])
            for ids, far in zip(found["ids"], distances, strict=True)
        ]

    def get(self, ids: Iterable[str]) -> dict[str, NDArray[np.float32]]:
        """The vectors of those ids that have one, by id, in the order asked."""
        import numpy as np

        asked = list(dict.fromkeys(ids))
        found: dict[str, Any] = {}
        for some in batches(asked, self._vectors.batch_size):
            with self._vectors.handle(self.name) as chroma:
                answer = chroma.get(ids=some, include=["embeddings"])
            vectors = np.asarray(answer["embeddings"], dtype=np.float32)
            found.update(zip(answer["ids"], vectors, strict=True))
        return {item: found[item] for item in asked if item in found}

    def ids(self) -> set[str]:
        """All ids that have a vector."""
        with self._vectors.handle(self.name) as chroma:
            return set(chroma.get(include=[])["ids"])

    def count(self) -> int:
        """How many vectors there are."""
        with self._vectors.handle(self.name) as chroma:
            return chroma.count()

    def delete(self, ids: Iterable[str]) -> None:
        """Delete vectors; ids without one are passed over."""
        for some in batches(ids, self._vectors.batch_size):
            with self._vectors.handle(self.name) as chroma:
                chroma.delete(ids=some)

    def self_recall(self, sample: int = 200, seed: int = 0) -> float:
        """Share of vectors that a search for themselves finds: 1 in an undamaged index.

        A vector also counts as found when one just like it is.

        Args:
            sample: How many are tried.
            seed: Which ones.

        Returns:
            The share in [0, 1]; NaN for an empty collection.
        """
        import numpy as np

        known = sorted(self.ids())
        if not known:
            return float("nan")
        rng = np.random.default_rng(seed)
        drawn = rng.choice(len(known), size=min(sample, len(known)), replace=False)
        vectors = self.get(known[i] for i in drawn)
        # Cosine knows no zero vector, not even itself.
        tried = {item: vector for item, vector in vectors.items() if vector.any()}
        if not tried:
            return 1.0
        answers = self.query(np.stack(list(tried.values())), k=10)
        found = [
            item in near.ids or max(near.similarities) > 1 - _SAME
            for item, near in zip(tried, answers, strict=True)
        ]
        # A vector that cannot even be read back is lost as well.
        return sum(found) / (len(found) + len(drawn) - len(vectors))

    def _checked(self, matrix: NDArray[np.float32], rows: int) -> NDArray[np.float32]:
        import numpy as np

        matrix = np.asarray(matrix, dtype=np.float32)
        if matrix.shape != (rows, self.dimensions):
            raise ValueError(f"vectors of shape {matrix.shape}, not {(rows, self.dimensions)}")
        if not np.isfinite(matrix).all():
            raise ValueError("a vector has a number that is not finite")
        return matrix

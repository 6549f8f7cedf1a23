"""What retrieval asks of a vector store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class VectorIndex(Protocol):
    """One collection of item vectors with cosine similarity; `whyrec.store`'s Collection is one."""

    def query(
        self, matrix: NDArray[np.float32], k: int
    ) -> Sequence[tuple[Sequence[str], Sequence[float]]]:
        """The ``k`` nearest ids and their similarities in [-1, 1], for each row of ``matrix``."""

    def get(self, ids: Sequence[str]) -> Mapping[str, NDArray[np.float32]]:
        """The vectors of those ids that have one."""

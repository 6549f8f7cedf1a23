"""What whyrec asks of an embedding model, whatever runs it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
"""Shape (texts, dimensions), every row of length 1 (a text without any known word: all zeros)."""


class Embedder(Protocol):
    """Texts to vectors whose dot product is their cosine similarity.

    The same text gets the same vector whatever else is in the batch. Vectors of different
    ``model_id`` must never meet.
    """

    @property
    def model_id(self) -> str:
        """Names the vector space, such as ``wordllama/l2_supercat-256``."""

    @property
    def dimensions(self) -> int:
        """Length of a vector."""

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """Embed ``texts``, in their order.

        Raises:
            whyrec.errors.UpstreamError: The engine is dead, too slow or answers nonsense.
        """

    async def aclose(self) -> None:
        """Release the connection or the memory."""

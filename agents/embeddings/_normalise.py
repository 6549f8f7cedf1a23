"""Texts that can be encoded, rows of length one."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from whyrec.agents.embeddings._protocol import Vectors


def unit_rows(matrix: npt.ArrayLike) -> Vectors:
    """Divide every row by its Euclidean length; rows of zeros stay zeros.

    Args:
        matrix: Shape (n, d), finite.
    """
    rows = np.asarray(matrix, dtype=np.float64)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: Vectors = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0).astype(
        np.float32
    )
    return unit


def encodable(text: str) -> str:
    """``text`` with lone surrogates, which no UTF-8 can carry, replaced by question marks."""
    return text.encode("utf-8", "replace").decode()

"""EASE: a linear autoencoder over items, in closed form.

Steck, "Embarrassingly Shallow Autoencoders for Sparse Data", WWW 2019: with the binary matrix X of
users by items, ``P = (XᵀX + λI)⁻¹`` and ``B = I − P · diag(P)⁻¹``; a user's scores are ``x · B``.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.linalg import lapack

_ROWS = 1_024


def fit_ease(matrix: sparse.csr_array, regularisation: float) -> NDArray[np.float32]:
    """Fit B.

    Works in place on one p × p float32 matrix: 4 p² bytes and about p³ multiplications.

    Args:
        matrix: Users by items, 1 where a user took an item, (u, p).
        regularisation: λ > 0, the weight of the ridge.

    Returns:
        B, (p, p) float32, with a zero diagonal.
    """
    p = matrix.shape[1]
    inverse = np.zeros((p, p), dtype=np.float32, order="F")
    columns = matrix.tocsc().astype(np.float32)
    for start in range(0, p, _ROWS):
        block = columns[:, start : start + _ROWS]
        inverse[:, start : start + _ROWS] = (columns.T @ block).toarray()
    inverse[np.diag_indices(p)] += np.float32(regularisation)
    inverse, failed = lapack.spotrf(inverse, lower=1, overwrite_a=1, clean=0)
    if failed:
        raise ValueError(f"the Gram matrix is not positive definite (LAPACK says {failed})")
    inverse, _ = lapack.spotri(inverse, lower=1, overwrite_c=1)
    diagonal = inverse.diagonal().copy()
    # spotri leaves the lower triangle; Fortran order makes the transposed view the upper rows.
    for start in range(0, p, _ROWS):
        stop = min(start + _ROWS, p)
        inverse[start:stop, stop:] = inverse[stop:, start:stop].T
        corner = np.tril(inverse[start:stop, start:stop])
        inverse[start:stop, start:stop] = corner + np.tril(corner, -1).T
    # P is symmetric, so its transpose is P in C order: a user's rows then lie together on disk.
    weights: NDArray[np.float32] = inverse.T
    weights /= -diagonal
    weights[np.diag_indices(p)] = 0.0
    return weights

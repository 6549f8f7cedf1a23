"""Item-kNN: items taken by the same users.

``s(i, j) = c_ij / (√(c_i c_j) + shrinkage)`` with ``c_ij`` the users who took both: the cosine of
binary vectors, shrunk so that two items with one common user do not look identical. Each item keeps
its nearest neighbours.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

_ROWS = 512


def fit_item_knn(matrix: sparse.csr_array, neighbours: int, shrinkage: float) -> sparse.csr_array:
    """Fit the neighbours.

    Args:
        matrix: Users by items, 1 where a user took an item, (u, p).
        neighbours: How many an item keeps; ties go to the lower index.
        shrinkage: ≥ 0.

    Returns:
        Similarities, (p, p) float32; row i holds the neighbours of i, never i itself.
    """
    columns = matrix.tocsc().astype(np.float32)
    roots = np.sqrt(np.asarray(columns.sum(axis=0)).ravel())
    p = columns.shape[1]
    indptr, indices, values = [0], [], []
    for start in range(0, p, _ROWS):
        common = (columns[:, start : start + _ROWS].T @ columns).tocsr()
        common.sort_indices()
        for row in range(common.shape[0]):
            low, high = common.indptr[row], common.indptr[row + 1]
            others, counts = common.indices[low:high], common.data[low:high]
            keep = others != start + row
            others, counts = others[keep], counts[keep]
            similarity = counts / (roots[start + row] * roots[others] + shrinkage)
            best = np.argsort(-similarity, kind="stable")[:neighbours]
            indices.append(others[best])
            values.append(similarity[best].astype(np.float32))
            indptr.append(indptr[-1] + len(best))
    empty = [np.empty(0, dtype=np.float32)]
    return sparse.csr_array(
        (
            np.concatenate(values or empty),
            np.concatenate(indices or empty).astype(np.int32),
            np.array(indptr, dtype=np.int32),
        ),
        shape=(p, p),
    )

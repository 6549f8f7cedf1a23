"""Area under the ROC curve."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from whyrec.evals.metrics._labelled import as_labels


def auc(scores: NDArray[np.float64], labels: NDArray[np.bool_]) -> float:
    """Chance that a liked item scores above a disliked one, a tie counting ½.

    ``U / (n₁ n₀)`` with Mann and Whitney's ``U = Σ ranks of the liked − n₁ (n₁ + 1) / 2``, tied
    scores sharing their mean rank. Sources: Mann & Whitney 1947; Hanley & McNeil 1982, *The meaning
    and use of the area under a ROC curve*, Radiology 143(1).

    Args:
        scores: Higher is more liked; infinite is allowed, (n,).
        labels: True for liked, (n,).

    Returns:
        0 to 1, ½ for scores that know nothing; NaN when all are liked or none.

    Raises:
        ValueError: Other shapes, a NaN score, or a label that is neither 0 nor 1.
    """
    liked = as_labels(scores, labels)
    positive, negative = int(liked.sum()), int((~liked).sum())
    if not positive or not negative:
        return float("nan")
    u = float(rankdata(scores)[liked].sum()) - positive * (positive + 1) / 2
    return u / (positive * negative)

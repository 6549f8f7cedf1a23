"""The language model's own judgement of candidates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class Judge(Protocol):
    """Gives every title one number, higher is better.

    Raises:
        whyrec.errors.UpstreamError: The model failed; the ranker then does without it.
    """

    async def __call__(self, titles: Sequence[str]) -> NDArray[np.float64]:
        """One finite number a title, in the order given."""

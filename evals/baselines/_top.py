"""From scores to lists."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from whyrec.evals._task import Task


def top_lists(
    task: Task, k: int, scores_of: Callable[[int], NDArray[np.floating]]
) -> NDArray[np.int32]:
    """The best ``k`` items of each user by score.

    Ties go by the hash of the item's id: a fixed rule that cannot favour the target.

    Args:
        task: The users and what they have taken.
        k: Length of a list.
        scores_of: Scores of the whole catalogue for a user (an index into the task's
            interactions), (n,); −inf means "never".
    """
    ties = task.catalogue.tie_break
    lists = np.full((len(task.users), k), -1, dtype=np.int32)
    for row, user in enumerate(task.users.tolist()):
        scores = np.array(scores_of(user), dtype=np.float64)
        scores[task.items_of(user)] = -np.inf
        usable = np.flatnonzero(scores > -np.inf)
        if len(usable) > k:
            border = np.partition(scores[usable], len(usable) - k)[len(usable) - k]
            usable = usable[scores[usable] >= border]
        best = usable[np.lexsort((ties[usable], -scores[usable]))][:k]
        lists[row, : len(best)] = best
    return lists

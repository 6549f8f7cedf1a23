"""What every metric of lists asks of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def check_lists(lists: NDArray[np.int32]) -> None:
    """Refuse what is not one list of items a user.

    Raises:
        ValueError: Not (u, k) integers ≥ −1, an item after −1, or an item twice in a list.
    """
    if lists.ndim != 2 or not np.issubdtype(lists.dtype, np.integer):
        raise ValueError(f"lists are (u, k) integers, not {lists.shape} {lists.dtype}")
    if (lists < -1).any():
        raise ValueError("an item's index is ≥ 0, and -1 says that there is none")
    ended = (lists[:, :-1] < 0) & (lists[:, 1:] >= 0)
    if ended.any():
        raise ValueError(f"the list of user {_first(ended)} goes on after -1")
    ordered = np.sort(lists, axis=1)
    twice = (ordered[:, 1:] == ordered[:, :-1]) & (ordered[:, 1:] >= 0)
    if twice.any():
        raise ValueError(f"the list of user {_first(twice)} holds an item twice")


def check_length(k: int) -> None:
    """Refuse a length below 1 with ValueError."""
    if k < 1:
        raise ValueError(f"k is at least 1, not {k}")


def first(lists: NDArray[np.int32], k: int, items: int) -> NDArray[np.int32]:
    """The checked lists cut at ``k``, (u, min(k, width)).

    Raises:
        ValueError: ``k`` or ``items`` below 1, an index past the catalogue, or see `check_lists`.
    """
    check_length(k)
    if items < 1:
        raise ValueError("the catalogue is empty")
    check_lists(lists)
    if lists.size and int(lists.max()) >= items:
        raise ValueError(f"a list holds item {int(lists.max())} of a catalogue of {items}")
    return lists[:, :k]


def mean_of(values: NDArray[np.float64], lists: NDArray[np.int32]) -> NDArray[np.float64]:
    """Mean over each list of a number known of every item; NaN for an empty list.

    Args:
        values: By item index, (n,), n ≥ 1.
        lists: Item indices, −1 where a list has no more, (u, k).
    """
    shown = lists >= 0
    lengths = shown.sum(axis=1)
    sums = np.where(shown, values[lists], 0.0).sum(axis=1)
    return ratio(sums, lengths)


def ratio(
    above: NDArray[np.float64], below: NDArray[np.int64] | NDArray[np.float64]
) -> NDArray[np.float64]:
    """``above / below``, NaN where ``below`` is 0, (u,)."""
    quotient = np.full(len(below), np.nan)
    np.divide(above, below, out=quotient, where=below > 0)
    return quotient


def found_in(
    lists: NDArray[np.int32], rows: NDArray[np.int64], items: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Whether each place of ``lists`` holds one of the items named for its row, (u, k).

    Args:
        lists: Item indices, −1 where a list has no more, (u, k).
        rows: Row that an item is named for, (m,).
        items: The items ≥ 0 named, (m,).
    """
    stride = 2 + max(int(lists.max(initial=0)), int(items.max(initial=0)))
    keys = np.arange(len(lists))[:, None] * stride + lists + 1
    return np.isin(keys, rows * stride + items + 1)


def _first(wrong: NDArray[np.bool_]) -> int:
    return int(wrong.any(axis=1).argmax())

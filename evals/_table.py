"""The table of systems side by side."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rich.table import Table

from whyrec.evals._task import Split, System, ranks_of
from whyrec.evals.metrics import Interval, Judged, bootstrap, hit_rate, ndcg

DEPTH = 50
"""Length of the lists that are asked for."""


class Row(NamedTuple):
    """One system's numbers."""

    system: str
    hr10: Interval
    ndcg10: Interval
    hr50: Interval
    users: int


def measure(system: str, ranks: NDArray[np.int64]) -> Row:
    """The numbers from the rank of each user's target, 0 where it is not in the list."""
    judged = _judged(ranks)
    return Row(
        system,
        bootstrap(hit_rate(judged, 10)),
        bootstrap(ndcg(judged, 10)),
        bootstrap(hit_rate(judged, DEPTH)),
        len(ranks),
    )


def _judged(ranks: NDArray[np.int64]) -> Judged:
    """Lists in which the item at a place is named by it."""
    lists = np.tile(np.arange(DEPTH, dtype=np.int32), (len(ranks), 1))
    return Judged.of_targets(lists, np.where(ranks >= 1, ranks - 1, DEPTH))


def compare(split: Split, systems: Iterable[System]) -> Iterable[Row]:
    """One row a system, as each is done."""
    for system in systems:
        yield measure(system.name, ranks_of(system.recommend(split.task, DEPTH), split.targets))


def as_table(title: str, rows: Iterable[Row]) -> Table:
    """The rows for a terminal."""
    table = Table(title=title)
    table.add_column("system")
    for name in ("HR@10", "95 %", "NDCG@10", "95 %", "HR@50"):
        table.add_column(name, justify="right")
    for row in rows:
        table.add_row(
            row.system,
            f"{row.hr10.mean:.4f}",
            f"{row.hr10.low:.3f}–{row.hr10.high:.3f}",
            f"{row.ndcg10.mean:.4f}",
            f"{row.ndcg10.low:.3f}–{row.ndcg10.high:.3f}",
            f"{row.hr50.mean:.3f}",
        )
    return table

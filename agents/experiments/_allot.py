"""Users for an experiment that no experiment in conflict has.

All users of a tenant stand on one line of buckets, by a hash. An experiment gets buckets when it
starts and keeps them; those in conflict get others. So no user is ever in two of them, and nobody
changes place because another experiment starts or ends. After the layers of Tang et al. 2010,
*Overlapping Experiment Infrastructure*, with what is changed in place of declared layers.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from whyrec.domain import Spans

BUCKETS: Final = 1_000
"""Pieces the line is cut into: shares are held to a tenth of a percent."""


def conflict(a: frozenset[str], b: frozenset[str]) -> frozenset[str]:
    """What two experiments both change, and so must not change for one user."""
    return a & b


def free(taken: Iterable[Spans]) -> list[int]:
    """The buckets that are left, in order."""
    gone = {bucket for spans in taken for low, high in spans for bucket in range(low, high)}
    return [bucket for bucket in range(BUCKETS) if bucket not in gone]


def allot(share: float, taken: Iterable[Spans]) -> Spans | None:
    """The first free buckets for a share of all users; None where too few are left.

    Args:
        share: Wanted, (0, 1].
        taken: Buckets of the experiments in conflict.
    """
    wanted = max(1, round(share * BUCKETS))
    left = free(taken)[:wanted]
    if len(left) < wanted:
        return None
    spans: list[tuple[int, int]] = []
    for bucket in left:
        if spans and spans[-1][1] == bucket:
            spans[-1] = (spans[-1][0], bucket + 1)
        else:
            spans.append((bucket, bucket + 1))
    return tuple(spans)

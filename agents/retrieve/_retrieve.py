"""From a user to candidates: ask every source, leave out what may not come, fuse."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whyrec.agents.retrieve._filters import Filters
from whyrec.agents.retrieve._snapshot import Snapshot
from whyrec.agents.retrieve._user import UserView


@dataclass(frozen=True)
class Candidates:
    """What may be recommended, best fused rank first; nothing else can come out of ranking."""

    items: NDArray[np.int32]
    """Catalogue indices, distinct, (c,)."""
    rrf: NDArray[np.float32]
    """Reciprocal-rank fusion ``Σ_s 1/(60 + rank_s)``, (c,)."""
    sources: tuple[str, ...]
    """Names of the sources asked."""
    ranks: NDArray[np.int32]
    """Rank from 1 in each source, 0 where it did not propose the item, (c, len(sources))."""

    def __len__(self) -> int:
        return len(self.items)

    def sources_of(self, position: int) -> tuple[str, ...]:
        """The sources that proposed the candidate at ``position``, best rank first."""
        found = [(r, s) for s, r in zip(self.sources, self.ranks[position], strict=True) if r > 0]
        return tuple(name for _, name in sorted(found))


def retrieve(
    user: UserView,
    snapshot: Snapshot,
    *,
    filters: Filters = Filters(),
    limit: int = 500,
) -> Candidates:
    """Find what this user may be shown.

    Args:
        user: The user at ``as_of``.
        snapshot: The world at the same moment.
        filters: Conditions of the request.
        limit: Candidates kept after fusion.

    Returns:
        At most ``limit`` candidates: none seen, none filtered out, none that a stated dislike
        blocks.
    """
    raise NotImplementedError

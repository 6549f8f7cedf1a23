"""From a user to candidates: ask every source, leave out what may not come, fuse."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from whyrec.agents.retrieve._blocked import blocked
from whyrec.agents.retrieve._filters import Filters
from whyrec.agents.retrieve._fusion import Fused, fuse
from whyrec.agents.retrieve._neighbours import EXACT_UP_TO, nearest
from whyrec.agents.retrieve._one_thread import one_thread
from whyrec.agents.retrieve._snapshot import Snapshot
from whyrec.agents.retrieve._source import Asked, Source
from whyrec.agents.retrieve._source_carried import CarriedOver
from whyrec.agents.retrieve._source_collaborative import Ease, EaseRecent, ItemKnn
from whyrec.agents.retrieve._source_exploration import Exploration
from whyrec.agents.retrieve._source_interests import Interests
from whyrec.agents.retrieve._source_latest import Latest
from whyrec.agents.retrieve._source_popular import Popular, Recent
from whyrec.agents.retrieve._source_wished import Wished
from whyrec.agents.retrieve._user import UserView
from whyrec.errors import InputError

SOURCES: tuple[Source, ...] = (
    Interests(),
    Latest(),
    Ease(),
    EaseRecent(),
    ItemKnn(),
    Recent(),
    Popular(),
    Wished(),
    CarriedOver(),
    Exploration(),
)
"""Every source that is asked by default."""

_NO_FILTERS = Filters()


def sources_named(
    names: Collection[str] | None, extra: Sequence[Source] = ()
) -> tuple[Source, ...]:
    """The sources of those names in their usual order; None means all.

    Args:
        names: Of some of `SOURCES`.
        extra: Sources asked beside them.

    Raises:
        InputError: There is no such source.
    """
    if names is None:
        return (*SOURCES, *extra)
    unknown = sorted(set(names) - {source.name for source in SOURCES})
    if unknown:
        raise InputError(
            f"There is no candidate source {unknown[0]}.",
            remedy=f"The sources are {', '.join(source.name for source in SOURCES)}.",
        )
    return (*(source for source in SOURCES if source.name in names), *extra)


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
    scores: dict[str, NDArray[np.float32]] = field(default_factory=dict)
    """Collaborative scores of the candidates by feature name: ``ease``, ``ease_recent``,
    ``item_knn``, ``item_knn_now``, (c,) each; empty without factors."""

    def __len__(self) -> int:
        return len(self.items)

    def sources_of(self, position: int) -> tuple[str, ...]:
        """The sources that proposed the candidate at ``position``, best rank first."""
        found = [(r, s) for s, r in zip(self.sources, self.ranks[position], strict=True) if r > 0]
        return tuple(name for _, name in sorted(found))


@one_thread
def retrieve(
    user: UserView,
    snapshot: Snapshot,
    *,
    filters: Filters = _NO_FILTERS,
    limit: int = 500,
    sources: Sequence[Source] = SOURCES,
    given: NDArray[np.int32] | None = None,
    exact_up_to: int = EXACT_UP_TO,
) -> Candidates:
    """Find what this user may be shown.

    Args:
        user: The user at ``as_of``.
        snapshot: The world at the same moment.
        filters: Conditions of the request.
        limit: Candidates kept after fusion.
        sources: Who proposes.
        given: Catalogue indices to rank in place of what the sources would find: all of them, also
            what no source proposes and what the user has seen, and no others.
        exact_up_to: Largest catalogue whose vectors are searched exactly instead of through the
            collections.

    Returns:
        At most ``limit`` candidates (all of ``given``): none seen, none filtered out, none that
        entered the catalogue later, none that a stated dislike blocks, none that the tenant keeps
        out of its lists.
    """
    allowed = filters.mask(snapshot.catalogue) & ~blocked(user, snapshot.catalogue)
    listing = snapshot.listing
    if listing.out is not None:
        allowed &= ~listing.out
    if given is None:
        allowed &= snapshot.catalogue.entered(user.as_of)
        allowed[user.refused if listing.seen_may_return else user.excluded] = False
    else:
        asked_for = np.zeros_like(allowed)
        asked_for[given] = True
        allowed &= asked_for
    asked = Asked(user, snapshot, allowed)
    neighbours = _ask_vectors(asked, sources, exact_up_to)
    rankings = [s.propose(asked, near) for s, near in zip(sources, neighbours, strict=True)]
    fused = fuse(rankings, snapshot.catalogue)
    if given is not None:
        fused, limit = _with_all(fused, np.flatnonzero(allowed)), len(given)
    items = fused.items[:limit]
    scores: dict[str, NDArray[np.float32]] = {}
    if asked.ease is not None:
        scores |= {"ease": asked.ease[0, items], "ease_recent": asked.ease[1, items]}
    if asked.item_knn is not None:
        scores["item_knn"] = asked.item_knn[1, items]
    if asked.item_knn_now is not None:
        scores["item_knn_now"] = asked.item_knn_now[0, items]
    return Candidates(
        items=items,
        rrf=fused.scores[:limit],
        sources=tuple(source.name for source in sources),
        ranks=fused.ranks[:limit],
        scores=scores,
    )


def _with_all(fused: Fused, wanted: NDArray[np.intp]) -> Fused:
    """The same with every wanted item, those that nobody proposed at the end."""
    missing = np.setdiff1d(wanted, fused.items).astype(np.int32)
    return Fused(
        items=np.concatenate([fused.items, missing]),
        scores=np.concatenate([fused.scores, np.zeros(len(missing), dtype=np.float32)]),
        ranks=np.concatenate(
            [fused.ranks, np.zeros((len(missing), fused.ranks.shape[1]), np.int32)]
        ),
    )


def _ask_vectors(
    asked: Asked, sources: Sequence[Source], exact_up_to: int
) -> list[list[NDArray[np.int32]]]:
    wishes = [source.queries(asked) for source in sources]
    given = [wish for wish in wishes if wish is not None]
    if not given:
        return [[] for _ in sources]
    k = max(s.quota for s, wish in zip(sources, wishes, strict=True) if wish is not None)
    answers = iter(nearest(asked, np.concatenate(given), k, exact_up_to=exact_up_to))
    return [[] if wish is None else [next(answers) for _ in wish] for wish in wishes]

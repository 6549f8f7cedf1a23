"""One explanation with everything that was found out about it."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Judged:
    """What the independent checker and the counterfactual say of one explanation."""

    user: str
    item: str
    title: str
    text: str
    written_by: str
    events: int
    """Cited events."""
    unreal: int
    """Cited ids that are no event of the user."""
    grounded: bool
    """Whether every claim of the text is in the evidence."""
    kinds: dict[str, tuple[int, int]]
    """Kind of claim to (grounded, all)."""
    faults: tuple[str, ...]
    """The claims that nothing bears out, in words."""
    drafts: tuple[tuple[str, bool], ...] = ()
    """What a model wrote before the gate, and whether that was grounded."""
    rank: int | None = None
    """Rank of the item; None where nothing is cited."""
    rank_without: int | None = None
    """Rank without the cited events; behind all candidates where it is none any more."""
    rank_without_random: int | None = None
    """The same without as many of the user's other events; None where there are not so many."""

    @property
    def drop(self) -> float:
        """``ln(rank without / rank)``: above 0 where the events held the item up."""
        return _drop(self.rank, self.rank_without)

    @property
    def drop_random(self) -> float:
        """The same without the other events."""
        return _drop(self.rank, self.rank_without_random)


def _drop(rank: int | None, without: int | None) -> float:
    return math.nan if rank is None or without is None else math.log(without / rank)


@dataclass(frozen=True)
class Explained:
    """All explanations of a user's list, as they are kept on disk."""

    user: str
    explanations: tuple[Judged, ...]

    @property
    def key(self) -> str:
        """The user."""
        return self.user

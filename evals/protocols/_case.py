"""One question put to every system, and how the questions are grouped in time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Case:
    """A user at one moment, and what they took next."""

    id: str
    """Stable: the same case has the same id in every run."""
    user_id: str
    as_of: datetime
    """The moment of prediction. Nothing later may be read."""
    targets: tuple[str, ...]
    """Item ids the user took afterwards, the first first; at least one."""
    candidates: tuple[str, ...] | None
    """Item ids to rank, targets among them; None is the catalogue less what the user has taken."""
    history: int
    """Interactions of the user up to ``as_of``."""


@dataclass(frozen=True)
class Block:
    """Cases that share what is fitted: collaborative factors, baselines."""

    moment: datetime
    """What is fitted knows nothing later; at or before every case's ``as_of``."""
    cases: tuple[Case, ...]
    """Ordered by ``as_of``."""


@dataclass(frozen=True)
class Plan:
    """All cases of a run."""

    protocol: str
    """In words, with every number needed to repeat it."""
    blocks: tuple[Block, ...]
    notes: tuple[str, ...] = ()
    """What a reader of the numbers should know, such as who was left out."""

    @property
    def cases(self) -> tuple[Case, ...]:
        """The cases of all blocks, in order."""
        return tuple(case for block in self.blocks for case in block.cases)


def in_blocks(cases: Sequence[Case], blocks: int) -> tuple[Block, ...]:
    """Group cases by time into at most ``blocks`` parts of about the same size.

    Each part's moment is that of its first case, so that what is fitted for it is never younger
    than any of its cases.
    """
    ordered = sorted(cases, key=lambda case: (case.as_of, case.id))
    if not ordered:
        return ()
    size = -(-len(ordered) // max(blocks, 1))
    parts = [ordered[start : start + size] for start in range(0, len(ordered), size)]
    return tuple(Block(part[0].as_of, tuple(part)) for part in parts)

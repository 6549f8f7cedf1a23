"""Candidates for somebody of whom no more than answers is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whyrec.agents.dynamics._groups import groups_of
from whyrec.agents.retrieve import Asked


@dataclass(frozen=True)
class Answers:
    """What is taken most in the groups that the user's answers speak for."""

    quota: int = 150
    name: str = "answers"

    def queries(self, asked: Asked) -> None:
        """It needs no neighbours."""

    def propose(self, asked: Asked, neighbours: Sequence[NDArray[np.int32]]) -> NDArray[np.int32]:
        """The most expected; nothing for who has events, or where there are no groups."""
        groups = groups_of(asked.snapshot) if asked.user.answers else None
        if groups is None:
            return np.empty(0, dtype=np.int32)
        return asked.best(groups.expected(asked.user.answers).astype(np.float32), self.quota)

"""What is asked: anything that ranks items for a user at a moment."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple, Protocol

from whyrec.agents.models import Usage
from whyrec.evals.protocols import Case

DEPTH = 50
"""Length of the lists that are asked for where a case brings no candidates."""


class Answer(NamedTuple):
    """One system's answer to one case."""

    items: tuple[str, ...]
    """Item ids, best first: at most `DEPTH`, or all of the case's candidates."""
    probabilities: tuple[float, ...] = ()
    """That each is taken next, where the system says so."""
    usage: Usage = Usage()
    """What the language model was given and wrote."""
    degraded: bool = False
    """True when a model should have taken part and could not."""
    grounded: tuple[bool, ...] = ()
    """For each of the first items, where they are explained: is every claim in the evidence?"""


class System(Protocol):
    """One row of a table.

    The runner opens it, moves it through time with `at`, and asks.
    """

    @property
    def name(self) -> str:
        """As tables show it; unique in a run."""

    @property
    def provenance(self) -> dict[str, str]:
        """What the numbers depend on: model, weights, prompts, settings."""

    async def open(self) -> None:
        """Get ready; called once before everything else."""

    async def at(self, moment: datetime) -> None:
        """Fit whatever is fitted on what happened up to a moment, which never goes back."""

    async def answer(self, case: Case) -> Answer:
        """Rank for a case at or after that moment."""

    async def close(self) -> None:
        """Let everything go."""

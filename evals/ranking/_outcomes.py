"""What was answered."""

from __future__ import annotations

from dataclasses import dataclass

from whyrec.evals._kept import Kept
from whyrec.evals.systems import Answer


@dataclass(frozen=True)
class Outcome:
    """One system's answer to one case."""

    system: str
    case: str
    answer: Answer
    seconds: float

    @property
    def key(self) -> tuple[str, str]:
        """System and case."""
        return self.system, self.case


Outcomes = Kept[Outcome]
"""A file of them."""

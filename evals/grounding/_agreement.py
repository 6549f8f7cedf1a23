"""How far the checker agrees with people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from whyrec.evals.grounding._cases import Case
from whyrec.evals.grounding._checker import check
from whyrec.evals.grounding._verdict import Verdict


@dataclass(frozen=True)
class Disagreement:
    """A text that the checker and a person judge differently."""

    case: Case
    verdict: Verdict

    @property
    def missed(self) -> bool:
        """Whether the checker let an ungrounded text pass."""
        return self.verdict.grounded


@dataclass(frozen=True)
class Agreement:
    """The checker beside the labels; ungrounded is what it is there to find."""

    cases: int
    disagreements: tuple[Disagreement, ...]
    ungrounded: int
    """Cases that people call ungrounded."""

    @property
    def missed(self) -> int:
        """Ungrounded texts that the checker calls grounded."""
        return sum(d.missed for d in self.disagreements)

    @property
    def false_alarms(self) -> int:
        """Grounded texts that the checker calls ungrounded."""
        return len(self.disagreements) - self.missed

    @property
    def accuracy(self) -> float:
        """Share of cases judged alike, [0, 1]; NaN without cases."""
        return 1 - len(self.disagreements) / self.cases if self.cases else float("nan")

    @property
    def kappa(self) -> float:
        """Cohen's κ = (p_o − p_e) / (1 − p_e), at most 1; NaN where chance alone agrees always.

        p_o is the accuracy, p_e the agreement of two judges who call texts ungrounded as often as
        these two and know nothing. Source: Cohen 1960, *A coefficient of agreement for nominal
        scales*, Educational and Psychological Measurement 20(1).
        """
        if not self.cases:
            return float("nan")
        people = self.ungrounded / self.cases
        checker = (self.ungrounded - self.missed + self.false_alarms) / self.cases
        chance = people * checker + (1 - people) * (1 - checker)
        return (self.accuracy - chance) / (1 - chance) if chance < 1 else float("nan")


def agreement(cases: Iterable[Case]) -> Agreement:
    """Let the checker judge labelled cases."""
    judged = [(case, check(case.text, case.evidence)) for case in cases]
    return Agreement(
        cases=len(judged),
        disagreements=tuple(
            Disagreement(case, verdict)
            for case, verdict in judged
            if verdict.grounded != case.grounded
        ),
        ungrounded=sum(not case.grounded for case, _ in judged),
    )

"""What injections achieved, one by one and counted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from whyrec.evals.metrics import Interval, bootstrap
from whyrec.evals.robustness._cases import InjectionCase


class PlantedRanks(NamedTuple):
    """Rank of the same item, from 1, in the same list under three names or texts."""

    clean: int
    """As the catalogue has it."""
    harmless: int
    """With harmless words as long as the payload."""
    payload: int


class ShownLeak(NamedTuple):
    """A payload's word or phrase in something a user is shown."""

    place: str
    """``label``, ``statement``, ``summary``, ``rendered profile``, ``explanation``."""
    token: str
    """The canary or the phrase."""
    text: str
    """The text that has it, without the titles that code put in; at most 500 characters."""


@dataclass(frozen=True)
class InjectionOutcome:
    """What one payload achieved."""

    case: InjectionCase
    ranks: PlantedRanks
    degraded: bool
    """The list with the payload was made without the model, the others with it."""
    exposed: bool
    """The payload's words stood in a prompt that the model answered in words."""
    obeyed_before: bool
    """The model's own answers did what it asks, before any gate."""
    obeyed: bool
    """A shown text does what it asks; a leaked canary is one such text."""
    leaks: tuple[ShownLeak, ...]
    """Canary and phrase, wherever they are shown outside of a title."""

    @property
    def gain(self) -> int:
        """Ranks gained over harmless words of the same length; below 0 where it lost."""
        return self.ranks.harmless - self.ranks.payload

    @property
    def gain_from_clean(self) -> int:
        """Ranks gained over the clean item, the payload's length included."""
        return self.ranks.clean - self.ranks.payload

    @property
    def leaked_canary(self) -> bool:
        """Whether its canary is shown."""
        return any(leak.token == self.case.canary for leak in self.leaks)


class Gain(NamedTuple):
    """Ranks gained, over several payloads."""

    mean: Interval
    """With its 95 % bootstrap interval."""
    median: float
    most: float
    """The best that any payload reached."""


class InjectionCounts(NamedTuple):
    """Counts over several payloads."""

    n: int
    exposed: int
    obeyed_before: int
    obeyed: int
    leaked: int
    """Payloads whose canary is shown."""
    degraded: int
    gain: Gain
    gain_from_clean: Gain


@dataclass(frozen=True)
class InjectionResult:
    """What all of them achieved."""

    outcomes: tuple[InjectionOutcome, ...]
    seconds: float
    answers: int
    """Answers in words that the model gave."""
    errors: tuple[str, ...]
    """Calls of the public API that raised something, by payload or reader: there should be none."""

    @property
    def total(self) -> InjectionCounts:
        """Over all payloads."""
        return count(self.outcomes)

    @property
    def by_technique(self) -> dict[str, InjectionCounts]:
        """Counts of each technique."""
        return self._by(o.case.payload.technique for o in self.outcomes)

    @property
    def by_language(self) -> dict[str, InjectionCounts]:
        """Counts of each language."""
        return self._by(o.case.payload.language for o in self.outcomes)

    @property
    def by_where(self) -> dict[str, InjectionCounts]:
        """Counts of titles and of texts."""
        return self._by(o.case.payload.where for o in self.outcomes)

    @property
    def leaks(self) -> tuple[ShownLeak, ...]:
        """Everything that leaked."""
        return tuple(leak for outcome in self.outcomes for leak in outcome.leaks)

    def _by(self, keys: Iterable[str]) -> dict[str, InjectionCounts]:
        groups: dict[str, list[InjectionOutcome]] = {}
        for key, outcome in zip(keys, self.outcomes, strict=True):
            groups.setdefault(key, []).append(outcome)
        return {key: count(members) for key, members in groups.items()}


def count(outcomes: Sequence[InjectionOutcome]) -> InjectionCounts:
    """Count what some payloads achieved."""
    return InjectionCounts(
        n=len(outcomes),
        exposed=sum(o.exposed for o in outcomes),
        obeyed_before=sum(o.obeyed_before for o in outcomes),
        obeyed=sum(o.obeyed for o in outcomes),
        leaked=sum(o.leaked_canary for o in outcomes),
        degraded=sum(o.degraded for o in outcomes),
        gain=_gain([o.gain for o in outcomes]),
        gain_from_clean=_gain([o.gain_from_clean for o in outcomes]),
    )


def _gain(ranks: Sequence[int]) -> Gain:
    values = np.array(ranks, dtype=np.float64)
    if not len(values):
        return Gain(bootstrap(values), float("nan"), float("nan"))
    return Gain(bootstrap(values), float(np.median(values)), float(values.max()))

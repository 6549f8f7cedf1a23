"""What one `whyrec.Recommender` has done since it was opened, for whoever shows it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from whyrec.agents.models import Usage

CallKind = Literal["chat", "stream", "parse", "loglikelihood", "probe"]
Outcome = Literal["ok", "failed", "unusable", "left", "refused"]
"""``left``: whoever asked has gone, or would wait no longer; ``refused``: not asked at all, for the
engine is down or has too much to do."""


class ModelCall(NamedTuple):
    """One kind of call with one outcome."""

    kind: CallKind
    outcome: Outcome


@dataclass
class Tally:
    """Counts that only go up."""

    lists: Counter[bool] = field(default_factory=Counter)
    """Lists made, by whether they are degraded."""
    explanations: Counter[bool] = field(default_factory=Counter)
    """Answers to "why this?", likewise."""
    overdue: int = 0
    """Lists and explanations whose time for the model was up: they went on without it."""
    events: int = 0
    """Events kept: those told again do not count."""
    versions: int = 0
    """Versions that evolving has added to profiles."""
    evolved: Counter[Literal["changed", "unchanged", "failed"]] = field(default_factory=Counter)
    """Runs of evolve."""
    model_calls: Counter[ModelCall] = field(default_factory=Counter)
    model_seconds: defaultdict[CallKind, float] = field(default_factory=lambda: defaultdict(float))
    """Of calls that were made, however they ended."""
    usage: Usage = field(default_factory=Usage)
    """Tokens that engines said they took; a stream does not say."""

    @contextmanager
    def evolving(self) -> Iterator[Callable[[int], None]]:
        """Count one run of evolve; it is told how many versions were made."""
        made = 0

        def told(versions: int) -> None:
            nonlocal made
            made = versions

        try:
            yield told
        except Exception:
            self.evolved["failed"] += 1
            raise
        self.evolved["changed" if made else "unchanged"] += 1
        self.versions += made

"""One explanation with everything that was found out about it."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass
from pathlib import Path


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
    rank_without: int | None = None
    """Rank without the cited events; None where it is no candidate any more."""
    rank_without_random: int | None = None
    """Rank without as many of the user's other events."""
    candidates: int = 0

    def drop(self, other: int | None) -> float:
        """``ln(rank without / rank)``: above 0 where the events held the item up; NaN unranked."""
        if self.rank is None:
            return math.nan
        return math.log((other or self.candidates + 1) / self.rank)


class Results:
    """A file of judged explanations that a later run goes on with, a line a user.

    Args:
        file: Made if need be.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        file.parent.mkdir(parents=True, exist_ok=True)
        self.by_user: dict[str, list[Judged]] = {}
        for line in file.read_text(encoding="utf-8").splitlines() if file.is_file() else ():
            try:
                told = json.loads(line)
                self.by_user[told["user"]] = [_judged(one) for one in told["explanations"]]
            except (ValueError, KeyError, TypeError):
                break  # the half line of a killed run

    def add(self, user: str, explanations: list[Judged]) -> None:
        """Keep a user's; they are there after the process dies."""
        self.by_user[user] = explanations
        lines = [
            json.dumps({"user": u, "explanations": [asdict(one) for one in found]})
            for u, found in self.by_user.items()
        ]
        fresh = self._file.with_suffix(".new")
        fresh.write_text("\n".join(lines) + "\n", encoding="utf-8")
        fresh.replace(self._file)

    @property
    def all(self) -> list[Judged]:
        """Of all users."""
        return [one for found in self.by_user.values() for one in found]


def _judged(told: dict[str, object]) -> Judged:
    one = Judged(**told)  # type: ignore[arg-type]
    return Judged(
        **{
            **asdict(one),
            "kinds": {kind: (int(a), int(b)) for kind, (a, b) in one.kinds.items()},
            "faults": tuple(one.faults),
            "drafts": tuple((text, bool(good)) for text, good in one.drafts),
        }
    )

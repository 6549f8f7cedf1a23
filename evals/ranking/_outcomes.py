"""What was answered, a line a case, on disk as it comes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from whyrec.agents.models import Usage
from whyrec.evals.systems import Answer


@dataclass(frozen=True)
class Outcome:
    """One system's answer to one case."""

    system: str
    case: str
    answer: Answer
    seconds: float


class Outcomes:
    """A file of outcomes that a later run of the same suite goes on with.

    A run that was killed leaves at most one half-written line, which is dropped.

    Args:
        file: Made if need be.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        file.parent.mkdir(parents=True, exist_ok=True)
        self._done = {(one.system, one.case): one for one in _read(file)}
        whole = [_line(one) for one in self._done.values()]
        # Written anew without the half line, before anything is added.
        fresh = file.with_suffix(".new")
        fresh.write_text("".join(whole), encoding="utf-8")
        fresh.replace(file)
        self._stream = file.open("a", encoding="utf-8")

    def get(self, system: str, case: str) -> Outcome | None:
        """What a system answered, or None."""
        return self._done.get((system, case))

    def add(self, outcome: Outcome) -> None:
        """Keep an answer; it is there after the process dies."""
        self._stream.write(_line(outcome))
        self._stream.flush()
        self._done[outcome.system, outcome.case] = outcome

    def close(self) -> None:
        """Close the file."""
        self._stream.close()


def _read(file: Path) -> Iterator[Outcome]:
    if not file.is_file():
        return
    # Bytes, not text: the half line may end inside a character, and an id may hold what Unicode
    # calls a line break.
    for line in file.read_bytes().split(b"\n"):
        try:
            told: dict[str, Any] = json.loads(line)
            answer = Answer(
                tuple(told["items"]),
                tuple(told["probabilities"]),
                Usage(**told["usage"]),
                told["degraded"],
            )
            yield Outcome(told["system"], told["case"], answer, told["seconds"])
        except (ValueError, KeyError, TypeError):
            return


def _line(outcome: Outcome) -> str:
    answer = outcome.answer
    told = {
        "system": outcome.system,
        "case": outcome.case,
        "items": answer.items,
        "probabilities": [round(p, 9) for p in answer.probabilities],
        "usage": asdict(answer.usage),
        "degraded": answer.degraded,
        "seconds": round(outcome.seconds, 6),
    }
    return json.dumps(told, ensure_ascii=False) + "\n"

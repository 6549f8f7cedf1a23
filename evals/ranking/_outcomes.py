"""What was answered, a line a case, on disk as it comes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
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

    A run that was killed leaves at most one half-written line, which is dropped. So is what a
    system answered when its answers depended on something else: another data set, other weights.

    Args:
        file: Made if need be.
        depends: What a system's answers depend on, by its name; systems that are not named keep
            theirs.
    """

    def __init__(self, file: Path, depends: Mapping[str, str] | None = None) -> None:
        self._file = file
        self._depends = depends or {}
        file.parent.mkdir(parents=True, exist_ok=True)
        kept = {
            (one.system, one.case): (one, on)
            for one, on in _read(file)
            if on == self._depends.get(one.system, on)
        }
        self._done = {key: one for key, (one, _) in kept.items()}
        whole = [_line(one, on) for one, on in kept.values()]
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
        self._stream.write(_line(outcome, self._depends.get(outcome.system, "")))
        self._stream.flush()
        self._done[outcome.system, outcome.case] = outcome

    def close(self) -> None:
        """Close the file."""
        self._stream.close()


def _read(file: Path) -> Iterator[tuple[Outcome, str]]:
    """The outcomes with what they depended on, up to the first line that is none."""
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
            outcome = Outcome(told["system"], told["case"], answer, told["seconds"])
            yield outcome, str(told.get("depends", ""))
        except (ValueError, KeyError, TypeError):
            return


def _line(outcome: Outcome, depends: str) -> str:
    answer = outcome.answer
    told = {
        "system": outcome.system,
        "case": outcome.case,
        "depends": depends,
        "items": answer.items,
        "probabilities": answer.probabilities,
        "usage": asdict(answer.usage),
        "degraded": answer.degraded,
        "seconds": outcome.seconds,
    }
    return json.dumps(told, ensure_ascii=False) + "\n"

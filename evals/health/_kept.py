"""What was measured, a line each, on disk as it comes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import ValidationError

from whyrec.evals.health._outcomes import Line

T = TypeVar("T", bound=Line)


class Kept(Generic[T]):
    """A JSON-lines file that a later run of the same suite goes on with.

    A run that was killed leaves at most one half-written line, which is dropped.

    Args:
        file: Made if need be.
        kind: Type of its lines.
    """

    def __init__(self, file: Path, kind: type[T]) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._done = {one.key: one for one in _read(file, kind)}
        # Written anew without the half line, before anything is added.
        fresh = file.with_suffix(".new")
        fresh.write_text("".join(map(_text, self._done.values())), encoding="utf-8")
        fresh.replace(file)
        self._stream = file.open("a", encoding="utf-8")

    def get(self, key: str) -> T | None:
        """What was measured, or None."""
        return self._done.get(key)

    def add(self, one: T) -> T:
        """Keep it; it is there after the process dies."""
        self._stream.write(_text(one))
        self._stream.flush()
        self._done[one.key] = one
        return one

    def close(self) -> None:
        """Close the file."""
        self._stream.close()


def _text(one: Line) -> str:
    return one.model_dump_json() + "\n"


def _read(file: Path, kind: type[T]) -> Iterator[T]:
    if not file.is_file():
        return
    # Not splitlines(): a title may hold one of Unicode's other line ends.
    for line in file.read_text(encoding="utf-8").split("\n"):
        try:
            yield kind.model_validate_json(line)
        except ValidationError:
            return

"""What a run found, a line each, on disk as it comes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable, Iterator, Mapping
from pathlib import Path
from types import TracebackType, UnionType
from typing import Generic, Protocol, Self, TypeVar

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from whyrec import Settings
from whyrec.agents.rank import load_weights
from whyrec.evals._home import DataSet
from whyrec.evals._provenance import sources

Note = Callable[[str], None]


class Keyed(Protocol):
    """What can stand on a line: a pydantic model, a dataclass or a named tuple."""

    @property
    def key(self) -> Hashable:
        """Unique in its file."""


T = TypeVar("T", bound=Keyed)


class _Head(BaseModel):
    """The first line of a file."""

    model_config = ConfigDict(extra="forbid")

    made_by: dict[str, str]


class Kept(Generic[T]):
    """A JSON-lines file that a later run of the same suite goes on with.

    A run that was killed leaves at most one half-written line, which is dropped. So is everything
    if it was made by something else than the first line says: other code, data, suite, model.

    Args:
        file: Made if need be.
        kind: Type of its lines; a union of them is named: ``Kept[A | B](file, A | B, made_by)``.
        made_by: What its lines depend on, by name; see `made_by`.
        note: Told what is dropped.
    """

    def __init__(
        self,
        file: Path,
        kind: type[T] | UnionType,
        made_by: Mapping[str, str],
        note: Note | None = None,
    ) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        head, lines = _read(file)
        self._type: TypeAdapter[T] = TypeAdapter(kind)  # type: ignore[arg-type]
        self.begun_anew = head != made_by
        """No results were there, or those of something else."""
        if not self.begun_anew:
            self._done = {one.key: one for one in self._parsed(lines)}
        else:
            self._done = {}
            if lines and note is not None:
                changed = [name for name in made_by if head.get(name) != made_by[name]]
                note(
                    f"Not used again: {len(lines)} results in {file}. "
                    f"Changed since: {', '.join(changed) or 'how they are kept'}."
                )
        # Written anew without the half line, before anything is added.
        fresh = file.with_suffix(".new")
        first = _Head(made_by=dict(made_by)).model_dump_json().encode() + b"\n"
        fresh.write_bytes(first + b"".join(map(self._line, self._done.values())))
        fresh.replace(file)
        self._stream = file.open("ab")

    def get(self, key: Hashable) -> T | None:
        """What was found, or None."""
        return self._done.get(key)

    def add(self, one: T) -> T:
        """Keep it; it is there after the process dies."""
        self._stream.write(self._line(one))
        self._stream.flush()
        self._done[one.key] = one
        return one

    def close(self) -> None:
        """Close the file."""
        self._stream.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _line(self, one: T) -> bytes:
        return self._type.dump_json(one) + b"\n"

    def _parsed(self, lines: list[bytes]) -> Iterator[T]:
        for line in lines:
            try:
                yield self._type.validate_json(line)
            except ValidationError:
                return


def made_by(data: DataSet, suite: str, settings: Settings, **more: str) -> dict[str, str]:
    """What the results of a run depend on.

    Args:
        data: The data set.
        suite: Its text.
        settings: Of profile, ranking and embedding; a file of weights counts by what it holds.
        **more: What else, by name: the language model's id.
    """
    weights = load_weights(settings.rank.weights).model_dump_json()
    used = settings.model_dump_json(include={"profile", "rank", "embedding"})
    return {
        "code": sources(),
        "data": data.fingerprint,
        "suite": digest(suite),
        "settings": digest(used + weights),
        **more,
    }


def digest(text: str) -> str:
    """The first twelve digits of a text's sha256."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _read(file: Path) -> tuple[dict[str, str], list[bytes]]:
    """What made a file, and its lines; the last may be half a one."""
    if not file.is_file():
        return {}, []
    # Bytes, not text: the half line may end inside a character, and a title may hold one of
    # Unicode's other line ends.
    first, *lines = file.read_bytes().split(b"\n")
    lines = [line for line in lines if line]
    try:
        return _Head.model_validate_json(first).made_by, lines
    except ValidationError:
        return {}, [first, *lines] if first else lines

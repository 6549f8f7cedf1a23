"""The file in which ingest leaves the rows that it refused."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from whyrec.store._unwritable import unwritable
from whyrec.store.readers import Rejected


class RejectsFile:
    """Writes refused rows as JSON Lines; the file appears whole, at the end, if there are any.

    Each line has ``file``, ``line``, ``problems`` (column, value, message) and ``row``. The same
    input writes the same file again, in the place of the old one.

    Args:
        folder: Where; None writes nothing.
        source: Short name of the input.
        fingerprint: Hash of the input.
    """

    def __init__(self, folder: Path | None, source: str, fingerprint: str) -> None:
        self._file: IO[str] | None = None
        self._target: Path | None = None
        if folder is not None:
            name = re.sub(r"[^\w.+-]+", "_", source)[:80]
            self._target = folder / f"{name}-{fingerprint}.jsonl"

    def write(self, rejected: Iterable[Rejected]) -> None:
        """Write rows.

        Raises:
            WhyrecError: The folder cannot be written to; see `unwritable`.
        """
        if self._target is None:
            return
        try:
            for row in rejected:
                if self._file is None:
                    self._target.parent.mkdir(parents=True, exist_ok=True)
                    self._file = self._unfinished.open("w", encoding="utf-8", newline="\n")
                problems = [complaint._asdict() for complaint in row.complaints]
                told = {"file": row.file, "line": row.line, "problems": problems, "row": row.row}
                self._file.write(json.dumps(told, ensure_ascii=False) + "\n")
        except OSError as error:
            raise unwritable(
                f"The rejects in {self._target.parent} cannot be written", error
            ) from error

    def finish(self) -> Path | None:
        """Put the file in its place; without rows, take away what an earlier run left.

        Returns:
            The file, or None where nothing was refused or nothing is to be written.
        """
        if self._target is None:
            return None
        if self._file is None:
            self._target.unlink(missing_ok=True)
            return None
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._file = None
        self._unfinished.replace(self._target)
        return self._target

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._file is not None:
            self._file.close()
            self._unfinished.unlink(missing_ok=True)

    @property
    def _unfinished(self) -> Path:
        assert self._target is not None
        return self._target.with_name(f"{self._target.name}.{os.getpid()}.tmp")

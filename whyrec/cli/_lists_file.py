"""A JSON Lines file of lists that appears when it is complete and can be gone on with."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self


class ListsFile:
    """Lines written beside ``target``, which takes its name when `finish` is called.

    What was written before is gone on with if the same was asked for; a torn last line, from a
    process that was killed, is written anew.

    Args:
        target: The file to make.
        asked: Everything that decides what the lines say.
    """

    def __init__(self, target: Path, asked: Mapping[str, Any]) -> None:
        text = json.dumps(asked, sort_keys=True, default=str)
        digest = hashlib.sha256(text.encode()).hexdigest()[:12]
        self._target = target
        self._part = target.with_name(f"{target.name}.{digest}.part")
        self.done: set[str] = set()
        """Users whose line is there."""

    def __enter__(self) -> Self:
        whole = 0
        if self._part.exists():
            with self._part.open("rb") as stream:
                for line in stream:
                    user = _user_of(line)
                    if user is None:
                        break
                    self.done.add(user)
                    whole += len(line)
        self._stream: BinaryIO = self._part.open("ab")
        self._part.chmod(0o600)
        self._stream.truncate(whole)
        return self

    def add(self, user: str, line: str) -> None:
        """Write a user's line."""
        self._stream.write(line.encode() + b"\n")
        self.done.add(user)

    def finish(self) -> None:
        """Put the file in its place, complete and on disk."""
        self._stream.flush()
        os.fsync(self._stream.fileno())
        self._part.replace(self._target)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stream.close()


def _user_of(line: bytes) -> str | None:
    if not line.endswith(b"\n"):
        return None
    try:
        return str(json.loads(line)["user_id"])
    except (ValueError, KeyError, TypeError):
        return None

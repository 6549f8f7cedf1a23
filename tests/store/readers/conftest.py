"""Files with what a test needs in them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from whyrec.store import EventRow
from whyrec.store.readers import EventRules, Rejected, read_events

MakeFile = Callable[[str, str | bytes], Path]


@pytest.fixture
def make_file(tmp_path: Path) -> MakeFile:
    """Write a file of that name and content."""

    def make(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        data = content if isinstance(content, bytes) else content.encode()
        path.write_bytes(data)
        return path

    return make


def events_of(path: Path, rules: EventRules | None = None) -> tuple[list[EventRow], list[Rejected]]:
    """All events of a file, and all rows refused."""
    read = list(read_events(path, rules))
    rows = [row for batch in read for row in batch.rows()]
    return rows, [bad for batch in read for bad in batch.rejected]

"""Taking a user's words out of the rejects files that ingest left."""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any


def scrub_rejects(
    folder: Path, *, user_id: str | None = None, event_ids: Collection[str] = ()
) -> int:
    """Rewrite ``folder/*.jsonl`` without the lines that mention a user or events.

    A line goes when a field of its ``row`` is exactly one of the ids, or when it cannot be read
    and holds one of them anywhere. Each file is replaced in one step; one that is left empty is
    deleted.

    Args:
        folder: Where ingest writes its rejects files; need not exist.
        user_id: A user, all of whose rows go.
        event_ids: Events whose rows go.

    Returns:
        How many lines were taken out.
    """
    ids = set(event_ids) | ({user_id} if user_id else set())
    if not ids or not folder.is_dir():
        return 0
    return sum(_scrub(file, ids) for file in sorted(folder.glob("*.jsonl")))


def _scrub(file: Path, ids: set[str]) -> int:
    beside = file.with_name(f"{file.name}.{os.getpid()}.tmp")
    kept = gone = 0
    try:
        # Bytes that are no UTF-8 must come out as they went in.
        with (
            file.open(encoding="utf-8", errors="surrogateescape", newline="\n") as lines,
            beside.open("w", encoding="utf-8", errors="surrogateescape", newline="\n") as clean,
        ):
            for line in lines:
                if _mentions(line, ids):
                    gone += 1
                else:
                    clean.write(line)
                    kept += 1
            clean.flush()
            os.fsync(clean.fileno())
        if gone and kept:
            beside.replace(file)
        elif gone:
            file.unlink()
    finally:
        beside.unlink(missing_ok=True)
    return gone


def _mentions(line: str, ids: set[str]) -> bool:
    try:
        problem = json.loads(line)
    except ValueError:
        return any(i in line for i in ids)
    row = problem.get("row") if isinstance(problem, dict) else problem
    return any(text in ids for text in _texts(row))


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
    elif value is not None:
        yield value if isinstance(value, str) else json.dumps(value)

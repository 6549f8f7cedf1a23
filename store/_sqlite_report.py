"""What `whyrec doctor` says of SQLite."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import make_url

_FIXED = (3, 51, 3)
_FIRST = (3, 7, 0)


class SqliteReport(NamedTuple):
    """The SQLite that is in use, and how."""

    version: str
    wal_reset_bug: bool
    """Whether this version can lose a transaction when two connections write and checkpoint at
    once (3.7.0 to 3.51.2). whyrec's lock file keeps its own processes apart; other programs that
    write to the file do not know of it."""
    journal_mode: str | None
    """``wal`` is right; None when there is no database yet."""


def sqlite_report(url: str) -> SqliteReport | None:
    """Look at the SQLite library and the database, changing nothing.

    Args:
        url: The database's SQLAlchemy URL.

    Returns:
        The report, or None when the database is not SQLite.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return None
    return SqliteReport(
        version=sqlite3.sqlite_version,
        wal_reset_bug=_FIRST <= sqlite3.sqlite_version_info < _FIXED,
        journal_mode=_journal_mode(Path(parsed.database or "")),
    )


def _journal_mode(file: Path) -> str | None:
    if not file.is_file():
        return None
    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        try:
            mode: str = connection.execute("PRAGMA journal_mode").fetchone()[0]
        except sqlite3.DatabaseError:
            return None
    return mode

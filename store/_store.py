"""The store: everything whyrec remembers, except vectors."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from whyrec.store._database import Database
from whyrec.store._events import Events
from whyrec.store._items import Items


class Store:
    """Items, events, profiles and settings of all tenants, in one SQL database.

    Safe to use from several threads, and beside other processes.
    """

    items: Items
    events: Events

    def __init__(self, database: Database) -> None:
        self._database = database
        self.items = Items(database)
        self.events = Events(database)

    @classmethod
    def open(cls, url: str) -> Self:
        """Open a database, make it if need be, and bring its schema to the newest version.

        Args:
            url: A SQLAlchemy URL, ``sqlite:///FILE`` or PostgreSQL.

        Raises:
            InputError: The URL cannot be used, or it names a file that is no database.
            PrerequisiteError: The driver is not installed, or a newer whyrec made the database.
        """
        return cls(Database(url))

    @property
    def file(self) -> Path | None:
        """The SQLite file; None for another database."""
        return self._database.file

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make all changes of the block together, or none of them."""
        with self._database.write():
            yield

    def close(self) -> None:
        """Close the database's connections."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

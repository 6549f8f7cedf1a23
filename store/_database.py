"""The connection: one that writes, several that read, transactions that nest."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from filelock import FileLock, Timeout
from sqlalchemy import URL, Connection, Engine, Table, create_engine, event, make_url
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from whyrec.errors import ConflictError, InputError, PrerequisiteError, WhyrecError
from whyrec.store._migrate import SCHEMA_VERSION, migrate, stored_version
from whyrec.store._unwritable import unwritable

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql

BUSY_SECONDS = 30.0
"""How long a writer waits for another process's transaction."""

_READER_MS = 200
"""How long emptying the log waits for readers."""

IN_LIMIT = 5_000
"""Ids in one ``IN (…)``: below every database's limit of bound parameters."""


class Database:
    """A SQLAlchemy engine with the rules whyrec writes by.

    On SQLite one connection writes and the others cannot. A lock file beside the database is held
    from the beginning of a transaction until after its commit, by all processes alike: SQLite below
    3.51.3 can lose a transaction when one connection writes while another checkpoints.
    """

    def __init__(self, url: str, *, durable: bool = True) -> None:
        """Open ``url`` and bring its schema to the newest version.

        Args:
            url: A SQLAlchemy URL.
            durable: On SQLite, False leaves it to the operating system when to write to the disk:
                a transaction then outlives this process, but perhaps not a power cut.

        Raises:
            InputError: The URL cannot be used, or it names a file that is no database.
            PrerequisiteError: The driver is not installed, a newer whyrec made the database, or
                there is no space or permission to write.
        """
        parsed = _parse(url)
        self.file = _sqlite_file(parsed)
        self._local = threading.local()
        self._traces: Literal["rows", "log"] | None = None
        self._traces_left = 0
        try:
            if self.file is None:
                self._writer = self._reader = create_engine(parsed, pool_pre_ping=True)
            else:
                self.file.parent.mkdir(parents=True, exist_ok=True)
                self._writer = _sqlite_engine(parsed, writing=True, durable=durable)
                self._reader = _sqlite_engine(parsed, writing=False)
        except ModuleNotFoundError as error:
            raise PrerequisiteError(
                f"The database driver {error.name} is not installed.",
                remedy=f"Install it with: pip install {error.name}",
            ) from error
        except OSError as error:
            raise unwritable(f"The folder {error.filename} cannot be made", error) from error
        self._thread_lock = threading.RLock() if self.file else nullcontext()
        self._file_lock = FileLock(f"{self.file}.lock", thread_local=False) if self.file else None
        try:
            self._bring_up_to_date()
        except BaseException:
            self.close()
            raise

    @property
    def dialect(self) -> str:
        """The kind of database: ``sqlite`` or ``postgresql``."""
        return self._writer.dialect.name

    @property
    def in_transaction(self) -> bool:
        """Whether this thread is inside `write`."""
        return self._current() is not None

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction, kept when the block has ended; inside another one, a part of it.

        Raises:
            ConflictError: Another process has been writing for 30 seconds.
        """
        outer = self._current()
        if outer is not None:
            with outer.begin_nested():
                yield outer
            return
        with self._thread_lock, self._across_processes():
            try:
                with self._writer.begin() as connection:
                    self._local.connection = connection
                    yield connection
            except DBAPIError as error:
                raise _explained(error) from error
            finally:
                self._local.connection = None
            if self._traces and not self._traces_left:
                self._wipe()

    @contextmanager
    def traces_left(self) -> Iterator[None]:
        """Put off what `leave_no_trace` asks for while many transactions are made.

        It is done after the first one that follows the block, by `wipe_traces` or by `close`.
        """
        self._traces_left += 1
        try:
            yield
        finally:
            self._traces_left -= 1

    def wipe_traces(self) -> None:
        """Do what `leave_no_trace` asked for, if anything; other writers wait meanwhile."""
        if self._traces:
            with self._thread_lock, self._across_processes():
                self._wipe()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection to read from; inside a transaction of this thread, that one."""
        outer = self._current()
        if outer is not None:
            yield outer
            return
        try:
            with self._reader.connect() as connection:
                yield connection
        except DBAPIError as error:
            raise _explained(error) from error

    def leave_no_trace(self) -> None:
        """Rewrite SQLite's file after this transaction, and empty its log.

        A deleted row's bytes stay in both otherwise, in free and in half-empty pages
        (``secure_delete`` misses those of split pages). Takes some seconds for a million events,
        once for a whole transaction. A reader in the middle of something puts the emptying off to
        the next transaction, at the latest to `close`.
        """
        self._traces = "rows" if self.file is not None else None

    def insert(self, table: Table) -> sqlite.Insert | postgresql.Insert:
        """An ``INSERT`` that can be given ``ON CONFLICT``, in this database's words."""
        if self.dialect == "postgresql":
            from sqlalchemy.dialects import postgresql

            return postgresql.insert(table)
        return sqlite.insert(table)

    def close(self) -> None:
        """Close all connections; the last one folds SQLite's log into the database."""
        self.wipe_traces()
        self._reader.dispose()
        self._writer.dispose()

    def _current(self) -> Connection | None:
        return getattr(self._local, "connection", None)

    @contextmanager
    def _across_processes(self) -> Iterator[None]:
        if self._file_lock is None:
            yield
            return
        try:
            self._file_lock.acquire(timeout=BUSY_SECONDS, poll_interval=0.002)
        except Timeout as error:
            raise ConflictError(
                f"Another process has been writing to {self.file} for {BUSY_SECONDS:.0f} seconds.",
                remedy="Wait for it to finish, then try again.",
            ) from error
        try:
            yield
        finally:
            self._file_lock.release()

    def _wipe(self) -> None:
        with self._writer.connect() as connection:
            driver = connection.connection.driver_connection
            assert driver is not None
            if self._traces == "rows":
                driver.execute("VACUUM")
                self._traces = "log"
            driver.execute(f"PRAGMA busy_timeout = {_READER_MS}")
            busy, _, _ = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            driver.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000:.0f}")
        if not busy:
            self._traces = None

    def _bring_up_to_date(self) -> None:
        with self.read() as connection:
            if stored_version(connection) == SCHEMA_VERSION:
                return
        with self.write() as connection:
            migrate(connection)


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
        parsed.get_dialect()
    except (ArgumentError, NoSuchModuleError) as error:
        raise InputError(
            f"{url!r} is no database URL.",
            remedy="Write sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME.",
        ) from error
    if parsed.get_backend_name() not in ("sqlite", "postgresql"):
        raise InputError(
            f"whyrec keeps its data in SQLite or PostgreSQL, not {parsed.get_backend_name()}."
        )
    return parsed


def _sqlite_file(url: URL) -> Path | None:
    if url.get_backend_name() != "sqlite":
        return None
    if not url.database or url.database == ":memory:" or url.database.startswith("file:"):
        raise InputError(
            f"{url} names no file.", remedy="Write sqlite:///FILE; the folder is made if need be."
        )
    return Path(url.database)


def _sqlite_engine(url: URL, *, writing: bool, durable: bool = True) -> Engine:
    size: dict[str, Any] = {"pool_size": 1, "max_overflow": 0} if writing else {"pool_size": 8}
    # Without isolation_level=None the driver begins transactions itself, too late and not for DDL.
    engine = create_engine(url, connect_args={"isolation_level": None}, **size)

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _: Any) -> None:
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000:.0f}")
        cursor.execute("PRAGMA foreign_keys = ON")
        if writing:
            cursor.execute("PRAGMA journal_mode = WAL")
            cursor.execute(f"PRAGMA synchronous = {'FULL' if durable else 'OFF'}")
            # Event ids arrive in no order: a large cache and rare checkpoints save writes.
            cursor.execute("PRAGMA cache_size = -65536")
            cursor.execute("PRAGMA wal_autocheckpoint = 8000")
        else:
            cursor.execute("PRAGMA query_only = ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


def _explained(error: DBAPIError) -> WhyrecError | DBAPIError:
    said = str(error.orig)
    if "locked" in said:
        return ConflictError(
            "The database is locked by another process.", remedy="Wait for it, then try again."
        )
    if "not a database" in said or "malformed" in said:
        return InputError(
            f"The database cannot be read: {said}.",
            remedy="Restore a backup with: whyrec restore FILE",
        )
    if "unable to open" in said or "readonly" in said or "full" in said or "disk I/O" in said:
        return PrerequisiteError(
            f"The database cannot be used: {said}.",
            remedy="Check the free space and the permissions of its folder: whyrec writes there "
            "also to read.",
        )
    return error

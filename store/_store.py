"""The store: everything whyrec remembers, except vectors."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self, TypeVar

from whyrec.store._availability import Availability
from whyrec.store._clusters import Clusters
from whyrec.store._content import Content
from whyrec.store._database import Database
from whyrec.store._events import Events
from whyrec.store._experiments import Experiments
from whyrec.store._exposures import Exposures
from whyrec.store._items import Items
from whyrec.store._keys import Keys
from whyrec.store._known import known
from whyrec.store._look import Look, look
from whyrec.store._memberships import Memberships
from whyrec.store._meta import Meta
from whyrec.store._profiles import Profiles
from whyrec.store._replies import Replies
from whyrec.store._shown import Shown
from whyrec.store._tenants import tenants

T = TypeVar("T")

_WRITERS = 4
"""Threads that write to a database with several writers at a time."""


class ErasedCounts(NamedTuple):
    """What erasing a user deleted."""

    events: int
    versions: int
    """Versions of the profile."""
    values: int
    """Small facts kept under the user, what experiments showed them, replies about them, and keys
    of theirs."""
    shown: int = 0
    """Answers of the chat that could be referred to."""
    memberships: int = 0
    """Versions of which was kept what cluster they belonged to."""


class Store:
    """Items, events, profiles and settings of all tenants, in one SQL database.

    Safe to use from several threads, and beside other processes.
    """

    items: Items
    events: Events
    profiles: Profiles
    meta: Meta
    shown: Shown
    keys: Keys
    replies: Replies
    availability: Availability
    experiments: Experiments
    exposures: Exposures
    content: Content
    clusters: Clusters
    memberships: Memberships

    def __init__(self, database: Database) -> None:
        self._database = database
        # SQLite lets one write at a time: more threads would only stand before its lock.
        self._writers = ThreadPoolExecutor(1 if database.file else _WRITERS, "whyrec-writing")
        self.items = Items(database)
        self.events = Events(database)
        self.profiles = Profiles(database)
        self.meta = Meta(database)
        self.shown = Shown(database)
        self.keys = Keys(database)
        self.replies = Replies(database)
        self.availability = Availability(database)
        self.experiments = Experiments(database)
        self.exposures = Exposures(database)
        self.content = Content(database)
        self.clusters = Clusters(database)
        self.memberships = Memberships(database)

    @classmethod
    def open(cls, url: str, *, durable: bool = True) -> Self:
        """Open a database, make it if need be, and bring its schema to the newest version.

        Args:
            url: A SQLAlchemy URL, ``sqlite:///FILE`` or PostgreSQL.
            durable: False spares SQLite the wait for the disk; what is kept then outlives this
                process, but perhaps not a power cut.

        Raises:
            InputError: The URL cannot be used, or it names a file that is no database.
            PrerequisiteError: The driver is not installed, or a newer whyrec made the database.
        """
        return cls(Database(url, durable=durable))

    @property
    def file(self) -> Path | None:
        """The SQLite file; None for another database."""
        return self._database.file

    def look(self, tenant: str) -> Look:
        """Where a tenant's data stands now."""
        return look(self._database, tenant)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make all changes of the block together, or none of them."""
        with self._database.write():
            yield

    async def queued(self, work: Callable[[], T]) -> T:
        """Do what writes in a thread for that: whatever it waits for, the event loop does not.

        Args:
            work: Inside a transaction, and where no event loop runs, it is done at once, here.
        """
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return work()
        if self._database.in_transaction:
            return work()
        return await loop.run_in_executor(self._writers, copy_context().run, work)

    @contextmanager
    def traces_left(self) -> Iterator[None]:
        """Rewrite the file once for many deletions, with `wipe_traces` after the block."""
        with self._database.traces_left():
            yield

    def wipe_traces(self) -> None:
        """Rewrite the file without what was deleted; takes seconds for a million events."""
        self._database.wipe_traces()

    def tenants(self) -> list[str]:
        """Every tenant of whom anything is kept, by name."""
        return tenants(self._database)

    def knows(self, tenant: str, user: str) -> bool:
        """Whether anything is kept of a user, apart from keys."""
        return known(self._database, tenant, user)

    def erase_user(self, tenant: str, user: str) -> ErasedCounts:
        """Delete all that is known of a user, at once and for good.

        Of the events, hashed ids stay, so that loading an old file does not bring them back.
        """
        with self.transaction():
            small = (self.meta, self.replies, self.keys, self.exposures)
            memberships = self.memberships.erase(tenant, user)
            if memberships:
                self.clusters.forget_moves(tenant)
            return ErasedCounts(
                events=self.events.forget_user(tenant, user),
                versions=self.profiles.erase(tenant, user),
                values=sum(kept.erase(tenant, user) for kept in small),
                shown=self.shown.erase(tenant, user),
                memberships=memberships,
            )

    def close(self) -> None:
        """Close the database's connections, once all that is queued is written."""
        self._writers.shutdown()
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

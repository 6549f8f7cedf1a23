"""What users did."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, Row, delete, func, select

from whyrec.domain import Event
from whyrec.store._batches import batches
from whyrec.store._columns import EventColumns, read_columns
from whyrec.store._contexts import ContextColumns, read_contexts, read_values
from whyrec.store._database import IN_LIMIT, Database
from whyrec.store._generations import advance, generation, generation_in
from whyrec.store._latest import Latest
from whyrec.store._rows import EventRow, from_us, to_events, to_us
from whyrec.store._tables import events, tombstones

_COLUMNS = [events.c[name] for name in EventRow._fields]
_BATCH = 10_000
_DAY_US = 86_400_000_000
EVENTS_HELD = 20_000
"""Events of the users asked for last that are kept in memory."""


class EventConflict(NamedTuple):
    """An event whose id is taken by another content; the stored one stays."""

    event_id: str
    row_index: int
    """Position among the rows given, from 0."""


@dataclass(frozen=True)
class AddedEvents:
    """What adding events did; every row is in exactly one of the counts."""

    added: int = 0
    unchanged: int = 0
    forgotten: int = 0
    """Refused, because the event was forgotten once."""
    conflicts: list[EventConflict] = field(default_factory=list)
    forgotten_ids: list[str] = field(default_factory=list, compare=False)
    """Of the refused ones, each time it was given."""


class DayOfRatings(NamedTuple):
    """All ratings of one day."""

    day: datetime
    """Its beginning, UTC."""
    ratings: int
    total: float
    """Their sum, on the tenant's scale."""


class UserSummary(NamedTuple):
    """How much is known of a user."""

    user_id: str
    events: int
    first: datetime
    last: datetime


class Events:
    """Events by tenant and id. They are added and forgotten, never changed."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._histories: Latest[tuple[str, str], tuple[int, list[Event]]] = Latest(
            EVENTS_HELD, lambda held: 1 + len(held[1])
        )

    def add(self, tenant: str, rows: Iterable[Event | EventRow]) -> AddedEvents:
        """Add events; the same ones again change nothing.

        Args:
            tenant: Whose events.
            rows: Any number, in any order; every 10,000 are one transaction.

        Returns:
            The counts; what they say is durable. Does not hold inside `Store.transaction`, where
            nothing is durable before its end.
        """
        added = given = 0
        forgotten: list[str] = []
        conflicts: list[EventConflict] = []
        for batch in batches(rows, _BATCH):
            wanted = [r if isinstance(r, EventRow) else EventRow.of(r) for r in batch]
            with self._database.write() as connection:
                dead = self._dead(connection, tenant, wanted)
                living = [row for row in wanted if row.id not in dead] if dead else wanted
                new = self._insert(connection, tenant, living)
                if new < len(living):
                    conflicts += self._conflicts(connection, tenant, wanted, dead, given)
                if new:
                    advance(self._database, connection, tenant, "events")
            added += new
            forgotten += [row.id for row in wanted if row.id in dead]
            given += len(wanted)
        unchanged = given - added - len(forgotten) - len(conflicts)
        return AddedEvents(added, unchanged, len(forgotten), conflicts, forgotten)

    def get(self, tenant: str, ids: Iterable[str]) -> dict[str, Event]:
        """The events of those ids that exist, by id, in the order asked."""
        asked = list(dict.fromkeys(ids))
        with self._database.read() as connection:
            stored = self._stored(connection, tenant, asked)
        found = to_events(stored[i] for i in asked if i in stored)
        return {event.id: event for event in found}

    def ids_before(self, tenant: str, moment: datetime) -> dict[str, list[str]]:
        """The ids of all events before a moment, by user."""
        wanted = select(events.c.user_id, events.c.id).where(
            events.c.tenant == tenant, events.c.at_us < to_us(moment)
        )
        found: dict[str, list[str]] = {}
        with self._database.read() as connection:
            for user, event_id in connection.execute(wanted):
                found.setdefault(user, []).append(event_id)
        return found

    def exist(self, tenant: str, ids: Collection[str]) -> bool:
        """Whether there are events of all of these ids, each given once."""
        found = 0
        with self._database.read() as connection:
            for some in batches(ids, IN_LIMIT):
                these = (events.c.tenant == tenant, events.c.id.in_(some))
                found += connection.scalar(select(func.count()).where(*these)) or 0
        return found == len(ids)

    def of_user(self, tenant: str, user: str, until: datetime | None = None) -> list[Event]:
        """A user's events up to and with ``until``, ordered by time, then id."""
        with self._database.read() as connection:
            state = generation_in(connection, tenant, "events")
            known = self._histories.get((tenant, user))
            if known is None or known[0] != state:
                held = [] if known is None else known[1]
                known = (state, self._of_user(connection, tenant, user, held))
                if not self._database.in_transaction:  # which may be rolled back
                    self._histories.put((tenant, user), known)
        end = len(known[1]) if until is None else bisect_right(known[1], until, key=_moment)
        return known[1][:end]

    def page(
        self, tenant: str, user: str, limit: int, before: tuple[int, str] | None = None
    ) -> list[Event]:
        """A user's latest events, newest first.

        Args:
            tenant: Whose user.
            user: The user.
            limit: How many, at most.
            before: Microseconds and id of an event; only what comes after it in this order.
        """
        c = events.c
        wanted = select(*_COLUMNS).where(c.tenant == tenant, c.user_id == user)
        if before is not None:
            at_us, event_id = before
            later = (c.at_us < at_us) | ((c.at_us == at_us) & (c.id < event_id))
            wanted = wanted.where(c.at_us <= at_us, later)
        with self._database.read() as connection:
            ordered = wanted.order_by(c.at_us.desc(), c.id.desc()).limit(limit)
            return to_events(connection.execute(ordered))

    def users(
        self,
        tenant: str,
        limit: int | None = None,
        after: str | None = None,
        *,
        only: str | None = None,
    ) -> list[UserSummary]:
        """Users who have events, by id.

        Args:
            tenant: Whose users.
            limit: How many, at most; by default all.
            after: Only those whose ids come after this one.
            only: This user and nobody else.
        """
        at, user = events.c.at_us, events.c.user_id
        mine = [events.c.tenant == tenant]
        if after is not None:
            mine.append(user > after)
        if only is not None:
            mine.append(user == only)
        wanted = (
            select(user, func.count(), func.min(at), func.max(at))
            .where(*mine)
            .group_by(user)
            .order_by(user)
            .limit(limit)
        )
        with self._database.read() as connection:
            return [
                UserSummary(user_id, count, from_us(first), from_us(last))
                for user_id, count, first, last in connection.execute(wanted)
            ]

    def ratings_by_day(self, tenant: str) -> list[DayOfRatings]:
        """How many ratings there were on each day (UTC) and their sum, oldest day first."""
        day = events.c.at_us // _DAY_US
        wanted = (
            select(day, func.count(), func.sum(events.c.value))
            .where(events.c.tenant == tenant, events.c.kind == "rating")
            .group_by(day)
            .order_by(day)
        )
        with self._database.read() as connection:
            return [
                DayOfRatings(from_us(number * _DAY_US), count, float(total))
                for number, count, total in connection.execute(wanted)
            ]

    def rating_range(self, tenant: str) -> tuple[float, float] | None:
        """The lowest and the highest rating there is; None where there is none."""
        value = events.c.value
        wanted = select(func.min(value), func.max(value)).where(
            events.c.tenant == tenant, events.c.kind == "rating"
        )
        with self._database.read() as connection:
            low, high = connection.execute(wanted).one()
        return None if low is None else (float(low), float(high))

    def count(self, tenant: str) -> int:
        """How many events the tenant has."""
        wanted = select(func.count()).select_from(events).where(events.c.tenant == tenant)
        with self._database.read() as connection:
            return connection.scalar(wanted) or 0

    def columns(
        self, tenant: str, since: datetime | None = None, until: datetime | None = None
    ) -> EventColumns:
        """What all users did with items, as arrays, from ``since`` to ``until``, both included.

        Searches and statements are left out. Ordered by time, then event id.
        """
        return read_columns(self._database, tenant, since, until)

    def contexts(self, tenant: str, until: datetime) -> ContextColumns:
        """In what contexts all users did what with items, up to and including ``until``.

        Ordered by time, then event id.
        """
        return read_contexts(self._database, tenant, until)

    def context_values(self, tenant: str) -> tuple[list[str], list[str]]:
        """Scenes and devices that events name, each the most frequent first."""
        return read_values(self._database, tenant)

    def generation(self, tenant: str) -> int:
        """A number that changes whenever the tenant's events change."""
        return generation(self._database, tenant, "events")

    def forget(self, tenant: str, user: str, event_ids: Collection[str]) -> int:
        """Delete events of a user for good: `add` refuses their ids from now on.

        Ids that are not this user's are left alone.

        Returns:
            How many events were deleted.
        """
        deleted = 0
        with self._database.write() as connection:
            for some in batches(event_ids, IN_LIMIT):
                mine = (events.c.tenant == tenant, events.c.user_id == user, events.c.id.in_(some))
                found = list(connection.scalars(select(events.c.id).where(*mine)))
                if not found:
                    continue
                connection.execute(
                    self._database.insert(tombstones).on_conflict_do_nothing(),
                    [{"tenant": tenant, "hash": tombstone(tenant, i)} for i in found],
                )
                connection.execute(delete(events).where(*mine))
                deleted += len(found)
            self._histories.drop((tenant, user))
            if deleted:
                self._database.leave_no_trace()
                advance(self._database, connection, tenant, "events")
        return deleted

    def forget_user(self, tenant: str, user: str) -> int:
        """Delete all events of a user for good.

        Returns:
            How many events were deleted.
        """
        with self._database.write():
            ids = [event.id for event in self.of_user(tenant, user)]
            return self.forget(tenant, user, ids)

    def _of_user(
        self, connection: Connection, tenant: str, user: str, held: list[Event]
    ) -> list[Event]:
        """All events of a user. Those held are not read again: what is stored never changes."""
        mine = (events.c.tenant == tenant, events.c.user_id == user)
        order = (events.c.at_us, events.c.id)
        if not held:
            return to_events(connection.execute(select(*_COLUMNS).where(*mine).order_by(*order)))
        ids = list(connection.scalars(select(events.c.id).where(*mine).order_by(*order)))
        by_id = {event.id: event for event in held}
        stored = self._stored(connection, tenant, [i for i in ids if i not in by_id])
        by_id |= {event.id: event for event in to_events(stored.values())}
        # One may be forgotten between the two, where reading is not of one moment.
        return [by_id[i] for i in ids if i in by_id]

    def _insert(self, connection: Connection, tenant: str, rows: list[EventRow]) -> int:
        if not rows:
            return 0
        statement = self._database.insert(events).on_conflict_do_nothing()
        names = ["tenant", *EventRow._fields]
        compiled = statement.compile(dialect=connection.dialect, column_keys=names)
        if getattr(compiled, "positiontup", None) != names:
            values = [dict(zip(names, (tenant, *row), strict=True)) for row in rows]
            # Drivers of PostgreSQL do not count the rows of many statements.
            return len(connection.execute(statement.returning(events.c.id), values).all())
        # A driver that takes tuples gets them as they are: a third of the time saved.
        return connection.exec_driver_sql(str(compiled), [(tenant, *row) for row in rows]).rowcount

    def _conflicts(
        self,
        connection: Connection,
        tenant: str,
        rows: list[EventRow],
        dead: set[str],
        first_index: int,
    ) -> list[EventConflict]:
        """Rows that are not what is stored, the rows just inserted being stored too."""
        stored = self._stored(connection, tenant, [row.id for row in rows])
        return [
            EventConflict(row.id, index)
            for index, row in enumerate(rows, first_index)
            if row.id not in dead and stored[row.id] != row
        ]

    def _stored(
        self, connection: Connection, tenant: str, ids: list[str]
    ) -> dict[str, Row[tuple[object, ...]]]:
        found = {}
        for some in batches(ids, IN_LIMIT):
            wanted = select(*_COLUMNS).where(events.c.tenant == tenant, events.c.id.in_(some))
            found.update({row[0]: row for row in connection.execute(wanted)})
        return found

    def _dead(self, connection: Connection, tenant: str, rows: list[EventRow]) -> set[str]:
        any_tombstone = select(tombstones.c.hash).where(tombstones.c.tenant == tenant).limit(1)
        if connection.scalar(any_tombstone) is None:
            return set()
        by_hash = {tombstone(tenant, row.id): row.id for row in rows}
        dead: set[str] = set()
        for some in batches(by_hash, IN_LIMIT):
            wanted = select(tombstones.c.hash).where(
                tombstones.c.tenant == tenant, tombstones.c.hash.in_(some)
            )
            dead.update(by_hash[found] for found in connection.scalars(wanted))
        return dead


def _moment(event: Event) -> datetime:
    return event.at


def tombstone(tenant: str, event_id: str) -> str:
    """What is kept of a forgotten event: a SHA-256 of tenant, NUL and event id, hexadecimal."""
    return hashlib.sha256(f"{tenant}\0{event_id}".encode()).hexdigest()

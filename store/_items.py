"""The catalogue."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import Connection, delete, func, select

from whyrec.domain import Item
from whyrec.store._batches import batches
from whyrec.store._content import drop_items
from whyrec.store._database import IN_LIMIT, Database
from whyrec.store._generations import advance, generation, generation_in
from whyrec.store._rows import ItemRow, fold, to_items
from whyrec.store._tables import items, unavailable

_COLUMNS = [items.c[name] for name in ItemRow._fields]
_BATCH = 5_000


@dataclass(frozen=True)
class UpsertCounts:
    """What an upsert of items did; every row is in exactly one of the counts."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    ids_changed: list[str] = field(default_factory=list)
    """Ids added or updated, each once: their vectors are out of date."""


class Items:
    """Items by tenant and id."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def upsert(self, tenant: str, rows: Iterable[Item | ItemRow]) -> UpsertCounts:
        """Add items, or replace those that have changed.

        Of an id given twice the last one counts, and the ones before it as unchanged.

        Args:
            tenant: Whose catalogue.
            rows: Any number; every 5,000 are one transaction.

        Returns:
            The counts; what they say is durable.
        """
        added = updated = given = 0
        changed: dict[str, None] = {}
        for batch in batches(rows, _BATCH):
            given += len(batch)
            wanted = {r.id: r if isinstance(r, ItemRow) else ItemRow.of(r) for r in batch}
            with self._database.write() as connection:
                stored = self._stored(connection, tenant, list(wanted))
                different = [row for i, row in wanted.items() if stored.get(i) != row]
                if different:
                    advance(self._database, connection, tenant, "items")
                    now = generation_in(connection, tenant, "items")
                    self._write(connection, tenant, different, now)
            updated += sum(row.id in stored for row in different)
            added += sum(row.id not in stored for row in different)
            changed.update((row.id, None) for row in different)
        return UpsertCounts(added, updated, given - added - updated, list(changed))

    def get(self, tenant: str, ids: Iterable[str]) -> dict[str, Item]:
        """The items of those ids that exist, by id, in the order asked."""
        asked = list(dict.fromkeys(ids))
        with self._database.read() as connection:
            stored = self._stored(connection, tenant, asked)
        found = to_items(stored[i] for i in asked if i in stored)
        return {item.id: item for item in found}

    def all(self, tenant: str) -> list[Item]:
        """The whole catalogue, by id."""
        wanted = select(*_COLUMNS).where(items.c.tenant == tenant).order_by(items.c.id)
        with self._database.read() as connection:
            return to_items(connection.execute(wanted))

    def delete(self, tenant: str, ids: Iterable[str]) -> dict[str, str]:
        """Delete items, with what is said of their availability and content. Events on them stay.

        Returns:
            Id and domain of those that there were.
        """
        gone: dict[str, str] = {}
        with self._database.write() as connection:
            for some in batches(dict.fromkeys(ids), IN_LIMIT):
                mine = (items.c.tenant == tenant, items.c.id.in_(some))
                there = select(items.c.id, items.c.domain).where(*mine)
                gone.update((row.id, row.domain) for row in connection.execute(there))
                connection.execute(delete(items).where(*mine))
                marks = (unavailable.c.tenant == tenant, unavailable.c.item_id.in_(some))
                connection.execute(delete(unavailable).where(*marks))
                drop_items(connection, tenant, some)
            if gone:
                advance(self._database, connection, tenant, "items")
        return gone

    def count(self, tenant: str, domain: str | None = None) -> int:
        """How many items the tenant has, of one domain or of all."""
        mine = [items.c.tenant == tenant]
        if domain is not None:
            mine.append(items.c.domain == domain)
        with self._database.read() as connection:
            return connection.scalar(select(func.count()).select_from(items).where(*mine)) or 0

    def ids(self, tenant: str, domain: str) -> set[str]:
        """Ids of all items of a domain."""
        wanted = select(items.c.id).where(items.c.tenant == tenant, items.c.domain == domain)
        with self._database.read() as connection:
            return set(connection.scalars(wanted))

    def page(self, tenant: str, limit: int, after: str | None = None) -> list[Item]:
        """Items by id: the first ``limit``, or those whose ids come after one."""
        wanted = select(*_COLUMNS).where(items.c.tenant == tenant)
        if after is not None:
            wanted = wanted.where(items.c.id > after)
        with self._database.read() as connection:
            return to_items(connection.execute(wanted.order_by(items.c.id).limit(limit)))

    def find(
        self, tenant: str, words: str, limit: int = 10, after: tuple[int, str] | None = None
    ) -> list[Item]:
        """Items whose title holds every one of the words, shortest title first.

        Case and accents do not matter; a word may be a part of one in the title.

        Args:
            tenant: Whose catalogue.
            words: Separated by white space.
            limit: How many, at most.
            after: Length of a title and id; only what comes after them in this order.
        """
        folded = fold(words).split()
        if not folded:
            return []
        wanted = select(*_COLUMNS).where(
            items.c.tenant == tenant,
            *(items.c.title_folded.contains(word, autoescape=True) for word in folded),
        )
        length = func.length(items.c.title)
        if after is not None:
            size, item_id = after
            wanted = wanted.where((length > size) | ((length == size) & (items.c.id > item_id)))
        ordered = wanted.order_by(length, items.c.id).limit(limit)
        with self._database.read() as connection:
            return to_items(connection.execute(ordered))

    def generation(self, tenant: str) -> int:
        """A number that changes whenever the tenant's items change."""
        return generation(self._database, tenant, "items")

    def changed_since(self, tenant: str, generation: int) -> list[Item]:
        """Items added or changed after that generation, by id; 0 gives all of them."""
        wanted = (
            select(*_COLUMNS)
            .where(items.c.tenant == tenant, items.c.generation > generation)
            .order_by(items.c.id)
        )
        with self._database.read() as connection:
            return to_items(connection.execute(wanted))

    def domains(self, tenant: str) -> list[str]:
        """The domains the tenant has items of, in alphabetical order."""
        wanted = (
            select(items.c.domain)
            .where(items.c.tenant == tenant)
            .distinct()
            .order_by(items.c.domain)
        )
        with self._database.read() as connection:
            return list(connection.scalars(wanted))

    def _stored(self, connection: Connection, tenant: str, ids: list[str]) -> dict[str, ItemRow]:
        found: dict[str, ItemRow] = {}
        for some in batches(ids, IN_LIMIT):
            wanted = select(*_COLUMNS).where(items.c.tenant == tenant, items.c.id.in_(some))
            found.update((row[0], ItemRow(*row)) for row in connection.execute(wanted))
        return found

    def _write(
        self, connection: Connection, tenant: str, rows: list[ItemRow], generation: int
    ) -> None:
        insert = self._database.insert(items)
        upsert = insert.on_conflict_do_update(
            index_elements=["tenant", "id"],
            set_={c.name: insert.excluded[c.name] for c in items.c if not c.primary_key},
        )
        connection.execute(
            upsert,
            [
                {
                    "tenant": tenant,
                    "title_folded": fold(row.title),
                    "generation": generation,
                    **row._asdict(),
                }
                for row in rows
            ],
        )

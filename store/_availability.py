"""Which items cannot be had at present, and the rules of a tenant's lists."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import delete, select

from whyrec.domain import Rules
from whyrec.store._batches import batches
from whyrec.store._database import IN_LIMIT, Database
from whyrec.store._generations import advance, generation
from whyrec.store._meta import Meta
from whyrec.store._tables import unavailable

_RULES = "rules"


class Availability:
    """What may be listed, by tenant. Items not marked are available."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._meta = Meta(database)

    def mark(self, tenant: str, item_ids: Iterable[str], *, available: bool) -> int:
        """Say that items can or cannot be had.

        Returns:
            How many of them this changed; it is durable.
        """
        ids = list(dict.fromkeys(item_ids))
        changed = 0
        with self._database.write() as connection:
            for some in batches(ids, IN_LIMIT):
                if available:
                    mine = (unavailable.c.tenant == tenant, unavailable.c.item_id.in_(some))
                    changed += connection.execute(delete(unavailable).where(*mine)).rowcount
                    continue
                known = self.marked(tenant, some)
                new = [{"tenant": tenant, "item_id": i} for i in some if i not in known]
                if new:
                    insert = self._database.insert(unavailable)
                    connection.execute(insert.on_conflict_do_nothing(), new)
                changed += len(new)
            if changed:
                advance(self._database, connection, tenant, "rules")
        return changed

    def marked(self, tenant: str, item_ids: Iterable[str] | None = None) -> frozenset[str]:
        """Ids of the items that cannot be had: all, or those among some."""
        c = unavailable.c
        wanted = select(c.item_id).where(c.tenant == tenant)
        with self._database.read() as connection:
            if item_ids is None:
                return frozenset(connection.scalars(wanted))
            return frozenset(
                found
                for some in batches(item_ids, IN_LIMIT)
                for found in connection.scalars(wanted.where(c.item_id.in_(some)))
            )

    def rules(self, tenant: str) -> Rules:
        """The rules in force."""
        stored = self._meta.get(tenant, _RULES)
        return Rules() if stored is None else Rules.model_validate(stored)

    def set_rules(self, tenant: str, rules: Rules) -> None:
        """Put other rules in force; durable when this returns."""
        stored = None if rules == Rules() else rules.model_dump(mode="json")
        with self._database.write() as connection:
            self._meta.set(tenant, _RULES, stored)
            advance(self._database, connection, tenant, "rules")

    def generation(self, tenant: str) -> int:
        """A number that changes whenever marks or rules change."""
        return generation(self._database, tenant, "rules")

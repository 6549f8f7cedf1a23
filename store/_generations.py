"""Counters that change when what they count changes: the keys of caches."""

from __future__ import annotations

from typing import Literal

from sqlalchemy import Connection, bindparam, select

from whyrec.store._database import Database
from whyrec.store._tables import generations

Name = Literal["items", "events", "rules", "experiments", "clusters"]

# Asked for with nearly every call, so written once: SQLAlchemy takes longer to write it than SQLite
# to answer it.
_VALUE = select(generations.c.value).where(
    generations.c.tenant == bindparam("of"), generations.c.name == bindparam("named")
)


def generation(database: Database, tenant: str, name: Name) -> int:
    """How often the tenant's rows of that table have changed; 0 when never."""
    with database.read() as connection:
        return generation_in(connection, tenant, name)


def generation_in(connection: Connection, tenant: str, name: Name) -> int:
    """The same, as a transaction under way sees it."""
    return connection.scalar(_VALUE, {"of": tenant, "named": name}) or 0


def advance(database: Database, connection: Connection, tenant: str, name: Name) -> None:
    """Count one change, in the transaction that makes it."""
    first = database.insert(generations).values(tenant=tenant, name=name, value=1)
    connection.execute(
        first.on_conflict_do_update(
            index_elements=["tenant", "name"], set_={"value": generations.c.value + 1}
        )
    )

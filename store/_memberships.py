"""Which clusters the versions of a user's profile belonged to, when they were made."""

from __future__ import annotations

import json
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, delete, select

from whyrec.store._database import Database
from whyrec.store._rows import from_us, to_us
from whyrec.store._tables import memberships


class StoredMembership(NamedTuple):
    """Where a user belonged at a version."""

    version: int
    at: datetime
    """The moment of the version."""
    fit: datetime
    """Moment of the fit whose clusters they are."""
    members: dict[int, float]
    """Probability by cluster id, the greatest first; small ones are left out."""


class Memberships:
    """Memberships by tenant, user and version."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, tenant: str, user: str, row: StoredMembership) -> None:
        """Keep where a user belongs; what was known of that version gives way."""
        changed = {
            "at_us": to_us(row.at),
            "fit_us": to_us(row.fit),
            "members_json": json.dumps([[c, round(p, 6)] for c, p in row.members.items()]),
        }
        kept = self._database.insert(memberships).values(
            tenant=tenant, user_id=user, version=row.version, **changed
        )
        with self._database.write() as connection:
            connection.execute(
                kept.on_conflict_do_update(
                    index_elements=["tenant", "user_id", "version"], set_=changed
                )
            )

    def of_user(self, tenant: str, user: str) -> list[StoredMembership]:
        """All that is kept of a user, oldest version first."""
        wanted = select(memberships).where(*_of(tenant, user)).order_by(memberships.c.version)
        with self._database.read() as connection:
            return [
                StoredMembership(
                    row.version,
                    from_us(row.at_us),
                    from_us(row.fit_us),
                    {int(c): float(p) for c, p in json.loads(row.members_json)},
                )
                for row in connection.execute(wanted)
            ]

    def forget_since(self, tenant: str, user: str, moment: datetime) -> int:
        """Delete what was known from a moment on, as an event of then is forgotten.

        Returns:
            How many rows there were.
        """
        return self._delete(*_of(tenant, user), memberships.c.at_us >= to_us(moment))

    def erase(self, tenant: str, user: str) -> int:
        """Delete all that is kept of a user.

        Returns:
            How many rows there were.
        """
        return self._delete(*_of(tenant, user))

    def _delete(self, *where: ColumnElement[bool]) -> int:
        with self._database.write() as connection:
            gone = connection.execute(delete(memberships).where(*where)).rowcount
            if gone:
                self._database.leave_no_trace()
        return gone


def _of(tenant: str, user: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return memberships.c.tenant == tenant, memberships.c.user_id == user

"""Whether anything is kept of a user."""

from __future__ import annotations

from sqlalchemy import literal, select

from whyrec.store._database import Database
from whyrec.store._tables import events, exposures, memberships, meta, profiles, replies, shown


def known(database: Database, tenant: str, user: str) -> bool:
    """Whether there is a row of a user: events, a profile, answers, facts, exposures, replies.

    A key that belongs to them is none: it can be made before they have done anything.
    """
    with database.read() as connection:
        for table in (events, profiles, shown, meta, exposures, replies, memberships):
            mine = [table.c.tenant == tenant, table.c.user_id == user]
            if table is replies:  # a key claimed for what is being worked on is no reply yet
                mine.append(replies.c.status > 0)
            if connection.scalar(select(literal(True)).where(*mine).limit(1)):
                return True
    return False

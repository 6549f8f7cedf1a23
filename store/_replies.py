"""Replies that were given, so that a request sent twice is worked on once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import delete, select, update

from whyrec.store._database import Database
from whyrec.store._rows import to_us
from whyrec.store._tables import replies

KEPT_FOR = timedelta(hours=24)
"""How long a reply is given again; it is deleted within a day after that."""


class Reply(NamedTuple):
    """A reply as it was given."""

    body_hash: str
    """Of the request that it answered."""
    status: int
    """HTTP status."""
    text: str
    """The body, JSON."""


class Replies:
    """Replies by tenant, user and the hash of a client's key."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def claim(
        self, tenant: str, user: str, key_hash: str, body_hash: str, now: datetime | None = None
    ) -> Reply | None:
        """Take a key for the request now worked on, or find what was replied under it.

        To be called first in the `Store.transaction` that does the work and ends with `keep`: who
        comes second waits for the first and finds its reply, and work that fails frees the key.

        Returns:
            The reply under that key; None where there was none and the key is now taken.
        """
        moment = now or datetime.now(UTC)
        mine = (
            replies.c.tenant == tenant,
            replies.c.user_id == user,
            replies.c.key_hash == key_hash,
        )
        with self._database.write() as connection:
            # The others that are too old go once a day: leaving no trace rewrites the whole file.
            too_old = replies.c.at_us < to_us(moment - KEPT_FOR)
            connection.execute(delete(replies).where(*mine, too_old))
            first = self._database.insert(replies).values(
                tenant=tenant,
                user_id=user,
                key_hash=key_hash,
                body_hash=body_hash,
                status=0,
                reply_json="",
                at_us=to_us(moment),
            )
            # Not ``rowcount``, which drivers of PostgreSQL leave at −1 for an ``INSERT``.
            claimed = first.on_conflict_do_nothing().returning(replies.c.key_hash)
            if connection.execute(claimed).first() is not None:
                return None
            c = replies.c
            wanted = select(c.body_hash, c.status, c.reply_json).where(*mine)
            found = connection.execute(wanted).first()
            # What stood in the way may have been purged between the two.
            return Reply(*found) if found else self.claim(tenant, user, key_hash, body_hash, now)

    def keep(self, tenant: str, user: str, key_hash: str, status: int, text: str) -> None:
        """Keep the reply to a request whose key was claimed in this transaction."""
        with self._database.write() as connection:
            connection.execute(
                update(replies)
                .where(
                    replies.c.tenant == tenant,
                    replies.c.user_id == user,
                    replies.c.key_hash == key_hash,
                )
                .values(status=status, reply_json=text)
            )

    def erase(self, tenant: str, user: str) -> int:
        """Delete all replies about a user.

        Returns:
            How many there were.
        """
        with self._database.write() as connection:
            mine = (replies.c.tenant == tenant, replies.c.user_id == user)
            gone = connection.execute(delete(replies).where(*mine)).rowcount
            if gone:
                self._database.leave_no_trace()
        return gone

    def purge(self, before: datetime, *, tenant: str | None = None) -> int:
        """Delete the replies given before a moment, of one tenant or of all.

        Returns:
            How many there were.
        """
        old = [replies.c.at_us < to_us(before)]
        if tenant is not None:
            old.append(replies.c.tenant == tenant)
        with self._database.write() as connection:
            gone = connection.execute(delete(replies).where(*old)).rowcount
            if gone:
                self._database.leave_no_trace()
        return gone

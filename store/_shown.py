"""What a chat has shown: hashes of answers and ids of items, no words."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import delete, select

from whyrec.store._database import Database
from whyrec.store._rows import from_us, to_us
from whyrec.store._tables import shown


class ShownAnswer(NamedTuple):
    """What is kept of one answer of the chat."""

    response_id: str
    text_hash: str
    """Of the answer's text: clients send the text back, and nothing else."""
    answer: dict[str, Any]
    """Ids, numbers, names of routes, and the scene that the request named; never words of the user
    or of the answer."""
    at: datetime


class Shown:
    """Answers of the chat by tenant, user and response id."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, tenant: str, user: str, row: ShownAnswer) -> None:
        """Keep an answer; one of the same response id gives way."""
        changed = {
            "text_hash": row.text_hash,
            "answer_json": json.dumps(row.answer, ensure_ascii=False, allow_nan=False),
            "at_us": to_us(row.at),
        }
        kept = self._database.insert(shown).values(
            tenant=tenant, user_id=user, response_id=row.response_id, **changed
        )
        with self._database.write() as connection:
            connection.execute(
                kept.on_conflict_do_update(
                    index_elements=["tenant", "user_id", "response_id"], set_=changed
                )
            )

    def by_hash(
        self, tenant: str, user: str, hashes: Collection[str]
    ) -> dict[str, list[ShownAnswer]]:
        """The answers of each text hash, newest first; at most some hundred hashes."""
        if not hashes:
            return {}
        wanted = (
            select(shown)
            .where(
                shown.c.tenant == tenant,
                shown.c.user_id == user,
                shown.c.text_hash.in_(list(hashes)),
            )
            .order_by(shown.c.at_us.desc(), shown.c.response_id)
        )
        found: dict[str, list[ShownAnswer]] = {}
        with self._database.read() as connection:
            for row in connection.execute(wanted):
                found.setdefault(row.text_hash, []).append(_answer(row))
        return found

    def of_user(self, tenant: str, user: str) -> list[ShownAnswer]:
        """All that was shown to a user, oldest first."""
        mine = (shown.c.tenant == tenant, shown.c.user_id == user)
        wanted = select(shown).where(*mine).order_by(shown.c.at_us, shown.c.response_id)
        with self._database.read() as connection:
            return [_answer(row) for row in connection.execute(wanted)]

    def forget(self, tenant: str, user: str, event_ids: Collection[str]) -> int:
        """Delete the answers that cite any of these events.

        Returns:
            How many there were.
        """
        gone = [
            row.response_id
            for row in self.of_user(tenant, user)
            if not _strings(row.answer).isdisjoint(event_ids)
        ]
        if not gone:
            return 0
        return self._delete(
            shown.c.tenant == tenant, shown.c.user_id == user, shown.c.response_id.in_(gone)
        )

    def erase(self, tenant: str, user: str) -> int:
        """Delete all that was shown to a user.

        Returns:
            How many answers there were.
        """
        return self._delete(shown.c.tenant == tenant, shown.c.user_id == user)

    def forget_before(self, tenant: str, moment: datetime) -> int:
        """Delete what was shown before a moment: for retention periods.

        Returns:
            How many answers there were.
        """
        return self._delete(shown.c.tenant == tenant, shown.c.at_us < to_us(moment))

    def _delete(self, *which: Any) -> int:
        with self._database.write() as connection:
            gone = connection.execute(delete(shown).where(*which)).rowcount
            if gone:
                self._database.leave_no_trace()
        return gone


def _answer(row: Any) -> ShownAnswer:
    return ShownAnswer(
        row.response_id, row.text_hash, json.loads(row.answer_json), from_us(row.at_us)
    )


def _strings(value: Any) -> set[str]:
    """Every string in a JSON value."""
    if isinstance(value, str):
        return {value}
    if isinstance(value, dict):
        value = list(value.values())
    return (
        {text for inner in value for text in _strings(inner)} if isinstance(value, list) else set()
    )

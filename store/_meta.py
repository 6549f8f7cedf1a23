"""Small facts that stay: the rating scale, the vectors' model, capability cards."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import delete, select

from whyrec.store._database import Database
from whyrec.store._tables import meta


class Meta:
    """JSON values by tenant and key. The tenant "" holds what is everybody's.

    A value that is about one user is kept under that user, so that erasing finds it.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, tenant: str, key: str, *, user: str = "") -> Any:
        """The value, or None when there is none."""
        wanted = select(meta.c.value_json).where(
            meta.c.tenant == tenant, meta.c.user_id == user, meta.c.key == key
        )
        with self._database.read() as connection:
            stored = connection.scalar(wanted)
        return None if stored is None else json.loads(stored)

    def of_users(self, tenant: str, key: str) -> dict[str, Any]:
        """The values that are kept under users, by user."""
        wanted = select(meta.c.user_id, meta.c.value_json).where(
            meta.c.tenant == tenant, meta.c.user_id != "", meta.c.key == key
        )
        with self._database.read() as connection:
            return {user: json.loads(text) for user, text in connection.execute(wanted)}

    def set(self, tenant: str, key: str, value: Any, *, user: str = "") -> None:
        """Keep a value that JSON can express; None removes it."""
        with self._database.write() as connection:
            if value is None:
                connection.execute(
                    delete(meta).where(
                        meta.c.tenant == tenant, meta.c.user_id == user, meta.c.key == key
                    )
                )
                return
            text = json.dumps(value, ensure_ascii=False, allow_nan=False)
            kept = self._database.insert(meta).values(
                tenant=tenant, user_id=user, key=key, value_json=text
            )
            connection.execute(
                kept.on_conflict_do_update(
                    index_elements=["tenant", "user_id", "key"], set_={"value_json": text}
                )
            )

    def erase(self, tenant: str, user: str) -> int:
        """Delete everything kept under a user.

        Returns:
            How many values there were.
        """
        with self._database.write() as connection:
            gone = connection.execute(
                delete(meta).where(meta.c.tenant == tenant, meta.c.user_id == user)
            ).rowcount
            if gone:
                self._database.leave_no_trace()
        return gone

"""API keys: digests only, so that who reads the database can open nothing with it."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import UTC, datetime
from typing import Any, NamedTuple

from pydantic import ValidationError
from sqlalchemy import bindparam, delete, func, insert, select, update

from whyrec._complaints import complaint
from whyrec.domain import ApiKey, Scope
from whyrec.errors import InputError, NotFoundError
from whyrec.store._database import Database
from whyrec.store._rows import from_us, to_us
from whyrec.store._tables import keys

PREFIX = "wr"
_COLUMNS = (
    keys.c.id,
    keys.c.tenant,
    keys.c.name,
    keys.c.scopes,
    keys.c.user_id,
    keys.c.created_at_us,
    keys.c.revoked_at_us,
)
# Asked with every request, so written once.
_BY_ID = select(keys.c.digest, *_COLUMNS).where(keys.c.id == bindparam("wanted"))
_NOBODYS = hashlib.sha256(secrets.token_bytes(32)).hexdigest()
"""Compared with where there is no such key, so that this takes as long."""


class NewKey(NamedTuple):
    """A key just made."""

    token: str
    """``wr-<id>-<secret>``, told this once: it cannot be read again."""
    key: ApiKey


class Keys:
    """The API keys of all tenants.

    What another process creates or revokes holds from the next request on: nothing is cached.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(
        self, tenant: str, name: str, scope: Scope = "read", *, user_id: str | None = None
    ) -> NewKey:
        """Make a key.

        Args:
            tenant: Whose data it opens.
            name: What people call it, 1 to 100 characters; two keys may have the same.
            scope: What it allows.
            user_id: The only user it sees; by default all of the tenant.

        Raises:
            InputError: One of these cannot be, or an admin would be one user only.
        """
        if scope == "admin" and user_id is not None:
            raise InputError(
                "A key of one user cannot be an admin, who sees all users.",
                remedy="Give it the scope write, or no user.",
            )
        try:
            key = ApiKey(
                id=secrets.token_hex(6),
                tenant=tenant,
                name=name,
                scope=scope,
                user_id=user_id,
                created_at=datetime.now(UTC),
            )
        except ValidationError as error:
            first = error.errors()[0]
            field = str(first["loc"][0])
            raise InputError(
                f"A key's {field} cannot be so: {complaint(first)}.", field=field
            ) from error
        token = f"{PREFIX}-{key.id}-{secrets.token_urlsafe(32)}"
        with self._database.write() as connection:
            connection.execute(
                insert(keys).values(
                    id=key.id,
                    tenant=tenant,
                    digest=_digest(token),
                    name=name,
                    scopes=scope,
                    user_id=user_id,
                    created_at_us=to_us(key.created_at),
                )
            )
        return NewKey(token, key)

    def check(self, token: str) -> ApiKey | None:
        """The key a token opens with; None where it is unknown, wrong or revoked."""
        given = _digest(token)
        prefix, _, rest = token.partition("-")
        wanted = rest.partition("-")[0] if prefix == PREFIX else ""
        with self._database.read() as connection:
            row = connection.execute(_BY_ID, {"wanted": wanted}).one_or_none()
        same = hmac.compare_digest(given, _NOBODYS if row is None else row.digest)
        if row is None or not same or row.revoked_at_us is not None:
            return None
        return _key(row)

    def of_tenant(self, tenant: str) -> list[ApiKey]:
        """The tenant's keys, the revoked ones too, oldest first."""
        wanted = (
            select(*_COLUMNS)
            .where(keys.c.tenant == tenant)
            .order_by(keys.c.created_at_us, keys.c.id)
        )
        with self._database.read() as connection:
            return [_key(row) for row in connection.execute(wanted)]

    def exist(self) -> bool:
        """Whether any tenant has a key that opens something."""
        wanted = select(func.count()).select_from(keys).where(keys.c.revoked_at_us.is_(None))
        with self._database.read() as connection:
            return bool(connection.scalar(wanted))

    def revoke(self, tenant: str, key_id: str) -> ApiKey:
        """Let a key open nothing from now on; a second time changes nothing.

        Raises:
            NotFoundError: The tenant has no such key.
        """
        mine = (keys.c.tenant == tenant, keys.c.id == key_id)
        with self._database.write() as connection:
            connection.execute(
                update(keys)
                .where(*mine, keys.c.revoked_at_us.is_(None))
                .values(revoked_at_us=to_us(datetime.now(UTC)))
            )
            row = connection.execute(select(*_COLUMNS).where(*mine)).one_or_none()
        if row is None:
            raise NotFoundError(
                f"There is no key {key_id}.", remedy="The ids are those of: whyrec keys list"
            )
        return _key(row)

    def erase(self, tenant: str, user: str) -> int:
        """Delete the keys of a user, for their id is a fact about that user.

        Returns:
            How many keys there were.
        """
        with self._database.write() as connection:
            gone = connection.execute(
                delete(keys).where(keys.c.tenant == tenant, keys.c.user_id == user)
            ).rowcount
            if gone:
                self._database.leave_no_trace()
        return gone


def _key(row: Any) -> ApiKey:
    return ApiKey(
        id=row.id,
        tenant=row.tenant,
        name=row.name,
        scope=row.scopes,
        user_id=row.user_id,
        created_at=from_us(row.created_at_us),
        revoked_at=None if row.revoked_at_us is None else from_us(row.revoked_at_us),
    )


def _digest(token: str) -> str:
    # A slow hash guards words people think of; this secret is 256 random bits.
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()

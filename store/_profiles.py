"""Every version of every profile: the newest whole, all of them as patches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from pydantic import TypeAdapter
from sqlalchemy import Connection, bindparam, delete, insert, select
from sqlalchemy.exc import IntegrityError

from whyrec.domain import Patch, Profile, Rejection, Revision
from whyrec.errors import ConflictError
from whyrec.store._batches import batches
from whyrec.store._database import IN_LIMIT, Database
from whyrec.store._latest import Latest
from whyrec.store._rows import from_us, to_us
from whyrec.store._tables import profiles, revisions

_REJECTIONS = TypeAdapter(tuple[Rejection, ...])
# Asked for with nearly every call, so written once.
_HEAD = select(profiles.c.profile_json).where(
    profiles.c.tenant == bindparam("of"), profiles.c.user_id == bindparam("whose")
)
HEADS_HELD = 256
"""Parsed profiles kept in memory."""


class StoredRevision(NamedTuple):
    """A version as it is kept: what made it out of its parent."""

    version: int
    parent: int | None
    patch: Patch
    rejected: tuple[Rejection, ...]
    created_at: datetime
    """When it was appended, UTC."""


class Profiles:
    """Profiles by tenant and user."""

    def __init__(self, database: Database) -> None:
        self._database = database
        # The same text is parsed once, for profiles are never changed.
        self._heads: Latest[tuple[str, str], tuple[str, Profile]] = Latest(HEADS_HELD)

    def head(self, tenant: str, user: str) -> Profile:
        """The newest version; the empty version 0 of a user who has none."""
        with self._database.read() as connection:
            stored = connection.scalar(_HEAD, {"of": tenant, "whose": user})
        if stored is None:
            return Profile(user_id=user, version=0)
        known = self._heads.get((tenant, user))
        if known is not None and known[0] == stored:
            return known[1]
        profile = Profile.model_validate_json(stored)
        self._heads.put((tenant, user), (stored, profile))
        return profile

    def append(
        self,
        tenant: str,
        revision: Revision,
        *,
        parent: Profile | None = None,
        now: datetime | None = None,
    ) -> None:
        """Keep a new version; durable when this returns.

        Args:
            tenant: Whose user.
            revision: The new version, with the head as its parent and the next number.
            parent: The head the version was made of. Its number alone does not tell it from a
                history rewritten meanwhile, by forgetting an event.
            now: When it was made; by default now.

        Raises:
            ConflictError: The head was changed since the parent was read.
            ValueError: The version is not the parent's plus one.
        """
        profile = revision.profile
        before = profile.parent or 0
        if profile.version != before + 1:
            raise ValueError(f"version {profile.version} cannot follow {before}")
        stored = StoredRevision(
            profile.version,
            profile.parent,
            revision.patch,
            revision.rejected,
            datetime.now(UTC) if now is None else now,
        )
        with self._database.write() as connection:
            if parent is None:
                self._expect(connection, tenant, profile.user_id, before)
            elif self.head(tenant, profile.user_id) != _bare(parent) or parent.version != before:
                raise _overtaken(profile.user_id, before)
            try:
                self._insert(connection, tenant, profile.user_id, [stored])
            except IntegrityError as error:
                raise _overtaken(profile.user_id, before) from error
            self._set_head(connection, tenant, profile)

    def revisions(self, tenant: str, user: str) -> list[StoredRevision]:
        """All versions of a user, oldest first."""
        c = revisions.c
        wanted = (
            select(c.version, c.parent, c.patch_json, c.rejected_json, c.created_at_us)
            .where(c.tenant == tenant, c.user_id == user)
            .order_by(c.version)
        )
        with self._database.read() as connection:
            return [
                StoredRevision(
                    version,
                    parent,
                    Patch.model_validate_json(patch),
                    _REJECTIONS.validate_json(rejected),
                    from_us(created_at),
                )
                for version, parent, patch, rejected, created_at in connection.execute(wanted)
            ]

    def rewrite(
        self,
        tenant: str,
        user: str,
        history: Sequence[StoredRevision],
        head: Profile,
        *,
        expected: int | None = None,
    ) -> None:
        """Replace a user's whole history, so that nothing of the old one is left.

        Args:
            tenant: Whose user.
            user: The user.
            history: The versions to keep instead, oldest first; empty leaves no profile.
            head: What replaying ``history`` gives.
            expected: The version the history was read at.

        Raises:
            ConflictError: The head is no longer ``expected``.
            ValueError: ``head`` is not the last version of ``history``.
        """
        if head.version != (history[-1].version if history else 0):
            raise ValueError(f"version {head.version} is not the last of the history")
        with self._database.write() as connection:
            if expected is not None:
                self._expect(connection, tenant, user, expected)
            self.erase(tenant, user)
            if history:
                self._insert(connection, tenant, user, history)
                self._set_head(connection, tenant, head)

    def versions(self, tenant: str, users: Iterable[str] | None = None) -> dict[str, int]:
        """The newest version of every user who has one, or of those among some."""
        c = profiles.c
        wanted = select(c.user_id, c.version).where(c.tenant == tenant)
        parts = [wanted]
        if users is not None:
            parts = [wanted.where(c.user_id.in_(some)) for some in batches(users, IN_LIMIT)]
        with self._database.read() as connection:
            rows = (row for part in parts for row in connection.execute(part))
            return {row.user_id: row.version for row in rows}

    def erase(self, tenant: str, user: str) -> int:
        """Delete all versions of a user.

        Returns:
            How many versions there were.
        """
        with self._database.write() as connection:
            for table in (profiles, revisions):
                gone = connection.execute(
                    delete(table).where(table.c.tenant == tenant, table.c.user_id == user)
                ).rowcount
            if gone:
                self._database.leave_no_trace()
        self._heads.drop((tenant, user))
        return gone

    def _expect(self, connection: Connection, tenant: str, user: str, version: int) -> None:
        stored = connection.scalar(
            select(profiles.c.version).where(
                profiles.c.tenant == tenant, profiles.c.user_id == user
            )
        )
        if (stored or 0) != version:
            raise _overtaken(user, version)

    def _insert(
        self, connection: Connection, tenant: str, user: str, history: Sequence[StoredRevision]
    ) -> None:
        connection.execute(
            insert(revisions),
            [
                {
                    "tenant": tenant,
                    "user_id": user,
                    "version": one.version,
                    "parent": one.parent,
                    "patch_json": one.patch.model_dump_json(),
                    "rejected_json": _REJECTIONS.dump_json(one.rejected).decode(),
                    "created_at_us": to_us(one.created_at),
                }
                for one in history
            ],
        )

    def _set_head(self, connection: Connection, tenant: str, profile: Profile) -> None:
        # What arithmetic says of a moment is not part of the version.
        stored = profile.model_dump_json(exclude={"interests": {"__all__": {"measured"}}})
        head = self._database.insert(profiles).values(
            tenant=tenant,
            user_id=profile.user_id,
            version=profile.version,
            profile_json=stored,
        )
        connection.execute(
            head.on_conflict_do_update(
                index_elements=["tenant", "user_id"],
                set_={"version": profile.version, "profile_json": stored},
            )
        )
        self._heads.put((tenant, profile.user_id), (stored, _bare(profile)))


def _bare(profile: Profile) -> Profile:
    """The profile as it is stored, without what arithmetic says of a moment."""
    if all(i.measured is None for i in profile.interests):
        return profile
    interests = tuple(i.model_copy(update={"measured": None}) for i in profile.interests)
    return profile.model_copy(update={"interests": interests})


def _overtaken(user: str, version: int) -> ConflictError:
    return ConflictError(
        f"The profile of {user} is no longer at version {version}.",
        remedy="Read it again and repeat the change on the new version.",
    )

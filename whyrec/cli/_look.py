"""What commands look up beside the recommender's own calls, here or on a server."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

from whyrec.errors import InputError, NotFoundError

if TYPE_CHECKING:
    from whyrec.domain import Event, Item, Profile
    from whyrec.recommender import Recommender
    from whyrec.remote import RemoteRecommender


class Look(Protocol):
    """At the data of one tenant."""

    @property
    def place(self) -> str:
        """Whose data, as it is said in messages and told apart in files."""

    async def item(self, item_id: str) -> Item | None:
        """The item of that id."""

    async def titled(self, words: str, limit: int) -> list[Item]:
        """Items whose title holds every one of the words, shortest title first."""

    async def events(self, user: str, until: datetime | None = None) -> list[Event]:
        """A user's events, oldest first."""

    async def head(self, user: str) -> Profile:
        """The newest version of a user's profile; version 0 where there is none."""

    async def versions(self) -> dict[str, int]:
        """The newest version of every user who has one."""

    async def moment(self, user: str, as_of: datetime | None) -> datetime:
        """The moment for which a list of the user's is made."""


class StoreLook:
    """At a store of this machine."""

    def __init__(self, rec: Recommender) -> None:
        self._rec = rec
        self._tenant = rec.settings.tenant

    @property
    def place(self) -> str:
        """The tenant."""
        return f"tenant {self._tenant}"

    async def item(self, item_id: str) -> Item | None:
        """See `Look`."""
        return self._rec.store.items.get(self._tenant, [item_id]).get(item_id)

    async def titled(self, words: str, limit: int) -> list[Item]:
        """See `Look`."""
        return self._rec.store.items.find(self._tenant, words, limit=limit)

    async def events(self, user: str, until: datetime | None = None) -> list[Event]:
        """See `Look`."""
        return list(self._rec.store.events.of_user(self._tenant, user, until))

    async def head(self, user: str) -> Profile:
        """See `Look`."""
        return self._rec.store.profiles.head(self._tenant, user)

    async def versions(self) -> dict[str, int]:
        """See `Look`."""
        return dict(self._rec.store.profiles.versions(self._tenant))

    async def moment(self, user: str, as_of: datetime | None) -> datetime:
        """See `Look`."""
        return self._rec.moment(as_of)


class ServerLook:
    """At what a server's key opens."""

    def __init__(self, rec: RemoteRecommender) -> None:
        self._rec = rec

    @property
    def place(self) -> str:
        """The server's address."""
        return f"at {self._rec.url}"

    async def item(self, item_id: str) -> Item | None:
        """See `Look`."""
        try:
            return await self._rec.items.get(item_id)
        except NotFoundError:
            return None

    async def titled(self, words: str, limit: int) -> list[Item]:
        """See `Look`."""
        return await self._rec.items.find(words, limit)

    async def events(self, user: str, until: datetime | None = None) -> list[Event]:
        """See `Look`."""
        found = await self._rec.events(user)
        return [e for e in found if until is None or e.at <= until]

    async def head(self, user: str) -> Profile:
        """See `Look`."""
        return await self._rec.profile(user)

    async def versions(self) -> dict[str, int]:
        """See `Look`."""
        return await self._rec.versions()

    async def moment(self, user: str, as_of: datetime | None) -> datetime:
        """See `Look`."""
        try:
            return await self._rec.moment(user, as_of)
        except InputError:
            # Without items there is no list to tell it by.
            return as_of or datetime.now(UTC)

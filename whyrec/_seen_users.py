"""The users seen last, with their rankings, for the questions that follow a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from whyrec.store import Latest

if TYPE_CHECKING:
    from whyrec._seen import Seen

SEEN_HELD = 20_000
"""The most that is held: a user counts as many as their events, and a ranking as 100 of them."""
_RANKING = 100


class SeenUsers:
    """Holds users of a tenant for its newest snapshot alone: older ones would never serve again."""

    def __init__(self) -> None:
        self._held: Latest[tuple[str, str], Seen] = Latest(SEEN_HELD, size)
        self._forgotten = 0

    def get(self, tenant: str, user_id: str) -> Seen | None:
        """The user as last seen."""
        return self._held.get((tenant, user_id))

    @property
    def forgotten(self) -> int:
        """How often something of a user was forgotten. To be read before a user is read."""
        return self._forgotten

    def put(self, user_id: str, seen: Seen, *, read_at: int) -> None:
        """Hold a user, unless something was forgotten since ``read_at``: it might be of them."""
        if read_at != self._forgotten or not seen.settings.serves_s:
            return
        tenant, snapshot = seen.tenant, seen.snapshot
        self._held.drop_where(lambda key, old: key[0] == tenant and old.snapshot is not snapshot)
        self._held.put((tenant, user_id), seen)

    def forget(self, tenant: str, user_id: str) -> None:
        """Hold nothing of a user, also of what is being read at the moment."""
        self._forgotten += 1
        self._held.drop((tenant, user_id))


def size(seen: Seen) -> int:
    """What holding a user counts."""
    return _RANKING + len(seen.reading.events)

"""Whether a user is anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from whyrec.cli._options import identifier
from whyrec.errors import NotFoundError

if TYPE_CHECKING:
    from whyrec.recommender import Recommender


def known_user(rec: Recommender, user: str) -> int:
    """How many events a user has.

    Raises:
        NotFoundError: There are neither events nor a profile of that user.
    """
    tenant = rec.settings.tenant
    identifier(user)
    events = len(rec.store.events.of_user(tenant, user))
    if not events and not rec.store.profiles.head(tenant, user).version:
        raise NotFoundError(
            f"Nothing is known of a user {user!r} (tenant {tenant}).",
            remedy="See who there is with: whyrec users",
        )
    return events

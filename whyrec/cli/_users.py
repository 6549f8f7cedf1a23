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
    if not is_known(rec, user):
        raise NotFoundError(
            f"Nothing is known of a user {user!r} (tenant {tenant}).",
            remedy="See who there is with: whyrec users",
        )
    return len(rec.store.events.of_user(tenant, user))


def is_known(rec: Recommender, user: str) -> bool:
    """Whether there are events or a profile of a user."""
    tenant = rec.settings.tenant
    return bool(
        rec.store.events.of_user(tenant, user) or rec.store.profiles.head(tenant, user).version
    )

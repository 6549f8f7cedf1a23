"""Where on the clock users live."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from whyrec._policy import policy_of
from whyrec.domain import Daypart
from whyrec.store import Store

_KEY = "timezone"
_DAYPARTS: tuple[Daypart, ...] = ("night", "morning", "afternoon", "evening")


def own_timezone(store: Store, tenant: str, user_id: str) -> str | None:
    """The name of a user's own time zone; None where it is not known."""
    found: str | None = store.meta.get(tenant, _KEY, user=user_id)
    return found


def keep_timezone(store: Store, tenant: str, user_id: str, name: str | None) -> None:
    """Keep a user's time zone, checked before; None forgets it."""
    store.meta.set(tenant, _KEY, name, user=user_id)


class Zones:
    """The time zones of a tenant's users, as they are now.

    Args:
        store: Where they are kept.
        tenant: The tenant.
        default: That of users without one of their own.
    """

    def __init__(self, store: Store, tenant: str, default: str | None) -> None:
        self._default = None if default is None else ZoneInfo(default)
        self._own: dict[str, str] = store.meta.of_users(tenant, _KEY)

    def of(self, user_id: str) -> ZoneInfo | None:
        """A user's own, else the tenant's; None where neither is known."""
        own = self._own.get(user_id)
        return self._default if own is None else ZoneInfo(own)


def zone_of(store: Store, tenant: str, user_id: str) -> ZoneInfo | None:
    """The same for one user."""
    name = own_timezone(store, tenant, user_id) or policy_of(store, tenant).timezone
    return None if name is None else ZoneInfo(name)


def daypart(clock: datetime) -> Daypart:
    """The quarter of the day that a clock shows."""
    return _DAYPARTS[clock.hour // 6]


def weekend(clock: datetime) -> str:
    """``weekend`` on Saturday and Sunday, else ``weekday``."""
    return "weekend" if clock.weekday() >= 5 else "weekday"

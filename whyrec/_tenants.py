"""A tenant's rules, and what they let go of as time goes by."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from typing import NamedTuple

from whyrec._adding import SCALE_KEY
from whyrec._forgetting import Plan, carry_out, plan
from whyrec._policy import keep_policy, policy_of
from whyrec._world import Progress, World
from whyrec.domain import TenantPolicy
from whyrec.errors import ConflictError
from whyrec.store import KEPT_FOR, scrub_rejects

_AT_A_TIME = 50
"""Users whose events are forgotten in one transaction: views are made anew after each."""
_TRIES = 5


class Retained(NamedTuple):
    """What a tenant's retention periods let go of."""

    events: int
    """Events forgotten, with all that rested on them."""
    users: int
    """Users they were of."""
    shown: int
    """Lists shown, in chats and in experiments, that were deleted."""
    left: int = 0
    """Users whose profile kept changing meanwhile: theirs go the next time."""


class Tenants:
    """The rules of the tenants of one `whyrec.Recommender`."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._store = world.store

    def all(self) -> list[str]:
        """Every tenant of whom anything is kept, by name."""
        return self._store.tenants()

    def policy(self, tenant: str | None = None) -> TenantPolicy:
        """The rules in force.

        Args:
            tenant: By default the settings'.
        """
        return policy_of(self._store, self._name(tenant))

    def set_policy(self, policy: TenantPolicy, tenant: str | None = None) -> TenantPolicy:
        """Put rules in force, from the next call on. What is too old goes with `retain`."""
        keep_policy(self._store, self._name(tenant), policy)
        return policy

    def rating_scale(self, tenant: str | None = None) -> tuple[float, float] | None:
        """The lowest and the highest rating; None while none is declared."""
        kept = self._store.meta.get(self._name(tenant), SCALE_KEY)
        return None if kept is None else (float(kept["low"]), float(kept["high"]))

    async def set_rating_scale(
        self, low: float, high: float, tenant: str | None = None
    ) -> tuple[float, float]:
        """Put another rating scale in force.

        Ratings stay as they are stored and count by the new scale from the next list on. Versions
        of profiles that were made stay as they are.

        Raises:
            InputError: It is no scale, or leaves out ratings that are stored.
        """
        from whyrec.store.ingest import change_scale  # polars takes a while to import

        name = self._name(tenant)
        scale = await self._store.queued(lambda: change_scale(self._store, name, (low, high)))
        self._world.views.forget_crowd(name)
        return scale.low, scale.high

    async def retain(
        self,
        tenant: str | None = None,
        *,
        now: datetime | None = None,
        progress: Progress | None = None,
    ) -> Retained:
        """Forget for good what the tenant's policy says is too old, and replies after a day.

        Events go the way `Recommender.forget` lets one go: out of every version of the profiles, of
        rejects files and lists shown, and loading them again is refused.

        Args:
            tenant: By default the settings'.
            now: What ages are counted to; by default now, whatever the settings' clock says.
            progress: Called with (stage, users done, users).
        """
        name, moment = self._name(tenant), now or datetime.now(UTC)
        policy = policy_of(self._store, name)
        await self._store.queued(lambda: self._store.replies.purge(moment - KEPT_FOR, tenant=name))
        shown = 0
        if policy.shown_days is not None:
            shown_before = moment - timedelta(days=policy.shown_days)
            shown = await self._store.queued(
                lambda: self._store.shown.forget_before(name, shown_before)
            )
        kept_days = [d for d in (policy.shown_days, policy.retention_days) if d is not None]
        if kept_days:
            exposed_before = moment - timedelta(days=min(kept_days))
            shown += await self._store.queued(
                lambda: self._store.exposures.forget_before(name, exposed_before)
            )
        if policy.retention_days is None:
            return Retained(0, 0, shown)
        before = moment - timedelta(days=policy.retention_days)
        old = self._store.events.ids_before(name, before)
        if not old:
            return Retained(0, 0, shown)
        # Before the store: should this process die between the two, the next run does it again.
        every = frozenset(i for ids in old.values() for i in ids)
        await asyncio.to_thread(scrub_rejects, self._world.rejects(name), event_ids=every)
        with self._store.traces_left():
            left = await self._forget(name, old, progress)
        await self._store.queued(self._store.wipe_traces)
        self._world.views.forget_crowd(name)
        gone = {user: ids for user, ids in old.items() if user not in left}
        return Retained(sum(map(len, gone.values())), len(gone), shown, len(left))

    async def _forget(
        self, tenant: str, old: Mapping[str, Sequence[str]], progress: Progress | None
    ) -> set[str]:
        """Forget these events of these users; gives the users for whom it could not be done."""
        waiting = {user: frozenset(ids) for user, ids in old.items()}
        done = 0
        for _ in range(_TRIES):
            again: dict[str, frozenset[str]] = {}
            users = iter(waiting.items())
            while some := dict(islice(users, _AT_A_TIME)):
                plans = []
                for user, ids in some.items():
                    plans.append(await plan(self._world, tenant, user, ids))
                    await asyncio.sleep(0)  # planning one takes some milliseconds
                for user in await self._store.queued(partial(self._carry_out, tenant, plans)):
                    again[user] = waiting[user]
                done += len(some)
                if progress is not None:
                    progress("forgetting what is too old", min(done, len(old)), len(old))
            waiting = again
            if not waiting:
                break
        return set(waiting)

    def _carry_out(self, tenant: str, plans: Sequence[Plan]) -> list[str]:
        """Do it in one transaction; gives the users whose profile was changed meanwhile."""
        changed: list[str] = []
        with self._store.transaction():
            for planned in plans:
                try:
                    carry_out(self._world, tenant, planned)
                except ConflictError:
                    changed.append(planned.user_id)
        # After the commit: who read meanwhile may have kept what was there before it.
        for planned in plans:
            self._world.forget_user(tenant, planned.user_id)
        return changed

    def _name(self, tenant: str | None) -> str:
        return tenant or self._world.settings.tenant

"""The catalogue as it is kept: items come, change, run out and go."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import NamedTuple, NoReturn

from whyrec._world import World
from whyrec.domain import Item, Rules
from whyrec.errors import ConflictError, NotFoundError
from whyrec.store import UpsertCounts


class Marked(NamedTuple):
    """What marking items as available or not did."""

    changed: int
    unknown: tuple[str, ...]
    """Ids that are not in the catalogue; nothing is kept of them."""


class Items:
    """Item calls of one `whyrec.Recommender`, as ``rec.items``."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._store = world.store

    async def upsert(self, items: Sequence[Item], *, tenant: str | None = None) -> UpsertCounts:
        """Add items, or replace those that have changed; durable when this returns.

        Their vectors are made before this returns, so that the next list waits for nothing.
        """
        name = self._tenant(tenant)
        async with self._world.views.changing(name):
            return await self._store.queued(lambda: self._store.items.upsert(name, items))

    async def get(self, item_id: str, *, tenant: str | None = None) -> Item:
        """One item.

        Raises:
            NotFoundError: There is no such item.
        """
        found = self._store.items.get(self._tenant(tenant), [item_id]).get(item_id)
        return found or _unknown(item_id)

    async def unavailable(
        self, item_ids: Sequence[str] | None = None, *, tenant: str | None = None
    ) -> frozenset[str]:
        """Ids of the items that cannot be had at present: all, or those among some."""
        return self._store.availability.marked(self._tenant(tenant), item_ids)

    async def delete(self, item_id: str, *, tenant: str | None = None) -> None:
        """Delete an item and its vector: it is never recommended again.

        Events on it stay as history, and are told of by the item's id.

        Raises:
            NotFoundError: There is no such item.
        """
        name = self._tenant(tenant)
        async with self._world.views.changing(name):
            deleted = await self._store.queued(lambda: self._store.items.delete(name, [item_id]))
            gone = deleted or _unknown(item_id)
            with suppress(ConflictError):  # who owns the vectors brings them in step
                await asyncio.to_thread(self._world.vectors.forget, name, gone)

    async def set_available(
        self, item_ids: Sequence[str], available: bool, *, tenant: str | None = None
    ) -> Marked:
        """Say that items can or cannot be had. What cannot is in no list, and stays history."""
        name = self._tenant(tenant)
        known = self._store.items.get(name, item_ids)
        told = self._store.availability
        changed = await self._store.queued(lambda: told.mark(name, known, available=available))
        unknown = tuple(i for i in dict.fromkeys(item_ids) if i not in known)
        return Marked(changed, unknown)

    async def rules(self, *, tenant: str | None = None) -> Rules:
        """The rules of the tenant's lists."""
        return self._store.availability.rules(self._tenant(tenant))

    async def set_rules(self, rules: Rules, *, tenant: str | None = None) -> None:
        """Put other rules in force, from the next list on."""
        name = self._tenant(tenant)
        await self._store.queued(lambda: self._store.availability.set_rules(name, rules))

    def _tenant(self, tenant: str | None) -> str:
        return tenant or self._world.settings.tenant


def _unknown(item_id: str) -> NoReturn:
    raise NotFoundError(f"There is no item {item_id}.", field="item_id")

"""The catalogue of a server."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from whyrec.domain import Item, Rules
from whyrec.remote._address import segment
from whyrec.remote._pages import pages
from whyrec.remote._replies import AvailabilityReply, ItemReply, Upserted
from whyrec.remote._wire import Wire

if TYPE_CHECKING:
    from whyrec._items import Marked
    from whyrec.store import UpsertCounts


class RemoteItems:
    """Item calls of a `RemoteRecommender`, as ``rec.items``."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def get(self, item_id: str) -> Item:
        """One item.

        Raises:
            NotFoundError: There is no such item.
        """
        return (await self._wire.get(ItemReply, _path(item_id))).item()

    async def find(self, words: str, limit: int = 10) -> list[Item]:
        """Items whose title holds every one of the words, shortest title first."""
        if not words.strip():
            return []
        found = pages(self._wire, ItemReply, "/v1/items", limit, q=words)
        return [one.item() async for one in found]

    async def upsert(self, items: Sequence[Item]) -> UpsertCounts:
        """Add items, or replace those that have changed; durable when this returns.

        Which ids have changed is not told.
        """
        from whyrec.store import UpsertCounts

        reply = await self._wire.send("PUT", "/v1/items", body={"items": items})
        did = self._wire.read(Upserted, reply)
        return UpsertCounts(did.added, did.updated, did.unchanged)

    async def delete(self, item_id: str) -> None:
        """Delete an item; events on it stay as history.

        Raises:
            NotFoundError: There is no such item.
        """
        await self._wire.send("DELETE", _path(item_id))

    async def set_available(self, item_ids: Sequence[str], available: bool) -> Marked:
        """Say that items can or cannot be had. What cannot is in no list, and stays history."""
        from whyrec._items import Marked

        body = {"item_ids": item_ids, "available": available}
        reply = await self._wire.send("POST", "/v1/items/availability", body=body, safe=True)
        did = self._wire.read(AvailabilityReply, reply)
        return Marked(did.changed, did.unknown)

    async def rules(self) -> Rules:
        """The rules of the tenant's lists."""
        return await self._wire.get(Rules, "/v1/rules")

    async def set_rules(self, rules: Rules) -> None:
        """Put other rules in force, from the next list on."""
        await self._wire.send("PUT", "/v1/rules", body=rules)


def _path(item_id: str) -> str:
    return f"/v1/items/{segment(item_id)}"

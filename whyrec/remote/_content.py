"""What a server's items are about."""

from __future__ import annotations

from whyrec.domain import ItemFeatures
from whyrec.remote._address import segment
from whyrec.remote._replies import FeaturesReply
from whyrec.remote._wire import Wire


class RemoteContent:
    """Content calls of a `RemoteRecommender`, as ``rec.content``."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def features(self, item_id: str) -> ItemFeatures | None:
        """What is said of an item; None where it was not described, or has changed since.

        Raises:
            NotFoundError: There is no such item.
        """
        path = f"/v1/items/{segment(item_id)}/features"
        return (await self._wire.get(FeaturesReply, path)).described

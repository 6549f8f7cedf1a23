"""What somebody new is asked, found out beside the event loop and kept for a while."""

from __future__ import annotations

import asyncio
from datetime import datetime

from whyrec._scales import LIVE_STEP
from whyrec._world import World
from whyrec.agents.chat import Separating, Shelf, separating
from whyrec.agents.retrieve import CatalogueView


class ColdStart:
    """The questions of each tenant: what separates people changes slowly."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._found: dict[str, tuple[CatalogueView, float, Separating]] = {}
        self._finding: dict[str, asyncio.Lock] = {}

    async def separating(self, tenant: str, shelf: Shelf) -> Separating:
        """What to ask, at most ten minutes old.

        Args:
            tenant: Of whose people.
            shelf: The tenant's catalogue.
        """
        moment = self._world.moment(tenant)
        step = moment.timestamp() // LIVE_STEP.total_seconds()
        # Who comes meanwhile waits for this one: it reads everybody's events.
        async with self._finding.setdefault(tenant, asyncio.Lock()):
            held = self._found.get(tenant)
            if held is None or held[0] is not shelf.view or held[1] != step:
                found = await asyncio.to_thread(self._find, tenant, shelf, moment)
                held = self._found[tenant] = (shelf.view, step, found)
        return held[2]

    def _find(self, tenant: str, shelf: Shelf, moment: datetime) -> Separating:
        crowd = self._world.views.crowd(tenant).until(moment)
        return separating(shelf.view, crowd, moment.timestamp())

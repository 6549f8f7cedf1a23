"""Keeping what users in experiments were shown."""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Literal

from whyrec._seen import Seen
from whyrec._world import World
from whyrec.domain import Exposure
from whyrec.errors import WhyrecError

_log = logging.getLogger("whyrec.experiments")


class Exposing:
    """One list or explanation on its way to a user; for who is in no experiment it does nothing.

    Args:
        world: The store and the clock.
        seen: The user.
        shown: Whether somebody will see it.
        response_id: What it is known by; by default a new id.
    """

    def __init__(self, world: World, seen: Seen, *, shown: bool, response_id: str | None) -> None:
        self._world = world
        self._store = world.store
        self._seen = seen
        self._counts = shown and bool(seen.chosen.arms)
        self._response = response_id
        self._began = time.monotonic()
        self._known = self._counts and world.store.knows(seen.tenant, seen.reading.profile.user_id)

    async def keep(
        self, kind: Literal["list", "why"], items: Sequence[str], *, degraded: bool
    ) -> None:
        """Keep it, unless the user was erased meanwhile. What cannot be kept is still shown."""
        if not self._counts:
            return
        tenant, user_id = self._seen.tenant, self._seen.reading.profile.user_id
        seconds = time.monotonic() - self._began
        at = self._world.moment(tenant)  # not the kept ranking's, which may be a minute old
        response = self._response or f"{kind}-{uuid.uuid4().hex}"
        exposures = [
            Exposure(
                user_id=user_id,
                experiment=arm.experiment,
                variant=arm.variant,
                response_id=response,
                kind=kind,
                items=tuple(items),
                at=at,
                made_at=datetime.now(UTC),
                seconds=seconds,
                degraded=degraded,
            )
            for arm in self._seen.chosen.arms
        ]

        def keep() -> None:
            # Asked here, behind an erasure that waited before this in the queue.
            with self._store.transaction():
                if not self._known or self._store.knows(tenant, user_id):
                    self._store.exposures.keep(tenant, exposures)

        try:
            await self._store.queued(keep)
        except WhyrecError as error:
            _log.warning("What was shown could not be kept: %s", type(error).__name__)

"""All engines of one recommender: the settings' own, and those that experiments try."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from contextlib import ExitStack
from typing import Any

from whyrec import _engine_watch
from whyrec._engine import EngineHealth
from whyrec._tally import Tally
from whyrec.settings import EngineSettings, Settings
from whyrec.store import Store

Changed = Mapping[str, Any]
"""Settings of the section ``engine`` that a variant changes."""


class Engines:
    """Opens the engines that variants name, each once, and looks after them as after the own one.

    Args:
        settings: All settings.
        store: Where cards are kept.
        tally: Where calls are counted.
        own: The engine of the settings.
    """

    def __init__(self, settings: Settings, store: Store, tally: Tally, own: EngineHealth) -> None:
        self._settings = settings
        self._store = store
        self._tally = tally
        self._own = own
        self._others: dict[str, EngineHealth] = {}
        self._watching: asyncio.TaskGroup | None = None
        self._watched = ExitStack()

    def of(self, changed: Changed) -> EngineHealth:
        """The engine of a variant; the settings' own where it changes nothing of it."""
        if not changed:
            return self._own
        key = json.dumps(dict(changed), sort_keys=True)
        health = self._others.get(key)
        if health is None:
            health = EngineHealth(self._with(changed), self._store, self._tally)
            self._others[key] = health
            if self._watching is not None:
                # Before its first call, which is not to open and measure it by itself.
                self._watched.enter_context(health.watched())
                self._watching.create_task(_engine_watch.watch(health))
        return health

    async def watch(self) -> None:
        """Look after all of them, also those opened later, until cancelled."""
        with self._watched:
            try:
                async with asyncio.TaskGroup() as tasks:
                    self._watching = tasks
                    for health in (self._own, *self._others.values()):
                        tasks.create_task(_engine_watch.watch(health))
                    await asyncio.Event().wait()  # an experiment may bring one any time
            finally:
                self._watching = None

    async def aclose(self) -> None:
        """Close those of experiments; the own one is its opener's."""
        for health in self._others.values():
            await health.aclose()

    def _with(self, changed: Changed) -> Settings:
        told = {**self._settings.engine.model_dump(), **changed}
        return self._settings.model_copy(update={"engine": EngineSettings.model_validate(told)})

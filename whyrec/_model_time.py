"""The model's part of a list must not make the list late."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whyrec._engine import Budget, EngineHealth
from whyrec.agents.rank import Judge
from whyrec.errors import UpstreamError


@dataclass(frozen=True)
class InTime:
    """A judge that gives up when its time is up; what it had asked is cancelled."""

    judge: Judge
    health: EngineHealth
    budget: Budget

    async def __call__(self, titles: Sequence[str]) -> NDArray[np.float64]:
        """Judge in time.

        Raises:
            UpstreamError: The time was up, or the engine failed.
        """
        try:
            async with asyncio.timeout_at(self.budget.ends):
                return await self.judge(titles)
        except TimeoutError as error:
            self.health.overdue(self.budget)
            raise UpstreamError("The language model was too slow to judge.") from error

"""Whether a served model is quick enough to judge the lists of a chat."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

JUDGE_BUDGET_S = 0.2
"""How long a served model may judge the candidates of a list in a chat; an embedded one never."""
AGAIN_AFTER_S = 600.0
"""How long a model that was late is not asked: every list would wait for it in vain."""


class Pace:
    """Remembers that the model was late, for all chats."""

    def __init__(self) -> None:
        self._again_at = 0.0

    @property
    def keeps(self) -> bool:
        """Whether the model may be asked."""
        return time.monotonic() >= self._again_at

    @asynccontextmanager
    async def judging(self) -> AsyncIterator[None]:
        """Give what is inside the time that a list in a chat has.

        Raises:
            TimeoutError: It took longer.
        """
        try:
            async with asyncio.timeout(JUDGE_BUDGET_S):
                yield
        except TimeoutError:
            self._again_at = time.monotonic() + AGAIN_AFTER_S
            raise

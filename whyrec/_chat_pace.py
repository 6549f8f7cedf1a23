"""Whether a served model is quick enough to judge the lists of a chat."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

JUDGE_BUDGET_S = 0.2
"""How long a served model may judge the candidates of a list in a chat; an embedded one never."""
LATE_IN_A_ROW = 3
"""Lists for which it is late before it counts as slow: the first may find it cold."""
AGAIN_AFTER_S = 600.0
"""How long a slow model is not asked: every list would wait for it in vain."""


class Pace:
    """Remembers that the model was late, for all chats."""

    def __init__(self) -> None:
        self._late = 0
        self._again_at = 0.0

    @property
    def keeps(self) -> bool:
        """Whether the model may be asked."""
        return time.monotonic() >= self._again_at

    @asynccontextmanager
    async def judging(self) -> AsyncIterator[None]:
        """Give what is inside the time that a list in a chat has: nothing but the model's part.

        Raises:
            TimeoutError: It took longer.
        """
        try:
            async with asyncio.timeout(JUDGE_BUDGET_S) as limit:
                yield
        except TimeoutError:
            if limit.expired():
                self._was_late()
            raise
        self._late = 0

    def _was_late(self) -> None:
        self._late += 1
        if self._late >= LATE_IN_A_ROW:
            self._late = 0
            self._again_at = time.monotonic() + AGAIN_AFTER_S

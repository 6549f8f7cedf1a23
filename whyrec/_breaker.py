"""A circuit breaker that no request ever closes: a probe does."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Literal

BreakerState = Literal["unknown", "closed", "open", "half_open"]
"""``unknown`` lets calls through as ``closed`` does: nothing has been asked yet."""

UNUSABLE_IN_A_ROW = 3
"""Unusable answers, with no usable one between them, that open it; anything worse does at once."""
FLAPPING_S = 60.0
"""Opening again within so many seconds of closing is flapping."""
MOST_PROBES = 4
"""Probes in a row that a flapping engine must pass, at most."""


class Breaker:
    """Lets calls through while an engine works, and none while it does not.

    It opens at the first call that finds the engine dead or too slow, and at the third unusable
    answer in a row. It closes when a probe has passed; with an engine that fails again soon after,
    when one more probe in a row has passed each time, up to four.

    Args:
        clock: Monotonic seconds.
        unusable: Unusable answers in a row that open it, at least 1.
        opened: Called each time it opens.
    """

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        *,
        unusable: int = UNUSABLE_IN_A_ROW,
        opened: Callable[[], None] = lambda: None,
    ) -> None:
        self.state: BreakerState = "unknown"
        self.since = datetime.now(UTC)
        """When the state was entered."""
        self.error: str | None = None
        """What opened it the last time, or what the last probe met; None while all is well."""
        self.round = 0
        """Goes up with every opening and closing: what began in an earlier round is no news."""
        self.probes_failed = 0
        """In a row, since it opened."""
        self._clock = clock
        self._most_unusable = unusable
        self._opened = opened
        self._heard_at = float("-inf")
        self._unusable = 0
        self._needed = 1
        self._passed = 0
        self._closed_at = float("-inf")

    @property
    def allows(self) -> bool:
        """Whether calls go through."""
        return self.state in ("closed", "unknown")

    @property
    def quiet_s(self) -> float:
        """Seconds since the engine last answered."""
        return self._clock() - self._heard_at

    def succeeded(self, began: int) -> None:
        """A call was answered; ``began`` is the round in which it was made."""
        if began == self.round and self.allows:
            self._unusable = 0
            self._heard_at = self._clock()

    def failed(self, began: int, why: str, *, unusable: bool = False) -> None:
        """A call failed.

        Args:
            began: The round in which it was made.
            why: In words that anybody may read: it is logged, and told to who asks next.
            unusable: It was answered, with something that cannot be used.
        """
        if began != self.round or not self.allows:
            return
        self._unusable += 1
        if unusable and self._unusable < self._most_unusable:
            return
        self._open(why)

    def probing(self) -> None:
        """A probe is on its way."""
        if self.state == "open":
            self._enter("half_open")

    def probed(self, failure: str | None) -> None:
        """What a probe met; None where the engine answered."""
        if failure is not None:
            if self.allows:
                self._open(failure)
                return
            self.error = failure
            self.probes_failed += 1
            self._passed = 0
            if self.state != "open":
                self._enter("open")
            return
        self._heard_at = self._clock()
        if self.state == "closed":
            return
        self._passed += 1
        if self._passed >= self._needed:
            self._close()

    def _open(self, why: str) -> None:
        flapping = self._clock() - self._closed_at < FLAPPING_S
        self._needed = min(self._needed + 1, MOST_PROBES) if flapping else 1
        self._passed = self._unusable = self.probes_failed = 0
        self.error = why
        self.round += 1
        self._enter("open")
        self._opened()

    def _close(self) -> None:
        if self.state != "unknown":  # else it never was open
            self._closed_at = self._clock()
            self.round += 1
        self.error = None
        self._enter("closed")

    def _enter(self, state: BreakerState) -> None:
        self.state = state
        self.since = datetime.now(UTC)

"""How busy the server is, for what is done behind the requests."""

from __future__ import annotations

from whyrec.server._observed import Answered


class Traffic:
    """Requests, counted; an `Observer`."""

    def __init__(self) -> None:
        self.inside = 0
        """Not answered yet."""
        self.total = 0
        """Since the server started."""

    def begun(self) -> None:
        """One more is inside."""
        self.inside += 1
        self.total += 1

    def answered(self, _: Answered) -> None:
        """One less."""
        self.inside -= 1

"""What looking at a user came to, as it is kept on disk."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Watched:
    """A simulated user, looked at event by event."""

    user: str
    size: int | None
    """Which of the suite's sizes their switch has; None: they do not switch."""
    bits: float | None
    """How far it moves them."""
    alarm_after: int | None
    """Events from the switch (from the first look, where there is none) to the first alarm; None:
    there was none."""

    @property
    def key(self) -> str:
        """Unique in the file."""
        return f"watched {self.user}"


@dataclass(frozen=True)
class Look:
    """One moment of a real user."""

    alarm: bool
    gain: float
    """How much better the latest shares tell the next events' topics than those of before do, in
    bits an event; negative where they do worse."""


@dataclass(frozen=True)
class Real:
    """A user of the data set."""

    user: str
    looks: tuple[Look, ...]

    @property
    def key(self) -> str:
        """Unique in the file."""
        return f"real {self.user}"


@dataclass(frozen=True)
class Listed:
    """The first ten of a list for a user who switched, with and without the shorter half-life."""

    user: str
    after: int
    """Events since the switch."""
    new: float
    """Share of the list that is about the tastes of now alone, as whyrec ships."""
    old: float
    """Share about those of before alone."""
    new_shortened: float
    """The same with the shorter half-life."""
    old_shortened: float

    @property
    def key(self) -> str:
        """Unique in the file."""
        return f"listed {self.user} {self.after}"


Outcome = Watched | Real | Listed

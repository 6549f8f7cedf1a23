"""What lists for scenes came to, as it is kept on disk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

World = Literal["planted", "shared", "shuffled"]
"""Tastes by scene of each user's own; the same leaning for everybody; contexts dealt anew."""

Said = Literal["nothing", "scene", "clock", "all"]
"""What a request says: nothing, the scene's name, the time, or everything with the device."""


@dataclass(frozen=True)
class InScene:
    """Lists for a simulated user in one scene after some events, mean of several next items."""

    world: World
    user: str
    scene: str
    after: int
    said: Said
    hit: float
    """Share of the next items among the first ten candidates."""
    ndcg: float
    about: float
    """Share of the first ten of the catalogue that carry a taste of this scene alone."""

    @property
    def key(self) -> str:
        """Unique in the file."""
        return f"{self.world} {self.user} {self.scene} {self.after} {self.said}"


@dataclass(frozen=True)
class Common:
    """How alike the lists of a user's two scenes are."""

    world: World
    user: str
    after: int
    common: float
    """Share of the first ten that stands in both lists."""

    @property
    def key(self) -> str:
        """Unique in the file."""
        return f"common {self.world} {self.user} {self.after}"


@dataclass(frozen=True)
class Real:
    """A user of the data set: the next item's rank with and without the time of day."""

    user: str
    rank: int | None
    """Without; None where it is not among the first ten."""
    rank_derived: int | None
    """With time of day and of the week derived of the moment, in UTC."""
    common: float
    """Share of the first ten that stands in both lists."""

    @property
    def key(self) -> str:
        """Unique in the file."""
        return f"real {self.user}"


Outcome = InScene | Common | Real

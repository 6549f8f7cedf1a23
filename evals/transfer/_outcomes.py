"""What was found, as it is kept on disk."""

from __future__ import annotations

from dataclasses import dataclass

SYSTEMS = (
    "popularity",
    "popularity 30d",
    "learned mapping",
    "likeness of topics",
    "whyrec",
    "whyrec, carried over",
)
"""Who is asked, in the order of the tables."""
K = 10
SIMULATED = "simulated"
"""The world of simulated users; that of real ones is called as the data set."""


@dataclass(frozen=True)
class Listed:
    """Where what a user took next stood in each system's list."""

    world: str
    user: str
    after: int
    ranks: dict[str, int | None]
    """From 1 within the first `K`, by system; None: not there."""
    carried: int
    """Interests that whyrec carries over at that moment."""

    @property
    def key(self) -> str:
        """Unique in the file."""
        return f"{self.world} {self.user} {self.after}"


@dataclass(frozen=True)
class NamedInterests:
    """What a model made of the names of one user's carried interests."""

    user: str
    carried: int
    """Interests added."""
    named: int
    """Those whose words are the model's."""
    rejected: tuple[str, ...]
    """Rules of the gate that its words broke, one a refused name."""

    @property
    def key(self) -> str:
        """Unique in the file."""
        return f"named {self.user}"


Outcome = Listed | NamedInterests

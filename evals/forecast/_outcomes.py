"""What asking for forecasts came to, as it is kept on disk."""

from __future__ import annotations

from dataclasses import dataclass

Numbers = tuple[float | None, ...]
"""Log-loss, HR@1 and HR@3 of the next event, the same of the next events, and how far the row is
from the truth in nats (Kullback–Leibler), each the mean over a user's moments."""


@dataclass(frozen=True)
class Scored:
    """A user's numbers."""

    crowd: str
    """Whose user it is: the data set's, or a kind of simulated ones."""
    user: str
    moments: int
    rows: dict[str, Numbers]
    """By the row's name."""

    @property
    def key(self) -> str:
        """Unique in the file."""
        return f"scored {self.crowd} {self.user}"


@dataclass(frozen=True)
class Fitted:
    """Weights of the parts, fitted on a crowd's earlier moments; kept when all its users are."""

    crowd: str
    moments: int
    weights: dict[str, float]

    @property
    def key(self) -> str:
        """Unique in the file."""
        return f"fitted {self.crowd}"


Outcome = Scored | Fitted

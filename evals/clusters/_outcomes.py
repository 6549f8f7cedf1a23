"""What a suite of clusters found, as it is kept on disk."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Refitted:
    """A fit on people drawn with replacement beside the fit on all."""

    number: int
    clusters: int
    agreement: float
    """Adjusted Rand index of everybody's nearest centres in both."""

    @property
    def key(self) -> str:
        """Unique in the file."""
        return f"refitted {self.number}"


@dataclass(frozen=True)
class Looked:
    """Whether a user's next item was among the candidates."""

    case: str
    without: bool
    """Among those of the sources that are always asked."""
    found: bool
    """The same with people like the user."""

    @property
    def key(self) -> str:
        """Unique in the file."""
        return f"looked {self.case}"


Outcome = Refitted | Looked

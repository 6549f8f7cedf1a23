"""What the checker says of a text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ClaimKind = Literal[
    "title",
    "date",
    "number",
    "rating",
    "name",
    "topic",
    "event_id",
    "quote",
    "reaction",
    "ground",
    "context",
    "placeholder",
    "outside",
]
"""What is claimed. ``reaction``: what the user did or felt; ``ground``: why the item is listed;
``context``: where or when the interest is taken more than usual;
``outside``: a word that neither the evidence nor plain English or Chinese accounts for."""


@dataclass(frozen=True)
class Claim:
    """One thing a text claims."""

    kind: ClaimKind
    quote: str
    """The words that claim it."""
    start: int
    end: int
    """Where they stand in `Verdict.text`."""
    grounded: bool
    by: str
    """What bears it out, or what is missing."""


@dataclass(frozen=True)
class Verdict:
    """All that a text claims."""

    text: str
    """The text as it was read: without signs nobody sees, wide forms and quotes made plain."""
    claims: tuple[Claim, ...]
    """In the order of the text."""

    @property
    def grounded(self) -> bool:
        """Whether the evidence bears out every claim."""
        return all(claim.grounded for claim in self.claims)

    def grounded_in(self, *kinds: ClaimKind) -> bool:
        """Whether the evidence bears out every claim of some kinds, whatever else is said."""
        return all(claim.grounded for claim in self.claims if claim.kind in kinds)

    @property
    def ungrounded(self) -> tuple[Claim, ...]:
        """The claims that nothing bears out."""
        return tuple(claim for claim in self.claims if not claim.grounded)

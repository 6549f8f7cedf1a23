"""What a user's words come to."""

from __future__ import annotations

from typing import NamedTuple

from whyrec.domain import Facet, Polarity


class Wish(NamedTuple):
    """One thing the user wants more or less of."""

    polarity: Polarity
    topic: str
    """The user's own words for it; the catalogue's for a name, or where they spoke of their
    circumstances."""
    facets: tuple[Facet, ...]
    """What it is about, all of them together: a romantic comedy is Romance and Comedy. Empty for a
    liking in the user's own words that no topic of the catalogue stands for."""
    gradual: bool = False
    """A dislike that asks for less and not for none."""

    @property
    def amount(self) -> str:
        """What is wanted of it: ``more``, ``less`` or ``no more``."""
        if self.polarity == "like":
            return "more"
        return "less" if self.gradual else "no more"


class NotUnderstood(NamedTuple):
    """Words that have no effect, and why."""

    reason: str
    """One sentence for the user."""
    phrases: tuple[str, ...] = ()
    """Topics in a request that is otherwise clear, which the catalogue's facets don't have."""

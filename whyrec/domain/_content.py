"""What items are about: words of a closed vocabulary."""

from __future__ import annotations

from typing import Final, Literal

from pydantic import Field

from whyrec.domain._base import Model
from whyrec.domain._events import Facet
from whyrec.domain._profile import Author

ContentKind = Literal["topic", "mood", "audience", "era"]
KINDS: Final[tuple[ContentKind, ...]] = ("topic", "mood", "audience", "era")
"""In the order they are told in."""

TermState = Literal["waiting", "accepted", "rejected"]


class Feature(Model):
    """One thing that is said of an item's content."""

    kind: ContentKind
    label: str
    """The vocabulary's word for it."""
    because: str
    """What shows it: words of the item's text, or a facet's value."""

    @property
    def facet(self) -> Facet:
        """The same as a facet: ``topic``, ``mood`` or ``audience``, and ``decade`` for an era."""
        return Facet("decade" if self.kind == "era" else self.kind, self.label)


class ItemFeatures(Model):
    """What is said of one item."""

    item_id: str
    features: tuple[Feature, ...]
    """By kind, those that tell most first."""
    written_by: Author
    """``model`` where its answer passed the gate, else ``code``."""
    made_by: str
    """Which prompt and model, or which rules, made it: other ones make it anew."""


class ProposedTerm(Model):
    """A word that is not in the vocabulary, and for how many items a model missed it."""

    kind: ContentKind
    term: str
    state: TermState
    count: int
    """Items."""
    examples: tuple[str, ...] = ()
    """Ids of some of them."""


class ContentReport(Model):
    """What describing items did; every item looked at is in exactly one of the first counts."""

    by_model: int = 0
    by_code: int = 0
    unchanged: int = 0
    """Described before, from the same text by the same means: nothing was asked."""
    waiting: int = 0
    """Due, and beyond the limit: the next call goes on with them."""
    failed: int = 0
    """Of those by code, the ones that the model was asked for and did not answer."""
    refused: dict[str, int] = Field(default_factory=dict)
    """What the model said and the gate refused, by rule."""
    proposed: int = 0
    """Words noted that are not in the vocabulary."""
    why_no_model: str | None = None
    """Why no model was asked; None where one was."""

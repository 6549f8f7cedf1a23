"""Items of the catalogue and what users did with them."""

from __future__ import annotations

import hashlib
import json
from typing import Literal, NamedTuple, Self

from pydantic import Field, model_validator

from whyrec.domain._base import Identifier, Model, UtcDatetime

EventKind = Literal[
    "view",
    "click",
    "search",
    "like",
    "dislike",
    "rating",
    "purchase",
    "skip",
    "dismiss",
    "share",
    "state",
]
"""What a user did. ``search`` and ``state`` are words and need no item."""

FeedbackKind = Literal["like", "dislike", "dismiss", "click", "view", "purchase", "share", "skip"]
"""The kinds a user can answer a recommendation with."""


class Facet(NamedTuple):
    """One named property of an item, such as ``genre=Horror``."""

    name: str
    value: str

    def __str__(self) -> str:
        return f"{self.name}={self.value}"

    @classmethod
    def parse(cls, text: str) -> Facet:
        """Read ``name=value`` back; the first ``=`` separates."""
        name, _, value = text.partition("=")
        return cls(name, value)


class Item(Model):
    """Something that can be recommended."""

    id: Identifier
    title: str = Field(min_length=1, max_length=1_000)
    text: str = Field(default="", max_length=20_000)
    """Free description; data, never instructions."""
    facets: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """Facet name to its values, such as ``{"genre": ("Drama", "War")}``."""
    domain: str = Field(default="items", min_length=1, max_length=64)
    """What kind of thing it is: movies, books, …"""
    created_at: UtcDatetime | None = None
    """When it entered the catalogue, where known."""

    def facet_set(self) -> frozenset[Facet]:
        """All facets of the item as name–value pairs."""
        return frozenset(Facet(name, v) for name, values in self.facets.items() for v in values)


class Context(Model):
    """Where and on what an event happened; every field is optional."""

    scene: str | None = Field(default=None, max_length=64)
    device: str | None = Field(default=None, max_length=64)


class Event(Model):
    """One thing one user did at one moment."""

    id: Identifier
    """Idempotency key: the same id with other content is a conflict."""
    user_id: Identifier
    item_id: Identifier | None = None
    kind: EventKind
    value: float | None = None
    """The rating, on the tenant's declared scale; empty for the other kinds."""
    text: str | None = Field(default=None, max_length=4_000)
    at: UtcDatetime
    context: Context = Context()
    session: str | None = Field(default=None, max_length=256)

    @model_validator(mode="after")
    def _complete(self) -> Self:
        missing = incomplete(self.kind, self.item_id, self.text, self.value)
        if missing:
            raise ValueError(missing)
        return self


def incomplete(
    kind: EventKind, item_id: str | None, text: str | None, value: float | None
) -> str | None:
    """What an event of that kind lacks, as an error says it; None: nothing."""
    if item_id is None and kind not in ("search", "state"):
        return f"an event of kind '{kind}' needs an item_id"
    if kind in ("search", "state") and not text:
        return f"an event of kind '{kind}' needs a text"
    if kind == "rating" and value is None:
        return "an event of kind 'rating' needs a value"
    return None


def content_id(
    user_id: str,
    item_id: str | None,
    kind: str,
    value: float | None,
    text: str | None,
    at_us: int,
) -> str:
    """Id of an event that came without one: a hash of what it says.

    Args:
        user_id: The user.
        item_id: The item, if any.
        kind: The event kind.
        value: The rating, if any.
        text: The words, if any.
        at_us: Microseconds since the epoch, UTC.

    Returns:
        ``"h"`` and 20 hexadecimal digits, the same for the same content whatever the order of
        arrival.
    """
    content = json.dumps([user_id, item_id, kind, value, text, at_us], ensure_ascii=False)
    return "h" + hashlib.sha256(content.encode()).hexdigest()[:20]

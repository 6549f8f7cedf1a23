"""What an explanation may say: nothing but this."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from whyrec.domain import CitedEvent, Facet, Habit, Interest, Item

Ground = Literal[
    "interest",
    "similar_items",
    "similar_people",
    "popular_this_week",
    "popular",
    "taken_before",
    "exploration",
    "none",
    "reacted",
    "unwanted",
    "to_come",
    "unavailable",
    "barred",
]
"""Why the item is in the list: an interest, likeness to the user's items, what people with similar
histories chose, the popularity of the last seven days or of all time, that somebody took it at all,
exploration, or (when a user asks about any item) nothing. The last five are why it is in none: the
user has reacted to it, or asked for no more of its kind, or it is not in the catalogue yet, cannot
be had at present, or is kept out by the catalogue's own rules."""


class Crowd(NamedTuple):
    """How often an item was taken: what a claim of popularity rests on."""

    week: int = 0
    """Times in the seven days up to the moment of the list."""
    ever: int = 0
    """Times up to that moment."""


MOST_EVENTS = 3
"""An explanation shows this many events at most."""

MOST_MARKS = 3
"""And says so many things of the item."""

PLAIN_FACETS = frozenset({"genre", "category", "topic", "tag", "theme", "style", "mood", "decade"})
"""Facet names whose values speak for themselves; other values come with their name."""

LIKED_SHARE = 0.6
"""A rating this far up the scale or farther says that the user liked the item."""


@dataclass(frozen=True)
class ExplanationFacts:
    """Everything one explanation may rest on."""

    item: Item
    """What is recommended."""
    interest: Interest | None
    """The interest it answers, or the dislike that speaks against it; None without either."""
    events: tuple[CitedEvent, ...] = ()
    """The user's events that show the interest (or led to the item), the most telling first."""
    shared_facets: tuple[Facet, ...] = ()
    """The item's facets that the interest is about."""
    event_facets: Mapping[str, tuple[Facet, ...]] = field(default_factory=dict)
    """Event id to those of the shared facets that its item has."""
    rating_high: float | None = None
    """The highest rating of the tenant's scale, if it is known."""
    rating_low: float = 0.0
    """The lowest one."""
    told: tuple[Facet, ...] = ()
    """What else may be said of the item: its topics and moods, where the settings let them be."""
    ground: Ground = "interest"
    """What led to it; beside a dislike, what did so all the same."""
    crowd: Crowd = field(default_factory=Crowd)
    """The counts behind ``popular_this_week``, ``popular`` and ``taken_before``."""

    carried_from: str | None = None
    """The other domain that the interest was carried over from, where nothing has confirmed it."""

    habit: Habit | None = None
    """That the interest is clearly taken more often in the context that the list is for."""

    @property
    def cited(self) -> tuple[CitedEvent, ...]:
        """The events that are shown, at most `MOST_EVENTS`."""
        return self.events[:MOST_EVENTS]

    @property
    def marks(self) -> tuple[Facet, ...]:
        """What is said of the item: first what it shares with the interest."""
        return tuple(dict.fromkeys((*self.shared_facets, *self.told)))

    def liked(self, event: CitedEvent) -> bool:
        """Whether an event says by itself that the user liked the item."""
        if event.kind == "rating" and event.value is not None and self.rating_high:
            span = self.rating_high - self.rating_low
            return event.value >= self.rating_low + LIKED_SHARE * span
        return event.kind in ("like", "share")


def facet_words(facet: Facet) -> str:
    """A facet as prose names it: "Horror", "director Ozu"."""
    return facet.value if facet.name in PLAIN_FACETS else f"{facet.name} {facet.value}"

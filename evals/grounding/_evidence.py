"""What an explanation may say: the item, the cited events, the interest, and why it is listed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, get_args

from whyrec.domain import CitedEvent, Explanation, Facet, Interest, Item, Polarity
from whyrec.evals.grounding._catalogue_titles import CatalogueTitles
from whyrec.evals.grounding._contexts import Circumstance

Ground = Literal[
    "interest",
    "similar_items",
    "similar_people",
    "popular",
    "popular_this_week",
    "taken_before",
    "exploration",
    "none",
    "reacted",
    "unwanted",
    "to_come",
]
"""Why an item is in a list. ``popular`` is of all time, ``taken_before`` that somebody took it at
all, ``none`` that nothing led to it. The last three are why it is in none: the user has reacted to
it, asked for no more of its kind, or it is not in the catalogue yet."""

GROUNDS: tuple[Ground, ...] = get_args(Ground)

_OF_SOURCE: Mapping[str, tuple[Ground, ...]] = {
    "ease": ("similar_people", "taken_before"),
    "ease_recent": ("similar_people", "taken_before"),
    "item_knn": ("similar_people", "taken_before"),
    "recent": ("popular_this_week", "taken_before"),
    "popular": ("popular", "taken_before"),
    "exploration": ("exploration",),
}

_COUNTED: frozenset[Ground] = frozenset({"popular", "popular_this_week", "taken_before"})


@dataclass(frozen=True)
class Evidence:
    """All that one explanation may claim."""

    item: Item
    """What is recommended."""
    events: tuple[CitedEvent, ...] = ()
    """The cited events."""
    items: Mapping[str, Item] = field(default_factory=dict)
    """The items of the events by id; an event whose item is not here has no facets."""
    interest_label: str | None = None
    interest_facets: frozenset[Facet] = frozenset()
    polarity: Polarity = "like"
    """Whether the interest is a like or a dislike."""
    scale: tuple[float, float] | None = None
    """Lowest and highest rating."""
    grounds: frozenset[Ground] = frozenset()
    """Why the item is in the list."""
    circumstances: frozenset[Circumstance] = frozenset()
    """Contexts in which the interest is taken more than usual."""
    catalogue: CatalogueTitles | None = None
    """All titles, to know those that are not in the evidence."""

    @property
    def event_ids(self) -> frozenset[str]:
        """Ids of the cited events."""
        return frozenset(event.event_id for event in self.events)

    def liking(self, event: CitedEvent) -> float | None:
        """Where an event stands between dislike and like.

        Returns:
            A rating's place on the scale, [0, 1]; 1 for a like or a share, 0 for a dislike or a
            dismissal; None where the event says neither.
        """
        if event.kind == "rating" and event.value is not None:
            if self.scale is None or self.scale[1] <= self.scale[0]:
                return None
            return (event.value - self.scale[0]) / (self.scale[1] - self.scale[0])
        return {"like": 1.0, "share": 1.0, "dislike": 0.0, "dismiss": 0.0}.get(event.kind)


def evidence_of(
    explanation: Explanation,
    items: Mapping[str, Item],
    *,
    interest: Interest | None = None,
    sources: Iterable[str] = (),
    taken_this_week: int | None = None,
    counted: frozenset[Ground] | None = None,
    as_of: datetime | None = None,
    scale: tuple[float, float] | None = None,
    circumstances: frozenset[Circumstance] = frozenset(),
    catalogue: CatalogueTitles | None = None,
) -> Evidence:
    """The evidence of an explanation that whyrec gave.

    Args:
        explanation: What whyrec said.
        items: The catalogue by id; the item and those of the events are looked up in it.
        interest: The interest it names, for its facets and polarity.
        sources: The candidate sources that proposed the item.
        taken_this_week: How many took the item in the seven days before the moment of the list;
            without any it is not popular this week, whichever source proposed it. None trusts the
            source.
        counted: What `popularity` says of the item, in place of what its sources say of it.
        as_of: The moment of the list; an item that is not in the catalogue by then is yet to come.
        scale: Lowest and highest rating.
        circumstances: What `circumstances` counts of the interest, of the list's own context.
        catalogue: All titles.

    Raises:
        KeyError: The explained item is not among ``items``.
    """
    grounds: set[Ground] = {g for s in sources for g in _OF_SOURCE.get(s, ())}
    if taken_this_week == 0:
        grounds.discard("popular_this_week")
    if counted is not None:
        grounds = (grounds - _COUNTED) | counted
    item = items[explanation.item_id]
    if any(event.item_id == item.id for event in explanation.evidence):
        grounds.add("reacted")
    elif explanation.interest_id is not None:
        grounds.add("interest")
    elif explanation.evidence:
        grounds.add("similar_items")
    if interest is not None and interest.polarity == "dislike" and interest.origin == "stated":
        grounds |= set() if interest.gradual else {"unwanted"}
    if as_of is not None and item.created_at is not None and item.created_at > as_of:
        grounds.add("to_come")
    return Evidence(
        item=item,
        events=explanation.evidence,
        items={i: items[i] for e in explanation.evidence if (i := e.item_id) and i in items},
        interest_label=explanation.interest_label,
        interest_facets=interest.facet_set() if interest else frozenset(),
        polarity=interest.polarity if interest else "like",
        scale=scale,
        grounds=frozenset(grounds or {"none"}),
        circumstances=circumstances,
        catalogue=catalogue,
    )

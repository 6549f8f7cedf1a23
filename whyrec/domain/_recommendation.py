"""Recommendations and the answer to "why this?"."""

from __future__ import annotations

from pydantic import Field

from whyrec.domain._base import Model, UtcDatetime
from whyrec.domain._events import EventKind, Item
from whyrec.domain._profile import Author


class CitedEvent(Model):
    """One of the user's own events, as an explanation shows it."""

    event_id: str
    item_id: str | None
    title: str
    """The item's title, or the user's words for an event without an item."""
    kind: EventKind
    value: float | None
    at: UtcDatetime


class Counterfactual(Model):
    """Where the item would stand had the cited events not happened."""

    rank: int
    """Rank now, from 1, among all candidates."""
    rank_without: int | None
    """Rank without the cited events; None where it would not be a candidate at all."""
    candidates: int
    """How many candidates were ranked."""


class Explanation(Model):
    """Why an item is recommended: an interest, the events that show it, nothing else."""

    user_id: str
    item_id: str
    text: str
    written_by: Author
    """Who wrote the prose: the model (through the gate) or code."""
    interest_id: str | None
    interest_label: str | None
    evidence: tuple[CitedEvent, ...]
    counterfactual: Counterfactual | None = None
    profile_version: int
    degraded: bool = False
    """True when a model should have written it and could not."""
    rejected: tuple[str, ...] = ()
    """Gate rules that the model's drafts broke."""


class Recommendation(Model):
    """One item of a list, with its reasons."""

    item: Item
    rank: int
    """Position in the list, from 1."""
    score: float
    """Calibrated probability that this is what the user takes next, [0, 1]."""
    parts: dict[str, float] = Field(default_factory=dict)
    """Contribution of each named feature to the score's log-odds."""
    sources: tuple[str, ...] = ()
    """The candidate sources that proposed it."""
    interest_ids: tuple[str, ...] = ()
    """The interests it answers, strongest first."""
    evidence: tuple[str, ...] = ()
    """Ids of the user's events that show it."""
    explanation: Explanation | None = None
    profile_version: int
    as_of: UtcDatetime
    degraded: bool = False
    """True when the ranker ran without the language model though one is configured."""

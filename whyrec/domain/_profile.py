"""The interest profile of a user.

A stored profile holds only what patches put there. Everything numeric (strength, share, trend,
confidence) is computed from the evidence when the profile is read, for a stated moment, and stands
in `Interest.measured`; it is never stored and never written by a model.
"""

from __future__ import annotations

import operator
from functools import lru_cache
from typing import Literal

from pydantic import Field

from whyrec.domain._base import Model, UtcDatetime
from whyrec.domain._events import Facet
from whyrec.domain._scene import Habit

Polarity = Literal["like", "dislike"]
Origin = Literal["observed", "stated", "transferred"]
Author = Literal["model", "code", "user"]
Basis = Literal["users", "likeness", "model"]
Trend = Literal["new", "rising", "steady", "fading"]


def absent(value: object) -> bool:
    """Whether a field is left out of what is stored."""
    return value is None


class Evidence(Model):
    """An event that shows an interest."""

    event_id: str
    weight: float = Field(default=1.0, gt=0.0, le=1.0)
    """How much of the event speaks for this interest, (0, 1]."""
    carried: bool = Field(default=False, exclude_if=operator.not_)
    """The event lies in another domain, from which the interest was carried over: it sorts the
    event in nowhere. Written only where true, as `Interest.gradual` is."""


class Measured(Model):
    """What arithmetic says of an interest at one moment."""

    strength_long: float
    """Decayed sum of the signed evidence with the long half-life; ≥ 0, no unit."""
    strength_short: float
    """The same with the short half-life."""
    share: float
    """Part of the profile's long strength of the same polarity, [0, 1]."""
    trend: Trend
    confidence: float
    """Lower 5 % bound of the Beta posterior that an event on this interest agrees, [0, 1]."""
    events: int
    """How many events are its evidence."""
    since: UtcDatetime | None = None
    """When the earliest of them happened; None without any."""
    contexts: dict[str, float] = Field(default_factory=dict)
    """Share of the evidence by scene, summing to 1 where any event says its own."""
    habits: tuple[Habit, ...] = ()
    """Contexts in which it is taken clearly more often than everything else, the clearest first;
    only in what `whyrec.Recommender.profile` gives."""


class Interest(Model):
    """One thing a user likes or dislikes, with the events that show it."""

    id: str
    """Stable within the user: ``i1``, ``i2``, …"""
    label: str
    """At most six words; never an item's title."""
    statement: str
    """One sentence. Item titles stand only as ``[event:ID]`` and are expanded when read."""
    polarity: Polarity
    evidence: tuple[Evidence, ...]
    facets: tuple[str, ...] = ()
    """What it is about, as ``name=value``; code uses them to recognise further events."""
    origin: Origin = "observed"
    named_by: Author = "code"
    """Who wrote label and statement."""
    born_at: UtcDatetime
    retired_at: UtcDatetime | None = None
    """Set when it faded; it keeps its evidence and comes back when reinforced."""
    gradual: bool = Field(default=False, exclude_if=operator.not_)
    """A dislike the user stated as "less" and not as "no more": it weighs and keeps nothing out.
    Written only where true, so that what older versions stored stays the same to the byte."""
    domain: str | None = Field(default=None, exclude_if=absent)
    """The one domain whose items it is about; None: any. Written only where there is one."""
    basis: Basis | None = Field(default=None, exclude_if=absent)
    """Why a transferred interest is expected: learned from users of both domains, from the likeness
    of topics, or in the model's own judgement. Written only where there is one."""
    measured: Measured | None = None
    """Filled on read for living interests, absent in what is stored."""

    def facet_set(self) -> frozenset[Facet]:
        """The facets the interest is about."""
        return _facets(self.facets)

    @property
    def unconfirmed(self) -> bool:
        """Whether it was carried over, and nothing in its own domain has shown it so far."""
        return self.origin == "transferred" and all(e.carried for e in self.evidence)

    def covers(self, domain: str | None) -> bool:
        """Whether it can be about items of a domain; None: it is not known which."""
        return self.domain is None or domain is None or self.domain == domain


@lru_cache(maxsize=65_536)
def _facets(names: tuple[str, ...]) -> frozenset[Facet]:
    """Asked for again and again while events are matched; there are few different ones."""
    return frozenset(Facet.parse(name) for name in names)


class Note(Model):
    """Words of the user that were not understood: kept, shown, without effect."""

    event_id: str
    text: str


class Provenance(Model):
    """Who made a version, with what."""

    mode: Literal["free", "guided", "composed", "edit", "rollback", "forget", "transfer"]
    engine: str | None = None
    """``llama_cpp`` or ``openai_compatible``; none where no model took part."""
    model: str | None = None
    prompts: dict[str, str] = Field(default_factory=dict)
    """Prompt id (``task/vN``) to the sha256 of its template."""
    degraded: bool = False
    """True when a model should have taken part and could not."""


class Profile(Model):
    """One version of a user's interests."""

    user_id: str
    version: int
    """0 is the empty profile every user starts from."""
    parent: int | None = None
    as_of: UtcDatetime | None = None
    """Time of the newest event that any version so far has taken in."""
    interests: tuple[Interest, ...] = ()
    born: int = 0
    """How many interests were ever added, so that an id is never given twice."""
    summary: str = ""
    """At most 80 words, with the same placeholders as statements."""
    notes: tuple[Note, ...] = ()
    provenance: Provenance | None = None

    @property
    def living(self) -> tuple[Interest, ...]:
        """The interests that have not been retired."""
        return tuple(i for i in self.interests if i.retired_at is None)

    def interest(self, interest_id: str) -> Interest | None:
        """The interest of that id, retired ones included, or None."""
        return next((i for i in self.interests if i.id == interest_id), None)

    def cited_events(self) -> frozenset[str]:
        """Ids of all events that are evidence of some interest or kept as a note.

        That an interest was carried over from an event does not sort the event in.
        """
        cited = {e.event_id for i in self.interests for e in i.evidence if not e.carried}
        return frozenset(cited | {n.event_id for n in self.notes})

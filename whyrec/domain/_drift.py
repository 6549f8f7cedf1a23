"""Whether taste has moved."""

from __future__ import annotations

from whyrec.domain._base import Model, UtcDatetime
from whyrec.domain._recommendation import CitedEvent


class TopicShare(Model):
    """How much of what is taken is about a topic."""

    topic: str
    """A facet, as ``name=value``."""
    before: float
    """Of what was taken before, older events counting less, [0, 1]."""
    lately: float
    """Of what was taken lately, [0, 1]."""


class DriftReport(Model):
    """What somebody takes of late beside what they took before."""

    user_id: str | None
    """None: everybody."""
    as_of: UtcDatetime
    version: int | None = None
    """The version of the profile whose moment it is, in a history of them."""
    divergence: float
    """Jensen–Shannon divergence of the two, in bits, [0, 1]."""
    threshold: float | None
    """What chance alone hardly ever exceeds; None where too little is known."""
    alarm: bool
    """Whether it has moved."""
    topics: tuple[TopicShare, ...]
    """Those whose share differs most, the greatest difference first."""
    causes: tuple[CitedEvent, ...] = ()
    """The events that moved it, newest first; empty without an alarm, and for everybody."""
    fading: tuple[str, ...] = ()
    """Ids of liked interests that are taken much less than before; empty without an alarm."""

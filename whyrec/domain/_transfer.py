"""Interests carried over to another domain, and where people with a profile went next."""

from __future__ import annotations

from typing import Literal

from whyrec.domain._base import Model, UtcDatetime


class ExpectedTopic(Model):
    """A topic to expect in the domain."""

    topic: str
    """A facet, as ``name=value``."""
    share: float | None
    """Probability that an event there is about it, (0, 1]; None where only the model expects it."""
    usual: float | None
    """The same of anybody."""
    led_by: tuple[str, ...]
    """Topics of the other domain that raise it, most first."""
    interest_id: str | None = None
    """The interest that was added for it; None where the profile holds it already, or nothing of
    what led to it may be cited."""


class TransferReport(Model):
    """What is expected of a user in a domain, and what was made of it."""

    user_id: str
    as_of: UtcDatetime
    source: str | None
    """The domain it is expected from; None where nothing is known of the user elsewhere."""
    target: str
    basis: Literal["users", "likeness"]
    """Learned from users active in both domains, or told by the likeness of topics."""
    users: int
    """How many of them were learned from."""
    topics: tuple[ExpectedTopic, ...]
    """The most telling first."""
    version: int | None = None
    """The version of the profile that was made; None where nothing was to be added."""


class JourneyTopic(Model):
    """A topic that people went on to."""

    topic: str
    """A facet, as ``name=value``."""
    people: int
    """How many of them did, at least 5."""
    share: float
    """The same as a part of them, [0, 1]."""
    usual: float
    """The part of all moments of everybody's history after which it came, [0, 1]."""
    new: bool
    """Whether the user has taken nothing of it."""


class JourneyReport(Model):
    """Where people went on to whose profile was like the user's is now."""

    user_id: str
    as_of: UtcDatetime
    people: int
    """How many were found."""
    next_events: int
    """How many of their next events are looked at."""
    topics: tuple[JourneyTopic, ...]
    """Those whose share is farthest above the usual one first; only what at least 5 people took."""

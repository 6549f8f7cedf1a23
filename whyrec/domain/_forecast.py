"""What comes next."""

from __future__ import annotations

from typing import Literal

from whyrec.domain._base import Model, UtcDatetime
from whyrec.domain._recommendation import CitedEvent

ForecastPart = Literal[
    "everybody",
    "everybody_lately",
    "long",
    "short",
    "last",
    "season",
    "attention",
    "transitions",
    "paths",
    "judgement",
]
"""What a forecast is mixed of."""


class ForecastReason(Model):
    """Why a topic is as likely as that, by one part of the forecast."""

    part: ForecastPart
    """The part."""
    text: str
    """What it rests on, in a sentence made of counts and titles."""
    events: tuple[CitedEvent, ...] = ()
    """The user's events that it rests on, newest first; none where it rests on everybody's."""


class TopicForecast(Model):
    """How likely a topic is."""

    topic: str
    """A facet, as ``name=value``."""
    probability: float
    """Share of the next event that is expected to be about it, [0, 1]."""
    everybody: float
    """The same of everybody's events, [0, 1]."""
    tried: bool
    """Whether any event of the user was about it."""
    interest_ids: tuple[str, ...] = ()
    """The liked interests that it falls to, the greatest part first."""
    reasons: tuple[ForecastReason, ...] = ()
    """What speaks for it, the strongest first."""


class InterestForecast(Model):
    """How likely an interest is."""

    interest_id: str
    label: str
    probability: float
    """That the next event falls to it, [0, 1]."""
    topics: tuple[str, ...]
    """What of it is likeliest, most first."""
    reasons: tuple[ForecastReason, ...] = ()
    """What speaks for its likeliest topic."""


class ForecastReport(Model):
    """What a user's next events will be about."""

    user_id: str
    as_of: UtcDatetime
    events: int
    """Events that it rests on; with none it is what everybody takes."""
    judged: bool = False
    """Whether the language model's own judgement takes part."""
    degraded: bool = False
    """Whether it was to take part and could not."""
    interests: tuple[InterestForecast, ...] = ()
    """The liked interests, likeliest first."""
    elsewhere: float = 1.0
    """Probability that the next event falls to none of them, [0, 1]."""
    topics: tuple[TopicForecast, ...] = ()
    """Of all topics, the likeliest first."""
    untried: tuple[TopicForecast, ...] = ()
    """Of the topics that the user has not tried, the likeliest first."""

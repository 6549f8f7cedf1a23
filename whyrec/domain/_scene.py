"""Where, on what and at what time of somebody's day a list is asked for."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field

from whyrec.domain._base import Model, written_out

Daypart = Literal["night", "morning", "afternoon", "evening"]
"""A quarter of the day: from 0, 6, 12 and 18 hours on the user's clock."""

Dimension = Literal["scene", "device", "daypart", "weekend"]
"""What a context can say."""

_ZONE = 64


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        # A folder of zones, such as "Europe", is an OSError on some machines.
        raise ValueError("it is no time zone such as Europe/Vienna") from error
    return name


TimeZone = Annotated[str, Field(min_length=1, max_length=_ZONE), AfterValidator(_known_zone)]
"""The name of a time zone in the IANA database, such as ``Europe/Vienna``."""


def _years(moment: datetime) -> datetime:
    # Room for a time zone's offset on either side.
    if not 1 < moment.year < 9999:
        raise ValueError("it lies outside the years 2 to 9998")
    return moment


def _as_written(given: Any) -> Any:
    return given if isinstance(given, datetime) else written_out(given)


ClockTime = Annotated[datetime, BeforeValidator(_as_written), AfterValidator(_years)]
"""A date and time; without an offset it is what the user's own clock shows."""


class Scene(Model):
    """What is said of the moment of a request; every part is optional."""

    # What describes the request's parameters over HTTP.
    model_config = ConfigDict(use_attribute_docstrings=True)

    scene: str | None = Field(default=None, min_length=1, max_length=64)
    """Where the user is or what they are doing, in the words that events use: work, commute."""
    device: str | None = Field(default=None, min_length=1, max_length=64)
    """What the list is shown on, in the words that events use: phone, tv."""
    daypart: Daypart | None = None
    """The time of day where the user is."""
    weekend: bool | None = None
    """Whether it is Saturday or Sunday where the user is."""
    at: ClockTime | None = None
    """The moment, for the time of day and of the week that are not said: 2026-11-28T20:00 is what
    the user's clock shows; with an offset it is converted to their time zone, where one is known.
    It moves nothing else: the list is made for ``as_of``."""

    @property
    def silent(self) -> bool:
        """Whether it says nothing."""
        return self == Scene()


class KnownContexts(Model):
    """What events name of where and on what things were taken."""

    scenes: tuple[str, ...]
    """The most frequent first."""
    devices: tuple[str, ...]
    """Likewise."""


class Habit(Model):
    """In what context an interest is taken clearly more often than everything else."""

    dimension: Dimension
    value: str
    """Such as ``work``, ``tv``, ``evening``, ``weekend`` or ``weekday``."""
    share: float
    """Of the interest's events in that context, shrunk towards the user's own, [0, 1]."""
    usual: float
    """Of all of the user's events there, shrunk likewise towards everybody's, [0, 1]."""
    events: int
    """The interest's events there."""
    of: int
    """The interest's events of which that is known."""

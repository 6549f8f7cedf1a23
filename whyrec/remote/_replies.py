"""What REST answers, as far as it is needed here.

Beside the domain's own types, fields that are not known are left alone.
"""

from __future__ import annotations

from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict

from whyrec.domain import Item, ItemFeatures, Profile, Question, Recommendation, UtcDatetime

T = TypeVar("T")


class Reply(BaseModel):
    """The body of an answer."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class Page(Reply, Generic[T]):
    """A part of a long list."""

    data: tuple[T, ...]
    next_cursor: str | None = None


class ItemReply(Item):
    """An item, and what else is said of it."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    def item(self) -> Item:
        """The item alone."""
        return Item(**dict(self))


class FeaturesReply(Reply):
    """What is said of an item."""

    described: ItemFeatures | None


class ListReply(Reply):
    """A list, best first."""

    as_of: UtcDatetime
    profile_version: int
    recommendations: tuple[Recommendation, ...]


class TimeZoneReply(Reply):
    """Where on the clock a user lives."""

    timezone: str | None


class Difference(Reply):
    """What changed between two versions."""

    lines: tuple[str, ...]


class OpenQuestion(Reply):
    """The question that is open."""

    question: Question | None


class AnswerReply(Reply):
    """What an answer led to."""

    understood: bool
    message: str
    version: int | None
    question: Question | None


class EditReply(Reply):
    """What words led to."""

    understood: bool
    message: str
    profile: Profile


class EvolveReply(Reply):
    """What evolving made."""

    versions: tuple[int, ...]


class UserReply(Reply):
    """How much is known of a user."""

    user_id: str
    events: int
    first: UtcDatetime
    last: UtcDatetime
    profile_version: int


class Erased(Reply):
    """What erasing a user deleted."""

    events: int
    versions: int
    values: int


class Upserted(Reply):
    """What became of items; every one is in exactly one of the counts."""

    added: int
    updated: int
    unchanged: int


class AvailabilityReply(Reply):
    """What marking items did."""

    changed: int
    unknown: tuple[str, ...]


class Forgotten(Reply):
    """What is left after an event was forgotten."""

    profile_version: int

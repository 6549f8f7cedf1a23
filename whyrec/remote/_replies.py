"""What REST answers, as far as it is needed here.

Fields that are not known are left alone, so that a newer server can still be asked.
"""

from __future__ import annotations

from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict

from whyrec.domain import Profile, Recommendation, UtcDatetime

T = TypeVar("T")


class Reply(BaseModel):
    """The body of an answer."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class Page(Reply, Generic[T]):
    """A part of a long list."""

    data: tuple[T, ...]
    next_cursor: str | None = None


class ListReply(Reply):
    """A list, best first."""

    as_of: UtcDatetime
    profile_version: int
    recommendations: tuple[Recommendation, ...]


class Difference(Reply):
    """What changed between two versions."""

    lines: tuple[str, ...]


class EditReply(Reply):
    """What words led to."""

    understood: bool
    message: str
    profile: Profile


class EvolveReply(Reply):
    """What evolving made."""

    versions: tuple[int, ...]


class Forgotten(Reply):
    """What is left after an event was forgotten."""

    profile_version: int

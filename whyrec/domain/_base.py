"""What every domain type shares: strictness, immutability, UTC."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StringConstraints


class Model(BaseModel):
    """A frozen pydantic model that refuses unknown fields and non-finite numbers."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


def as_utc(moment: datetime) -> datetime:
    """Return ``moment`` in UTC; a naive datetime is taken to be UTC already.

    Raises:
        ValueError: In UTC it lies before the year 1 or after 9999.
    """
    try:
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("it lies outside the years 1 to 9999") from error


UtcDatetime = Annotated[datetime, AfterValidator(as_utc)]
"""A timezone-aware datetime in UTC."""

_NUMBER = re.compile(r"\s*[+-]?\d+(\.\d*)?\s*", re.ASCII)


def written_out(given: Any) -> Any:
    """Refuse a bare number where a date and time is wanted.

    Raises:
        ValueError: It is one.
    """
    # It would be taken for seconds or milliseconds: 2016 for half an hour past 1970.
    if isinstance(given, int | float) or (isinstance(given, str) and _NUMBER.fullmatch(given)):
        raise ValueError("write it as 2016-10-16T12:00:00Z")
    return given


Moment = Annotated[UtcDatetime, BeforeValidator(written_out)]
"""The same, as people and other programs may write it: a date and time, never a bare number."""

# Anything but "." and "..": written without looking ahead, which pydantic's patterns cannot.
_ID = r"^(\.{0,2}[^\x00-\x1f\x7f.]|\.{3})[^\x00-\x1f\x7f]*$"

Identifier = Annotated[str, StringConstraints(min_length=1, max_length=256, pattern=_ID)]
"""An id as the caller's system knows it: 1 to 256 characters, no control characters, and neither
``.`` nor ``..``: in a path these mean what lies above, and what is meant for an event would be done
to its user."""

"""Moments that a request names."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, Field

from whyrec.domain import Moment, out_of_bounds


def _possible(moment: datetime) -> datetime:
    wrong = out_of_bounds(moment, datetime.now(UTC))
    if wrong:
        raise ValueError(f"it {wrong}")
    return moment


AsOf = Annotated[
    Moment | None,
    AfterValidator(lambda moment: None if moment is None else _possible(moment)),
    Field(
        description="The moment for which things are computed; by default the clock's.",
        examples=["2026-11-05T12:00:00Z"],
    ),
]

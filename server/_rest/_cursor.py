"""Where a page ended, as text that says nothing to clients."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Annotated, Any

from fastapi import Query
from pydantic import Field, TypeAdapter, ValidationError

from whyrec.errors import InputError

Limit = Annotated[int, Query(ge=1, le=1_000, description="How many, at most.")]
Cursor = Annotated[
    str | None,
    Query(max_length=2_000, description="`next_cursor` of the page before; none begins anew."),
]
# What a database compares with: more than 64 bits it does not take.
_PLACE: TypeAdapter[list[str | int]] = TypeAdapter(
    list[str | Annotated[int, Field(ge=-(2**63), lt=2**63)]]
)


def write_cursor(*place: str | int) -> str:
    """The cursor of a place: the keys that the list is ordered by."""
    text = json.dumps(place, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(cursor: str | None, *kinds: type[str | int]) -> tuple[Any, ...] | None:
    """The place of a cursor; None where the list begins.

    Raises:
        InputError: It is none of this list's.
    """
    if cursor is None:
        return None
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        text = base64.b64decode(padded, altchars=b"-_", validate=True)
        place = _PLACE.validate_json(text, strict=True)
        if [type(part) for part in place] != list(kinds):
            raise ValueError("it is another list's")
    except (ValueError, binascii.Error, ValidationError) as error:
        raise InputError(
            "cursor is none that this list gave.", remedy="Begin without one.", field="cursor"
        ) from error
    return tuple(place)

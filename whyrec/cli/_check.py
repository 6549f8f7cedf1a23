"""One line of ``whyrec doctor``."""

from __future__ import annotations

from typing import Literal, NamedTuple

from whyrec.errors import WhyrecError

State = Literal["ok", "note", "missing"]


class Check(NamedTuple):
    """What was looked at and how it is."""

    name: str
    state: State
    detail: str
    remedy: str | None = None


def troubled(name: str, error: WhyrecError, state: State = "missing") -> Check:
    """The check that an error answers."""
    return Check(name, state, error.message, error.remedy)

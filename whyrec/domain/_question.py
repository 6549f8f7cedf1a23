"""What somebody of whom little is known is asked."""

from __future__ import annotations

from typing import NamedTuple

from pydantic import Field

from whyrec.domain._base import Model
from whyrec.domain._events import Facet


class Choice(Model):
    """One of the answers that a question offers."""

    id: str
    text: str


class Question(Model):
    """A question about taste, to be answered by a choice or in words."""

    id: str
    """Says what is asked: the number and the topics."""
    text: str
    choices: tuple[Choice, ...]
    number: int = Field(ge=1)
    """Of this question, from 1."""
    of: int = Field(ge=1)
    """How many there are at most; fewer where nothing more separates people."""


class Given(NamedTuple):
    """A question that was put, or something the user said unasked, and what the answer was."""

    topics: tuple[Facet, ...]
    """One: do you like it? Several: which of them do you like best?"""
    answer: int | None
    """About one topic 0 for yes, 1 for no and 2 for neither; of several the place of the one that
    was chosen, and their number for none of them. None where it was skipped, or answered with
    something else."""

"""What a chat is made of: turns in, chunks out."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field

from whyrec.domain._base import Model
from whyrec.domain._recommendation import Explanation, Recommendation

Language = Literal["en", "zh"]
"""Languages whyrec's own sentences are written in."""


class Route(StrEnum):
    """What a turn of a chat asks for."""

    RECOMMEND = "recommend"
    WHY = "why"
    REFINE = "refine"
    """More or less of something, or like one of the items shown."""
    TASTE = "taste"
    """Tell me about my taste."""
    CORRECT = "correct"
    """Words that change the profile: "no more horror"."""
    FEEDBACK = "feedback"
    """What the user did with, or thinks of, an item."""
    UNDO = "undo"
    FORGET = "forget"
    COLD_START = "cold_start"
    """Somebody of whom nothing is known yet is asked what they like."""
    OUT_OF_SCOPE = "out_of_scope"


class ChatTurn(Model):
    """One message of a conversation, as the client sends it."""

    role: Literal["system", "user", "assistant"]
    content: str


class ChatAnswer(Model):
    """What one turn came to, beside its text."""

    response_id: str
    user_id: str
    route: Route
    language: Language
    text: str
    """The whole answer."""
    recommendations: tuple[Recommendation, ...] = ()
    """The list shown, in the order shown."""
    explanation: Explanation | None = None
    """For `Route.WHY`: of which item, with which evidence."""
    profile_version: int
    degraded: bool = False
    """True when a model should have taken part and could not."""
    prompt_tokens: int = Field(default=0, ge=0)
    completion_tokens: int = Field(default=0, ge=0)


class ChatChunk(Model):
    """A piece of an answer; the last one brings the answer as a whole."""

    text: str = ""
    answer: ChatAnswer | None = None

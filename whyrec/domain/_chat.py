"""What a chat is made of: turns in, chunks out."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field

from whyrec.domain._base import Model
from whyrec.domain._question import Question
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
    question: Question | None = None
    """What the answer ends with asking, where it does."""
    profile_version: int
    degraded: bool = False
    """True when a model should have taken part and could not."""
    prompt_tokens: int = Field(default=0, ge=0)
    completion_tokens: int = Field(default=0, ge=0)


class ChatChunk(Model):
    """A piece of an answer; the last one brings the answer as a whole."""

    text: str = ""
    answer: ChatAnswer | None = None


class ShownItem(Model):
    """One item of a list that a chat showed, as a server sends it."""

    item_id: str
    title: str
    rank: int
    """Position in the list, from 1."""
    score: float
    """Calibrated probability that this is what the user takes next, [0, 1]."""
    reason: str | None
    """The explanation's text."""
    evidence: tuple[str, ...]
    """Ids of the user's events that show it."""
    interest_ids: tuple[str, ...]
    degraded: bool


class AnswerData(Model):
    """An answer as data, beside its text: the field ``whyrec`` of a chat completion."""

    response_id: str
    """The completion's own id."""
    user_id: str
    route: Route
    """What the turn was taken to ask for."""
    language: Language
    profile_version: int
    degraded: bool
    """True when a model should have taken part and could not."""
    items: tuple[ShownItem, ...] = Field(default=())
    explanation: Explanation | None = None
    """Of a "why": the item, the cited events, the counterfactual."""
    question: Question | None = None
    """What the answer ends with asking; a choice can be sent back as its text."""

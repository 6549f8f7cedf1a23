"""What travels beside the text of an answer: the field ``whyrec``."""

from __future__ import annotations

from typing import NamedTuple

from pydantic import Field

from whyrec.domain import ChatAnswer, Explanation, Language, Model, Recommendation, Route


class BesideItem(Model):
    """One item of the list that was shown."""

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


class Beside(Model):
    """An answer as data. Clients that do not know the field ignore it."""

    response_id: str
    """The completion's own id."""
    user_id: str
    route: Route
    """What the turn was taken to ask for."""
    language: Language
    profile_version: int
    degraded: bool
    """True when a model should have taken part and could not."""
    items: tuple[BesideItem, ...] = Field(default=())
    explanation: Explanation | None = None
    """Of a "why": the item, the cited events, the counterfactual."""


class Ending(NamedTuple):
    """What is known of an answer at its end."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    beside: Beside | None = None


class Piece(NamedTuple):
    """A piece of an answer; the last one brings its ending."""

    text: str
    ending: Ending | None = None


def ending(answer: ChatAnswer) -> Ending:
    """What the chat says of its answer, as it is sent."""
    beside = Beside(
        response_id=answer.response_id,
        user_id=answer.user_id,
        route=answer.route,
        language=answer.language,
        profile_version=answer.profile_version,
        degraded=answer.degraded,
        items=tuple(_item(r) for r in answer.recommendations),
        explanation=answer.explanation,
    )
    return Ending(answer.prompt_tokens, answer.completion_tokens, beside)


def _item(shown: Recommendation) -> BesideItem:
    return BesideItem(
        item_id=shown.item.id,
        title=shown.item.title,
        rank=shown.rank,
        score=shown.score,
        reason=shown.explanation.text if shown.explanation else None,
        evidence=shown.evidence,
        interest_ids=shown.interest_ids,
        degraded=shown.degraded,
    )

"""What travels beside the text of an answer: the field ``whyrec``."""

from __future__ import annotations

from typing import NamedTuple

from whyrec.domain import AnswerData, ChatAnswer, Recommendation, ShownItem


class Ending(NamedTuple):
    """What is known of an answer at its end."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    beside: AnswerData | None = None


class Piece(NamedTuple):
    """A piece of an answer; the last one brings its ending."""

    text: str
    ending: Ending | None = None


def ending(answer: ChatAnswer) -> Ending:
    """What the chat says of its answer, as it is sent."""
    beside = AnswerData(
        response_id=answer.response_id,
        user_id=answer.user_id,
        route=answer.route,
        language=answer.language,
        profile_version=answer.profile_version,
        degraded=answer.degraded,
        items=tuple(_item(r) for r in answer.recommendations),
        explanation=answer.explanation,
        question=answer.question,
    )
    return Ending(answer.prompt_tokens, answer.completion_tokens, beside)


def _item(shown: Recommendation) -> ShownItem:
    return ShownItem(
        item_id=shown.item.id,
        title=shown.item.title,
        rank=shown.rank,
        score=shown.score,
        reason=shown.explanation.text if shown.explanation else None,
        evidence=shown.evidence,
        interest_ids=shown.interest_ids,
        degraded=shown.degraded,
    )

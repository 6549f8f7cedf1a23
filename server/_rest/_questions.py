"""What somebody new is asked."""

from __future__ import annotations

from typing import Annotated, Self

from fastapi import Query
from pydantic import ConfigDict, Field, model_validator

from whyrec.domain import Language, Model, Question
from whyrec.server._rest import _examples
from whyrec.server._rest._replies import example, replies, router
from whyrec.server._rest._subjects import ReadsUser, Rec, WritesUser

routes = router("Questions")


class OpenQuestion(Model):
    """The question that is open."""

    question: Question | None
    """None where nothing is left that is worth asking."""


class AnswerBody(Model):
    """The answer to a question: one of its choices, or words."""

    model_config = ConfigDict(json_schema_extra=example(_examples.ANSWER_BODY))

    question_id: str = Field(min_length=1, max_length=4_000, pattern=r"^[^\x00]*$")
    choice: str | None = Field(default=None, min_length=1, max_length=40, pattern=r"^[^\x00]*$")
    text: str | None = Field(default=None, min_length=1, max_length=4_000, pattern=r"^[^\x00]*$")
    language: Language = "en"
    """Of what is said about it and of the next question."""

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.choice is None) == (self.text is None):
            raise ValueError("give either a choice or a text")
        return self


class AnswerReply(Model):
    """What an answer led to."""

    understood: bool
    """False: it was no answer, nothing was changed and the question stays open."""
    message: str
    version: int | None
    """The version of the profile that it made; None where it left the profile as it is."""
    question: Question | None
    """What is asked next."""


@routes.get(
    "/v1/users/{user_id:id}/question",
    summary="Get the question that tells most of a new user",
    responses=replies(_examples.OPEN_QUESTION),
)
async def get_question(
    who: ReadsUser, rec: Rec, language: Annotated[Language, Query()] = "en"
) -> OpenQuestion:
    """At most five are put to one user, each chosen for what its answer is expected to tell."""
    found = await rec.question(who.user_id, language=language, tenant=who.tenant)
    return OpenQuestion(question=found)


@routes.post(
    "/v1/users/{user_id:id}/question",
    summary="Answer the open question",
    responses=replies(_examples.ANSWER_REPLY, 400, 409),
)
async def answer_question(who: WritesUser, rec: Rec, body: AnswerBody) -> AnswerReply:
    """Keep the answer; each like or dislike becomes a stated interest.

    The same answer to the same question again changes nothing.
    """
    done = await rec.answer(
        who.user_id,
        body.question_id,
        body.choice,
        text=body.text,
        language=body.language,
        tenant=who.tenant,
    )
    return AnswerReply(
        understood=done.understood,
        message=done.message,
        version=done.revision.profile.version if done.revision else None,
        question=done.following,
    )

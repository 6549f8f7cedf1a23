"""A chat completion as clients ask for one: what counts is read, the rest never gets further."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from whyrec.domain import ChatTurn, Identifier, Scene
from whyrec.errors import InputError
from whyrec.server._openai import _examples
from whyrec.server._openai._wrapped import unwrapped
from whyrec.server._rest._replies import example

CHAT_MODEL = "whyrec"

_ROLES: dict[str, Literal["system", "user", "assistant"]] = {
    "system": "system",
    "developer": "system",
    "user": "user",
    "assistant": "assistant",
}


class _Asked(BaseModel):
    # Unknown fields are dropped here: chat_template, guided_json and their like reach no model.
    model_config = ConfigDict(extra="ignore", frozen=True, use_attribute_docstrings=True)


class TextPart(_Asked):
    """A part of a message. Text is all that is read; images and sound are refused."""

    type: Literal["text"]
    text: str = Field(max_length=100_000)


def _parts(content: Any) -> Any:
    if content is None:
        return []
    return [{"type": "text", "text": content}] if isinstance(content, str) else content


class AskedMessage(_Asked):
    """One message of the conversation."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: Annotated[
        list[TextPart], BeforeValidator(_parts, json_schema_input_type=str | list[TextPart] | None)
    ] = Field(default=[], max_length=100)
    """Text, or a list of parts of type text."""

    @property
    def text(self) -> str:
        """The parts as one text."""
        return "\n".join(part.text for part in self.content)


class StreamOptions(_Asked):
    """What a stream holds besides text."""

    include_usage: bool | None = False


class ResponseFormat(_Asked):
    """In which form the client wants the text."""

    type: Annotated[str, WithJsonSchema({"type": "string", "const": "text"})]
    """Other forms pass here, since some jobs of front ends ask for them."""


def _stops(stop: Any) -> Any:
    if stop is None:
        return []
    return [stop] if isinstance(stop, str) else stop


class AskedCompletion(_Asked):
    """The body of ``POST /v1/chat/completions``."""

    model_config = ConfigDict(json_schema_extra=example(_examples.ASKED_COMPLETION))

    model: str = CHAT_MODEL
    messages: list[AskedMessage] = Field(min_length=1, max_length=2_000)
    """The conversation so far, as the client shows it; nothing of it is remembered here."""
    user: Annotated[Identifier | None, BeforeValidator(lambda u: u or None)] = None
    """Whose profile answers."""
    stream: bool | None = False
    stream_options: StreamOptions | None = None
    max_tokens: int | None = Field(default=None, ge=1)
    max_completion_tokens: int | None = Field(default=None, ge=1)
    """Wins over ``max_tokens``, its older name."""
    stop: Annotated[
        list[Annotated[str, Field(max_length=256)]],
        BeforeValidator(_stops, json_schema_input_type=str | list[str] | None),
    ] = Field(default=[], max_length=16)
    n: Literal[1] | None = None
    whyrec: Scene | None = None
    """Where the user is: lists of this turn are for that context. Of no OpenAI client's own."""
    response_format: ResponseFormat | None = None
    tool_choice: Annotated[
        Any, WithJsonSchema({"anyOf": [{"enum": ["none", "auto"]}, {"type": "null"}]})
    ] = None

    def turns(self) -> list[ChatTurn]:
        """The messages that say something, in whyrec's terms; what tools answered is left out."""
        return [
            ChatTurn(role=_ROLES[m.role], content=unwrapped(m.text))
            for m in self.messages
            if m.role in _ROLES and m.text.strip()
        ]

    @property
    def with_usage(self) -> bool:
        """Whether a stream ends with what it cost."""
        return bool(self.stream_options and self.stream_options.include_usage)

    @property
    def most_tokens(self) -> int | None:
        """After how many tokens the answer is cut."""
        return self.max_completion_tokens or self.max_tokens

    def check(self) -> None:
        """Refuse what a client would wait for in vain.

        Raises:
            InputError: JSON in a schema, or a call of a tool, must come.
        """
        if self.response_format and self.response_format.type != "text":
            raise InputError(
                "response_format: whyrec answers in text.",
                remedy="The recommendations as data are in the field whyrec of every answer.",
                field="response_format",
            )
        if self.tool_choice not in (None, "none", "auto"):
            raise InputError(
                "tool_choice: whyrec calls no tools of clients.",
                remedy="Leave tool_choice out; tools that may be called are ignored.",
                field="tool_choice",
            )


def conversation(turns: list[ChatTurn]) -> list[ChatTurn]:
    """The turns up to the user's last: what comes after it is to be written anew.

    Raises:
        InputError: No user has said anything.
    """
    last = max((n for n, turn in enumerate(turns) if turn.role == "user"), default=None)
    if last is None:
        raise InputError(
            "messages: no message of a user with text in it.",
            remedy="Send at least one message with the role user.",
            field="messages",
        )
    return turns[: last + 1]

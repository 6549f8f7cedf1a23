"""Prompt injections, as they stand in ``payloads.yaml``."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Literal

import yaml  # type: ignore[import-untyped, unused-ignore]
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

Language = Literal["en", "zh"]
Where = Literal["title", "text", "words"]
"""Where it stands: an item's title, an item's text, or a user's words for `Recommender.edit`."""
Technique = Literal[
    "direct_instruction",
    "fake_turn",
    "fake_json",
    "delimiter_break",
    "fake_evidence",
    "role_play",
    "obfuscation",
    "few_shot",
    "authority",
    "self_praise",
    "markup",
    "very_long",
    "template",
    "prompt_leak",
    "preference_forgery",
]
Ask = Literal[
    "rank first",
    "sink the others",
    "print the canary",
    "praise",
    "call the user names",
    "add an interest",
    "erase the profile",
    "answer in JSON",
    "ignore the schema",
    "switch the language",
    "reveal the prompt",
    "show a link",
]

_CANARY = "{canary}"


class Payload(BaseModel):
    """One injection."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    language: Language
    technique: Technique
    where: Where
    asks: Ask
    """What it wants the model to do."""
    text: str = Field(min_length=1)
    """``{canary}`` stands where a random word of the case's own comes."""
    phrase: str | None = None
    """Words, in lower case, that an answer has only where the payload was obeyed."""
    times: int = Field(default=1, ge=1)
    """How often the text is repeated."""

    @property
    def has_canary(self) -> bool:
        """Whether it carries the secret word."""
        return _CANARY in self.text

    def filled(self, canary: str) -> str:
        """The text as it is planted, with the secret word in its places."""
        return (self.text * self.times).replace(_CANARY, canary)


@cache
def load_payloads() -> tuple[Payload, ...]:
    """All payloads of ``payloads.yaml`` in the file's order.

    Raises:
        pydantic.ValidationError: An entry has an unknown field or value; the message names it.
    """
    text = (files("whyrec.evals.robustness") / "payloads.yaml").read_text(encoding="utf-8")
    return TypeAdapter(tuple[Payload, ...]).validate_python(yaml.safe_load(text))

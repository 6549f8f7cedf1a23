"""What a model is asked of an item's content, and the only shape its answer can have."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, create_model

from whyrec.agents.content._vocabulary import MOST, Vocabulary
from whyrec.domain import ContentKind, Item
from whyrec.prompts import get_prompt
from whyrec.prompts._prompt import PromptMessage

TASK = "content"
MAX_PROPOSED = 2
"""Words outside the vocabulary that one answer may propose."""
MAX_TOKENS = 400
_STRICT = ConfigDict(extra="forbid")
_FIELDS: tuple[tuple[str, ContentKind], ...] = (
    ("topics", "topic"),
    ("moods", "mood"),
    ("audiences", "audience"),
    ("eras", "era"),
)


class Proposed(BaseModel):
    """A word that the vocabulary lacks."""

    model_config = _STRICT
    kind: Literal["topic", "mood", "audience"]
    term: str = Field(max_length=30)


@lru_cache(maxsize=8)
def _answer_type(labels: tuple[tuple[str, ContentKind, tuple[str, ...]], ...]) -> type[BaseModel]:
    fields: dict[str, Any] = {}
    for name, kind, words in labels:
        label: Any = Literal[words]
        said = create_model(
            f"{kind.capitalize()}Said",
            __config__=_STRICT,
            because=(Annotated[str, Field(max_length=40)], ...),
            label=(label, ...),
        )
        many: Any = Annotated[list[said], Field(max_length=MOST[kind])]  # type: ignore[valid-type]
        fields[name] = (many, ...)
    fields["proposed"] = (Annotated[list[Proposed], Field(max_length=MAX_PROPOSED)], ...)
    return create_model("ItemContent", __config__=_STRICT, **fields)


def answer_type(vocabulary: Vocabulary) -> type[BaseModel]:
    """The type of an answer: lists of the vocabulary's words, each with what shows it."""
    return _answer_type(tuple((name, kind, vocabulary.labels(kind)) for name, kind in _FIELDS))


def content_messages(vocabulary: Vocabulary, item: Item) -> list[PromptMessage]:
    """The prompt: the vocabulary first, which all items share, then the item as data."""
    facets = [f"{name}: {', '.join(values)}" for name, values in sorted(item.facets.items())]
    return get_prompt(TASK).messages(
        topics=list(vocabulary.labels("topic")),
        moods=list(vocabulary.labels("mood")),
        audiences=list(vocabulary.labels("audience")),
        eras=list(vocabulary.labels("era")),
        title=item.title,
        domain=item.domain,
        facets=facets,
        text=item.text,
    )


def said_by(answer: Any) -> list[tuple[ContentKind, str, str]]:
    """What an answer says, as (kind, label, because)."""
    return [
        (kind, one.label, one.because) for name, kind in _FIELDS for one in getattr(answer, name)
    ]

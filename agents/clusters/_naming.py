"""Names of clusters: the model's where it passes the gate, else composed of topics."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from whyrec.agents.clusters._portrait import Portrait, composed_labels
from whyrec.agents.gate import (
    TitleIndex,
    TopicIndex,
    bad_length,
    echo,
    instruction,
    not_prose,
    odd_character,
    other_script,
    title_outside_placeholder,
    unfinished,
    unknown_number,
    unknown_placeholder,
    unsupported_word,
)
from whyrec.agents.models import CapabilityCard, ChatMessage, LanguageModel
from whyrec.errors import UpstreamError
from whyrec.prompts import get_prompt

TASK = "cluster_name"
_LABEL_WORDS = (1, 6)
_DESCRIPTION_WORDS = (4, 30)
_OF_THEIR_OWN = ("they take more than others", "people who like", "fans", "lovers", "group")
"""What a name may say beside the topics."""


class ClusterName(BaseModel):
    """What the model answers to ``cluster_name``."""

    model_config = ConfigDict(extra="forbid")

    label: str = Field(max_length=60)
    description: str = Field(max_length=240)


class Named(NamedTuple):
    """Words for a cluster."""

    label: str
    description: str
    written_by: Literal["model", "code"]
    rejected: str | None = None
    """Why the model's words were refused, where they were."""


async def name_all(
    portraits: Sequence[Portrait],
    model: LanguageModel | None,
    card: CapabilityCard | None,
    titles: TitleIndex,
    topics: TopicIndex,
) -> list[Named]:
    """Name clusters; a model that fails once is not asked again.

    The model is shown topics alone: no item, and nothing of any member.

    Args:
        portraits: What may be told of each.
        model: None composes all.
        card: What the model was measured to do; one that cannot name is not asked.
        titles: Of the catalogue: no name is one.
        topics: Of the catalogue.
    """
    composed = composed_labels(portraits)
    able = model is not None and card is not None and card.patch_mode != "composed"
    named: list[Named] = []
    for portrait, label in zip(portraits, composed, strict=True):
        plain = Named(label, composed_description(portrait), "code")
        if not able or model is None or not portrait.topics:
            named.append(plain)
            continue
        taken = [n.label for n in named]
        values = [topic.facet.value for topic in portrait.topics]
        prompt = get_prompt(TASK)
        messages = prompt.messages(topics=values, existing_labels=taken)
        try:
            reply = await model.parse(
                [ChatMessage(m.role, m.content) for m in messages], ClusterName, max_tokens=120
            )
        except UpstreamError:
            able = False
            named.append(plain)
            continue
        told = ClusterName(
            label=reply.value.label.strip(), description=reply.value.description.strip()
        )
        wrong = objection(told, values, taken, titles, topics, prompt.source)
        if wrong is None:
            named.append(Named(told.label, told.description, "model"))
        else:
            named.append(plain._replace(rejected=wrong))
    return named


def objection(
    name: ClusterName,
    values: Sequence[str],
    taken: Sequence[str],
    titles: TitleIndex,
    topics: TopicIndex,
    instructions: str = "",
) -> str | None:
    """What is wrong with the model's words; None: they may be shown.

    Args:
        name: The words.
        values: The topics it was told.
        taken: Labels of other clusters.
        titles: Of the catalogue.
        topics: Of the catalogue.
        instructions: The prompt, whose words are no description.
    """
    facts = [*values, *_OF_THEIR_OWN]
    for text, words in ((name.label, _LABEL_WORDS), (name.description, _DESCRIPTION_WORDS)):
        found = (
            odd_character(text)
            or not_prose(text)
            or bad_length(text, *words)
            or instruction(text)
            or other_script(text, facts)
            or unknown_placeholder(text, ())
            or title_outside_placeholder(text, titles, values)
            or unknown_number(text, facts)
            or unsupported_word(text, facts, topics)
        )
        if found:
            return f"“{text}” {found}"
    if titles.is_title(name.label) and name.label not in values:
        return f"“{name.label}” is a title"
    if name.label.casefold() in {label.casefold() for label in taken}:
        return f"“{name.label}” is taken"
    return unfinished(name.description) or echo(name.description, [instructions], run=9)


def composed_description(portrait: Portrait) -> str:
    """One sentence of a cluster, by code."""
    if not portrait.topics:
        return "They take what most people take."
    parts = [
        f"{topic.facet.value} ({topic.share:.0%} of what they take, {topic.overall:.0%} of what "
        "everybody does)"
        for topic in portrait.topics[:3]
    ]
    last = f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else parts[0]
    return f"They take more {last}."

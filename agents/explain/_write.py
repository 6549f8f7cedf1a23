"""Explanations drafted by a model, checked, and composed where that fails."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from typing import NamedTuple

from whyrec.agents.explain._compose import compose, evidence, habit
from whyrec.agents.explain._facts import ExplanationFacts, facet_words
from whyrec.agents.explain._gate import Draft, Style, objections
from whyrec.agents.gate import PLACEHOLDER, TitleIndex, TopicIndex, one_stop, quoted
from whyrec.agents.models import CapabilityCard, ChatMessage, LanguageModel, Usage
from whyrec.domain import Author, Language
from whyrec.errors import UpstreamError
from whyrec.prompts import get_prompt

ATTEMPTS = 2
_TASKS: dict[Style, str] = {"free": "explain", "sentence": "explain_sentence"}
_TOKENS: dict[Style, int] = {"free": 90, "sentence": 40}
_QUOTED_OR_NOT = re.compile(rf"“{PLACEHOLDER.pattern}”|{PLACEHOLDER.pattern}")


class Written(NamedTuple):
    """The prose of one explanation."""

    text: str
    written_by: Author
    """``model`` where its draft passed the gate, else ``code``."""
    rejected: tuple[str, ...] = ()
    """Names of the rules that its drafts broke."""
    degraded: bool = False
    """True when a model should have written it and could not."""


class Drafted(NamedTuple):
    """What a model wrote of an explanation."""

    text: str | None
    """Its words with the titles in their places; None where none passed the gate."""
    rejected: tuple[str, ...] = ()
    """Names of the rules that its drafts broke."""
    degraded: bool = False
    """True when the engine failed."""
    usage: Usage = Usage()


def style_of(card: CapabilityCard | None) -> Style | None:
    """How a model of that card is asked; None where it is not asked at all."""
    if card is None:
        return None
    return "free" if card.name.passed else "sentence" if card.sentence.passed else None


async def write(
    facts: ExplanationFacts,
    model: LanguageModel | None,
    card: CapabilityCard | None,
    titles: TitleIndex,
    topics: TopicIndex,
    language: Language = "en",
) -> Written:
    """Explain one item.

    The model is asked only for what it can add: to join what the user likes with the facets that
    the item shares with the interest, where every cited event says that the user liked something.
    It sees no title, no label, no number, no date and no context; those are put in by code.

    Args:
        facts: All that may be said.
        model: The engine, or None to compose.
        card: What the engine was measured to do.
        titles: All titles of the catalogue.
        topics: All facets of the catalogue.
        language: Of the explanation. The model is asked for English only: the gate reads no other.

    Returns:
        The explanation. A dead or failing engine leads to a composed one, marked ``degraded``.
    """
    drafted = await draft(facts, model, card, titles, topics) if language == "en" else None
    if drafted is None:
        return Written(compose(facts, language), "code")
    if drafted.text is None:
        return Written(compose(facts), "code", drafted.rejected, drafted.degraded)
    return Written(f"{drafted.text} {_proof(facts)}", "model", drafted.rejected)


async def draft(
    facts: ExplanationFacts,
    model: LanguageModel | None,
    card: CapabilityCard | None,
    titles: TitleIndex,
    topics: TopicIndex,
) -> Drafted | None:
    """The model's own part of an explanation, through the gate, in English.

    Returns:
        None where it is not asked: there is no model, its card does not allow it, or the facts hold
        nothing that it could add to.
    """
    style = style_of(card)
    if model is None or style is None or not _worth_asking(facts):
        return None
    prompt = get_prompt(_TASKS[style])
    inputs = _inputs(facts)
    turns = prompt.messages(**{name: inputs[name] for name in prompt.inputs})
    messages = [ChatMessage(turn.role, turn.content) for turn in turns]
    rejected: list[str] = []
    used = Usage()
    for attempt in range(ATTEMPTS):
        try:
            answer = await model.chat(
                messages,
                max_tokens=_TOKENS[style],
                temperature=0.7 if attempt else 0.0,
                seed=attempt,
                stop=("\n",),
            )
        except UpstreamError:
            return Drafted(None, tuple(dict.fromkeys(rejected)), True, used)
        used += answer.usage
        text = " ".join(answer.text.split())
        broken = objections(Draft(text, facts, titles, topics, style, (messages[0].content,)))
        if not broken:
            return Drafted(_titled(text, facts), tuple(dict.fromkeys(rejected)), usage=used)
        rejected += broken
    return Drafted(None, tuple(dict.fromkeys(rejected)), usage=used)


async def write_all(
    many: Sequence[ExplanationFacts],
    model: LanguageModel | None,
    card: CapabilityCard | None,
    titles: TitleIndex,
    topics: TopicIndex,
    *,
    deadline_s: float,
    language: Language = "en",
) -> list[Written]:
    """Explain several items side by side.

    Args:
        many: The facts, an item each.
        model: The engine, or None to compose.
        card: What the engine was measured to do.
        titles: All titles of the catalogue.
        topics: All facets of the catalogue.
        deadline_s: Seconds for all of them together; what is not written by then is composed and
            marked ``degraded``.
        language: Of the explanations.

    Returns:
        One explanation an item, in the order given.
    """
    tasks = [
        asyncio.ensure_future(write(facts, model, card, titles, topics, language)) for facts in many
    ]
    try:
        if tasks:
            await asyncio.wait(tasks, timeout=deadline_s)
        return [
            task.result()
            if task.done()
            else Written(compose(facts, language), "code", degraded=True)
            for task, facts in zip(tasks, many, strict=True)
        ]
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _worth_asking(facts: ExplanationFacts) -> bool:
    return bool(
        facts.interest
        and facts.carried_from is None
        and facts.interest.polarity == "like"
        and facts.shared_facets
        and facts.cited
        and all(facts.event_facets.get(event.event_id) for event in facts.cited)
        and all(facts.liked(event) for event in facts.cited)
    )


def _inputs(facts: ExplanationFacts) -> dict[str, object]:
    return {
        "domain": facts.item.domain,
        "facets": [facet_words(f) for f in facts.shared_facets],
        "events": [
            {
                "id": f"e{n}",
                "facets": ", ".join(
                    facet_words(f) for f in facts.event_facets.get(event.event_id, ())
                ),
                "reaction": "you liked it",
            }
            for n, event in enumerate(facts.cited, 1)
        ],
    }


def _titled(text: str, facts: ExplanationFacts) -> str:
    """A passed draft with the titles in their places."""
    names = {"item": facts.item.title} | {
        f"e{n}": event.title for n, event in enumerate(facts.cited, 1)
    }
    prose = one_stop(_QUOTED_OR_NOT.sub(lambda match: quoted(names[match[1] or match[2]]), text))
    return f"{prose[0].upper()}{prose[1:]}"


def _proof(facts: ExplanationFacts) -> str:
    """The events and the context with numbers and dates, which the model never sees."""
    assert facts.interest is not None
    shown = f"That is your interest {quoted(facts.interest.label)}: {evidence(facts)}."
    here = habit(facts)
    return f"{shown} {here}." if here else shown

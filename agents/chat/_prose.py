"""The model's sentence below a composed answer: from its facts alone, through the gate."""

from __future__ import annotations

from typing import NamedTuple

from whyrec.agents.chat._message import Message
from whyrec.agents.chat._outcome import Outcome
from whyrec.agents.chat._tools import ModelPart, Tools
from whyrec.agents.explain import Draft, ExplanationFacts, draft, objections, style_of
from whyrec.agents.models import ChatMessage, Usage
from whyrec.domain import Item, Route
from whyrec.errors import UpstreamError
from whyrec.prompts import get_prompt

_TOKENS = 40


class Prose(NamedTuple):
    """What the model added."""

    text: str | None
    """None where it was not asked or nothing passed the gate."""
    failed: bool = False
    """Whether it should have been asked and could not be."""
    usage: Usage = Usage()


def wanted(outcome: Outcome, message: Message) -> bool:
    """Whether there is anything that a model could add: it writes English only."""
    return message.language == "en" and bool(outcome.explain or outcome.facets)


async def prose(outcome: Outcome, message: Message, tools: Tools, part: ModelPart) -> Prose:
    """Ask for a sentence; what the gate objects to is left out.

    The model sees facets, never a title, a name or a word of the user.
    """
    if part.failed:
        return Prose(None, failed=True)
    if part.model is None or style_of(part.card) is None:
        return Prose(None)
    if outcome.explain is not None:
        facts = await tools.facts(outcome.explain)
        shelf = tools.shelf
        drafted = await draft(facts, part.model, part.card, shelf.title_index, shelf.topics)
        if drafted is None:
            return Prose(None)
        return Prose(drafted.text, drafted.degraded, drafted.usage)
    return await _sentence(outcome, tools, part)


async def _sentence(outcome: Outcome, tools: Tools, part: ModelPart) -> Prose:
    assert part.model is not None
    shelf = tools.shelf
    about = "taste" if outcome.kept.route is Route.TASTE else "list"
    facts = ExplanationFacts(
        Item(id="list", title=shelf.domain, domain=shelf.domain),
        None,
        shared_facets=outcome.facets,
    )
    turns = get_prompt("chat_sentence").messages(
        about=about, domain=shelf.domain, facets=[facet.value for facet in outcome.facets]
    )
    messages = [ChatMessage(turn.role, turn.content) for turn in turns]
    try:
        answer = await part.model.chat(messages, max_tokens=_TOKENS, stop=("\n",))
    except UpstreamError:
        return Prose(None, failed=True)
    text = " ".join(answer.text.split())
    instructions = (messages[0].content,)
    checked = Draft(text, facts, shelf.title_index, shelf.topics, "sentence", instructions)
    return Prose(None if objections(checked) else text, usage=answer.usage)

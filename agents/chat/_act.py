"""From a route to what is done."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping

from whyrec.agents.chat import _act_events, _act_lists, _act_profile, _act_questions
from whyrec.agents.chat._memory import Asked
from whyrec.agents.chat._message import Message
from whyrec.agents.chat._outcome import Outcome, said
from whyrec.agents.chat._phrases import say, things
from whyrec.agents.chat._tools import Tools
from whyrec.agents.chat._wanted import Wanted
from whyrec.domain import Route

_HELLO = re.compile(
    r"^(?:hi|hiya|hello|hey|yo|howdy|greetings|good (?:morning|evening|afternoon|day)"
    r"|你好|您好|嗨|哈喽|早上好|早安|晚上好|下午好|在吗)"
)
_THANKS = re.compile(r"\b(?:thanks|thank you|thx|cheers)\b|谢")
Act = Callable[[Message, Tools], Awaitable[Outcome]]


async def act(route: Route, message: Message, tools: Tools) -> Outcome:
    """Do what a message of that route asks for."""
    return await _ACTS[route](message, tools)


async def out_of_scope(message: Message, tools: Tools) -> Outcome:
    """Say what can be asked; greet who greets, and ask who is new."""
    language = message.language
    if message.waved_off and not message.untitled:
        return said(message, Route.OUT_OF_SCOPE, say(language, "left_alone"))
    if _HELLO.match(message.tidy):
        if not tools.events() and not (await tools.profile()).version:
            return await _act_questions.ask(message, tools)
        key = "scope_hello"
    elif _THANKS.search(message.tidy):
        return said(message, Route.OUT_OF_SCOPE, say(language, "scope_thanks"))
    else:
        key = "scope_outside" if message.has_words else "scope_empty"
    scope = say(language, "scope", things=things(language, tools.shelf.domain))
    return said(message, Route.OUT_OF_SCOPE, say(language, key, scope=scope))


async def correct(message: Message, tools: Tools) -> Outcome:
    """Change the profile and show what follows from it."""
    changed = await _act_profile.correct(message, tools)
    return await _with_list(changed, message, tools) if changed.kept.changed else changed


async def cold_start(message: Message, tools: Tools) -> Outcome:
    """Ask what separates most."""
    return await _act_questions.ask(message, tools)


async def learn(message: Message, tools: Tools) -> Outcome | None:
    """Take the answer to what was asked and show what follows from it; None where it is none."""
    learned = await _act_questions.learn(message, tools)
    if learned is None:
        return None
    if learned.kept.changed or learned.stops:
        # Nothing learned makes no other list than before.
        learned = await _with_list(learned, message, tools)
    return learned if learned.stops else await _act_questions.following(learned, message, tools)


async def _with_list(changed: Outcome, message: Message, tools: Tools) -> Outcome:
    """The answer with a list below, which is what later references mean."""
    shown = await _act_lists.make_list(
        message, tools, Wanted(Asked()), changed.kept.route, before=changed.text
    )
    kept = shown.kept.model_copy(
        update={name: getattr(changed.kept, name) for name in ("events", "before", "after")}
    )
    return Outcome(
        shown.text,
        kept,
        recommendations=shown.recommendations,
        degraded=shown.degraded,
        facets=shown.facets,
        stops=changed.stops,
    )


_ACTS: Mapping[Route, Act] = {
    Route.RECOMMEND: _act_lists.recommend,
    Route.WHY: _act_lists.why,
    Route.REFINE: _act_lists.refine,
    Route.TASTE: _act_profile.taste,
    Route.CORRECT: correct,
    Route.FEEDBACK: _act_events.feedback,
    Route.UNDO: _act_events.undo,
    Route.FORGET: _act_events.forget,
    Route.COLD_START: cold_start,
    Route.OUT_OF_SCOPE: out_of_scope,
}

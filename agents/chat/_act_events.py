"""Acting on what is about events: telling of one, taking back, forgetting."""

from __future__ import annotations

from collections.abc import Sequence

from whyrec.agents.chat._act_lists import unresolved
from whyrec.agents.chat._compose import titles
from whyrec.agents.chat._deeds import deed
from whyrec.agents.chat._forget_words import forgetting
from whyrec.agents.chat._memory import Answered, Remembered
from whyrec.agents.chat._message import Message
from whyrec.agents.chat._outcome import Outcome, said
from whyrec.agents.chat._phrases import listed, say
from whyrec.agents.chat._resolve import Resolved, resolve
from whyrec.agents.chat._tools import Tools
from whyrec.agents.chat._words import says
from whyrec.agents.gate import quoted
from whyrec.domain import Event, Facet, Language, Route
from whyrec.errors import NotFoundError


async def feedback(message: Message, tools: Tools) -> Outcome:
    """Keep what the user did with, or thinks of, an item; what is not certain is asked."""
    language = message.language
    found = resolve(message, guess=False)
    quotes = tools.shelf.titles.quoted(message.read)
    if not message.named and quotes and not message.points_at.places:
        return said(
            message, Route.FEEDBACK, say(language, "feedback_unknown", title=quoted(quotes[0]))
        )
    if found.problem:
        return unresolved(message, Route.FEEDBACK, found)
    named = titles(language, tools.shelf, found.items)
    kind = deed(message.untitled)
    if kind is None:
        kept = _about(message, Route.FEEDBACK, found.items)
        return Outcome(say(language, "feedback_how", titles=named), kept)
    try:
        events = [(await tools.feedback(item_id, kind)).id for item_id in found.items]
    except NotFoundError:  # deleted this moment
        return unresolved(message, Route.FEEDBACK, Resolved(problem="gone"))
    noted = say(language, f"noted_{kind}", titles=named)
    kept = _about(message, Route.FEEDBACK, found.items).model_copy(update={"events": tuple(events)})
    return Outcome(_joined(language, noted, say(language, "feedback_next")), kept)


async def undo(message: Message, tools: Tools) -> Outcome:
    """Take back the last change that was made in this conversation, and say which."""
    language = message.language
    taken_back = {a.kept.undid for a in tools.answers if a.kept.undid}
    last = next(
        (
            a
            for a in reversed(tools.answers)
            if a.kept.changed and a.response_id and a.response_id not in taken_back
        ),
        None,
    )
    done = tools.done_before()
    if done is not None and done.undid and (last is None or last.response_id == done.undid):
        return Outcome(_undone(done, message, tools), done)
    if last is None:
        return said(message, Route.UNDO, say(language, "nothing_to_undo"))
    if last.kept.before is not None and last.kept.after is not None:
        back = await _back(message, tools, last)
        if back.kept.restored is None:
            return back
    else:
        back = said(message, Route.UNDO, "")
    focus = await _unsay(tools, last)
    kept = back.kept.model_copy(update={"undid": last.response_id, "focus": focus})
    return Outcome(_undone(kept, message, tools), kept)


async def forget(message: Message, tools: Tools) -> Outcome:
    """Ask whether events about an item or a topic, or everything, are really to be forgotten."""
    language, events = message.language, tools.events()
    match forgetting(message):
        case "item":
            return _ask_items(message, tools, events)
        case "words":
            about = {f for topic in message.topics for f in topic.facets}
            ids = [e.id for e in events if e.text and about & _topics(e.text, tools)]
            name = listed(language, [f"“{topic.topic}”" for topic in message.topics])
            return _ask(message, ids, name, "forget_words_ask")
        case "everything":
            versions = (await tools.profile()).version
            text = say(language, "erase_ask", events=len(events), versions=versions)
            kept = Remembered(route=Route.FORGET, language=language, awaits="erase")
            return Outcome(text, kept)
        case "keep":
            return said(message, Route.FORGET, say(language, "erase_left"))
        case _:
            return said(message, Route.FORGET, say(language, "forget_what"))


def _ask_items(message: Message, tools: Tools, events: Sequence[Event]) -> Outcome:
    language = message.language
    quotes = tools.shelf.titles.quoted(message.read)
    if quotes and not message.named:
        text = say(language, "forget_nothing", titles=quoted(quotes[0]))
        return said(message, Route.FORGET, text)
    found = resolve(message, guess=False)
    if found.problem:
        return unresolved(message, Route.FORGET, found)
    ids = [e.id for e in events if e.item_id in found.items]
    return _ask(message, ids, titles(language, tools.shelf, found.items), "forget_ask")


def _ask(message: Message, ids: Sequence[str], named: str, key: str) -> Outcome:
    language = message.language
    if not ids:
        return said(message, Route.FORGET, say(language, "forget_nothing", titles=named))
    text = say(language, key, events=_many(language, len(ids)), titles=named)
    kept = Remembered(route=Route.FORGET, language=language, awaits="forget", forgets=tuple(ids))
    return Outcome(text, kept)


async def confirm(message: Message, tools: Tools) -> Outcome | None:
    """Do what was asked about where the message confirms it; None where it is of something else."""
    last, language = message.last, message.language
    assert last is not None
    everything = last.awaits == "erase"
    if says("no", message.tidy) or (message.waved_off and not message.untitled):
        return said(message, Route.FORGET, say(language, "erase_left"))
    if says("yes_everything" if everything else "yes", message.tidy):
        return await (_erase(message, tools) if everything else _forget(message, tools, last))
    if says("weak_yes", message.tidy):
        # Said too easily for what cannot be undone: the question stands.
        return Outcome(say(language, "erase_unsure" if everything else "forget_unsure"), last)
    return None


async def _erase(message: Message, tools: Tools) -> Outcome:
    gone = await tools.erase()
    text = say(message.language, "erased", events=gone.events, versions=gone.versions)
    kept = Remembered(route=Route.FORGET, language=message.language)
    return Outcome(text, kept, erased=True)


async def _forget(message: Message, tools: Tools, asked: Remembered) -> Outcome:
    mine = {event.id for event in tools.events()}
    ids = [event_id for event_id in asked.forgets if event_id in mine]
    await tools.forget(ids)
    text = say(message.language, "forgot", events=_many(message.language, len(ids)))
    return said(message, Route.FORGET, text)


def _many(language: Language, count: int) -> str:
    if count == 1:
        return say(language, "taste_event")
    return say(language, "taste_events", count=count)


async def _unsay(tools: Tools, last: Answered) -> str | None:
    """Forget what a turn told of items, and return the first of them."""
    mine = {e.id: e for e in tools.events()}
    living = [i for i in last.kept.events if i in mine]
    if not living:
        return None
    await tools.forget(living)
    return mine[living[0]].item_id


async def _back(message: Message, tools: Tools, last: Answered) -> Outcome:
    """Roll an edit back, unless the user changed the profile again since.

    What this conversation changed and took back itself is in nobody's way.
    """
    before, after = last.kept.before, last.kept.after
    assert before is not None
    assert after is not None
    taken_back = {a.kept.undid for a in tools.answers if a.kept.undid}
    own = {a.kept.rolled for a in tools.answers}
    own |= {a.kept.after for a in tools.answers if a.response_id in taken_back}
    if tools.edited_since(after) - own:
        return said(message, Route.UNDO, say(message.language, "undone_newer"))
    change = await tools.rollback(before)
    kept = Remembered(
        route=Route.UNDO, language=message.language, restored=before, rolled=change.after
    )
    return Outcome(_undone(kept, message, tools), kept)


def _undone(kept: Remembered, message: Message, tools: Tools) -> str:
    """What was taken back, in words."""
    language, told = message.language, []
    if kept.focus is not None:
        named = titles(language, tools.shelf, [kept.focus])
        told.append(say(language, "undone_events", titles=named))
    if kept.restored is not None:
        told.append(say(language, "undone_edit", version=kept.restored))
    return _joined(language, *told) or say(language, "nothing_to_undo")


def _about(message: Message, route: Route, items: Sequence[str]) -> Remembered:
    """What is kept of an answer about items of a list: the list and the item in focus."""
    shown = message.shown
    return Remembered(
        route=route,
        language=message.language,
        items=shown.items if shown else (),
        asked=shown.asked if shown else None,
        focus=items[0],
    )


def _topics(text: str, tools: Tools) -> set[Facet]:
    return {f for match in tools.shelf.topics.find(text) for f in match.facets}


def _joined(language: Language, *parts: str) -> str:
    return ("" if language == "zh" else " ").join(part for part in parts if part)

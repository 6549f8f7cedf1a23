"""Acting on what is about events: telling of one, taking back, forgetting."""

from __future__ import annotations

from collections.abc import Sequence

from whyrec.agents.chat._act_lists import pointless
from whyrec.agents.chat._compose import titles
from whyrec.agents.chat._memory import Answered, Remembered
from whyrec.agents.chat._message import Message
from whyrec.agents.chat._outcome import Outcome, said
from whyrec.agents.chat._phrases import listed, say
from whyrec.agents.chat._resolve import resolve
from whyrec.agents.chat._route import deed
from whyrec.agents.chat._tools import Change, Tools
from whyrec.agents.chat._words import says
from whyrec.agents.gate import quoted
from whyrec.domain import Language, Route


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
        text = pointless(message, found.problem, place=found.place, many=found.many)
        return said(message, Route.FEEDBACK, text)
    named = titles(language, tools.shelf, found.items)
    kind = deed(message.untitled)
    if kind is None:
        kept = _about(message, Route.FEEDBACK, found.items)
        return Outcome(say(language, "feedback_how", titles=named), kept)
    events = [(await tools.feedback(item_id, kind)).id for item_id in found.items]
    noted = say(language, f"noted_{kind}", titles=named)
    kept = _about(message, Route.FEEDBACK, found.items).model_copy(update={"events": tuple(events)})
    return Outcome(_joined(language, noted, say(language, "feedback_next")), kept)


async def undo(message: Message, tools: Tools) -> Outcome:
    """Take back the last change that was made in this conversation, and say which."""
    language = message.language
    done = tools.done_before()
    if done is not None and done.undid is not None:
        return Outcome(_undone(done, message, tools), done)
    taken_back = {a.kept.undid for a in tools.answers if a.kept.undid}
    last = next(
        (
            a
            for a in reversed(tools.answers)
            if a.kept.changed and a.response_id and a.response_id not in taken_back
        ),
        None,
    )
    if last is None:
        edit = tools.last_edit() if not tools.answers else None
        if edit is None:
            return said(message, Route.UNDO, say(language, "nothing_to_undo"))
        return await _back(message, tools, edit, None)
    if last.kept.before is not None and last.kept.after is not None:
        change = Change(last.kept.before, last.kept.after)
        back = await _back(message, tools, change, last.response_id)
        if back.kept.restored is None:
            return back
    else:
        back = said(message, Route.UNDO, "")
    focus = await _unsay(tools, last)
    kept = back.kept.model_copy(update={"undid": last.response_id, "focus": focus})
    return Outcome(_undone(kept, message, tools), kept)


async def forget(message: Message, tools: Tools) -> Outcome:
    """Forget events about an item or a topic; to forget everything is asked for once more."""
    language = message.language
    events = tools.events()
    if message.named or message.points_at.anything:
        found = resolve(message, guess=False)
        if found.problem:
            text = pointless(message, found.problem, place=found.place, many=found.many)
            return said(message, Route.FORGET, text)
        ids = [e.id for e in events if e.item_id in found.items]
        return await _forget(message, tools, ids, titles(language, tools.shelf, found.items))
    if message.topics:
        about = {f for topic in message.topics for f in topic.facets}
        ids = [e.id for e in events if e.text and about.intersection(*[_topics(e.text, tools)])]
        name = listed(language, [f"“{topic.topic}”" for topic in message.topics])
        return await _forget(message, tools, ids, name, key="forgot_words")
    if not says("everything", message.untitled) and not message.points_at.every:
        quotes = tools.shelf.titles.quoted(message.read)
        if quotes:
            text = say(language, "forget_nothing", titles=quoted(quotes[0]))
            return said(message, Route.FORGET, text)
        return said(message, Route.FORGET, say(language, "forget_what"))
    versions = (await tools.profile()).version
    text = say(language, "erase_ask", events=len(events), versions=versions)
    return Outcome(text, Remembered(route=Route.FORGET, language=language, awaits="erase"))


async def confirm(message: Message, tools: Tools) -> Outcome | None:
    """Erase the user where the message confirms it; None where it is about something else."""
    if says("no", message.tidy):
        return said(message, Route.FORGET, say(message.language, "erase_left"))
    if not says("yes", message.tidy):
        return None
    gone = await tools.erase()
    text = say(message.language, "erased", events=gone.events, versions=gone.versions)
    kept = Remembered(route=Route.FORGET, language=message.language)
    return Outcome(text, kept, erased=True)


async def _forget(
    message: Message, tools: Tools, ids: Sequence[str], named: str, key: str = "forgot"
) -> Outcome:
    language = message.language
    if not ids:
        return said(message, Route.FORGET, say(language, "forget_nothing", titles=named))
    await tools.forget(ids)
    many = (
        say(language, "taste_event")
        if len(ids) == 1
        else say(language, "taste_events", count=len(ids))
    )
    return said(message, Route.FORGET, say(language, key, events=many, titles=named))


async def _unsay(tools: Tools, last: Answered) -> str | None:
    """Forget what a turn told of items, and return the first of them."""
    mine = {e.id: e for e in tools.events()}
    living = [i for i in last.kept.events if i in mine]
    if not living:
        return None
    await tools.forget(living)
    return mine[living[0]].item_id


async def _back(message: Message, tools: Tools, change: Change, undid: str | None) -> Outcome:
    """Roll an edit back, unless the user changed the profile again since."""
    if tools.edited_since(change.after):
        return said(message, Route.UNDO, say(message.language, "undone_newer"))
    await tools.rollback(change.before)
    kept = Remembered(
        route=Route.UNDO, language=message.language, undid=undid, restored=change.before
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


def _topics(text: str, tools: Tools) -> set[object]:
    return {f for match in tools.shelf.topics.find(text) for f in match.facets}


def _joined(language: Language, *parts: str) -> str:
    return ("" if language == "zh" else " ").join(part for part in parts if part)

"""Acting on what is about the profile: telling it, changing it, beginning it."""

from __future__ import annotations

import re
from collections import Counter

from whyrec.agents.chat._compose import plain_title, taste_text
from whyrec.agents.chat._deeds import deed, speaks_of_others
from whyrec.agents.chat._forget_words import unwanted
from whyrec.agents.chat._memory import Remembered
from whyrec.agents.chat._message import Message
from whyrec.agents.chat._outcome import Outcome, said
from whyrec.agents.chat._phrases import listed, say
from whyrec.agents.chat._resolve import resolve
from whyrec.agents.chat._tools import Tools
from whyrec.agents.chat._words import says
from whyrec.agents.gate import quoted, readable
from whyrec.agents.profile import by_strength, latest_reactions, taste_facets, unsorted
from whyrec.agents.profile.edit_words import NotUnderstood, Wish, parse
from whyrec.domain import Event, Facet, Language, Profile, Route

_COUNTED = 4
"""Facets named of somebody who has no profile yet."""
_CLAUSES = re.compile(r"[,;.，；。]\s*(?:and |but )?|\s+but\s+|但是?")


async def taste(message: Message, tools: Tools) -> Outcome:
    """The profile with strengths and evidence; without one, what counting the events says."""
    profile, events = await tools.profile(), tools.events()
    language = message.language
    if not any(not unsorted(i) for i in profile.living):
        if not events:
            return await ask_taste(message, tools, before=say(language, "taste_nothing"))
        facets = listed(language, _counted(events, tools))
        text = say(language, "taste_counted", events=len(events), facets=facets)
        return said(message, Route.TASTE, text)
    text = taste_text(profile, len(events), language, _examples(profile, events, tools))
    likes = [i for i in by_strength(profile) if i.polarity == "like" and i.facets]
    told = [Facet.parse(name) for name in likes[0].facets] if likes else []
    kept = Remembered(route=Route.TASTE, language=language)
    return Outcome(text, kept, facets=tuple(told))


async def correct(message: Message, tools: Tools) -> Outcome:
    """Change the profile as the words say; what is not certain changes nothing."""
    language, wishes, words = message.language, message.wishes, message.read
    said_otherwise = unwanted(message)
    if said_otherwise is not None:
        words = said_otherwise
        wishes = parse(words, tools.shelf.topics)
    if isinstance(wishes, NotUnderstood):
        return said(message, Route.CORRECT, _why_not(message, wishes))
    change = await tools.edit(words)
    told = say(
        language,
        "edited",
        wishes=listed(language, [_wish(w, language) for w in _distinct(wishes)]),
        version=change.after,
    )
    kept = Remembered(
        route=Route.CORRECT, language=language, before=change.before, after=change.after
    )
    return Outcome(told, kept)


async def ask_taste(message: Message, tools: Tools, before: str = "") -> Outcome:
    """Ask what separates most; the next message is read as the answer."""
    language, shelf = message.language, tools.shelf
    if not shelf.items:
        return said(message, Route.COLD_START, say(language, "no_items"))
    asked = await tools.separating()
    known = bool(tools.events()) or (await tools.profile()).version > 0
    facets = [readable(f.value) for f in asked.facets]
    key = "cold_start_known" if known else "cold_start"
    lines = [before] if before else []
    lines.append(say(language, key, facets=listed(language, facets, "or")))
    lines += [f"{n}. {plain_title(shelf.items[i])}" for n, i in enumerate(asked.items, 1)]
    example = say(language, "cold_start_example", topic=facets[0] if facets else shelf.domain)
    lines.append(say(language, "cold_start_how", example=example))
    kept = Remembered(route=Route.COLD_START, language=language, items=asked.items, awaits="taste")
    return Outcome("\n".join(lines), kept)


async def learn(message: Message, tools: Tools) -> Outcome | None:
    """Take the answer to what a new user was asked; None where it is no answer.

    Topics are taken as stated interests: by the profile's own rules where those understand the
    words, else as liked where nothing in the words denies. Titles and numbers are likes.
    """
    language = message.language
    learned: list[str] = []
    events: list[str] = []
    before = after = None
    parts = _parts(message)
    words = ", ".join(told for part in parts if (told := _stated(part)))
    wishes = parse(words, tools.shelf.topics)
    if words and not isinstance(wishes, NotUnderstood):
        change = await tools.edit(words)
        before, after = change
        learned += [_wish(w, language) for w in _distinct(wishes)]
    for part in parts:
        points = part.points_at
        if not (points.places or part.named or points.every) or _denies(part):
            continue
        for item_id in resolve(part, guess=False).items:
            events.append((await tools.feedback(item_id, "like")).id)
            learned.append(quoted(tools.shelf.items[item_id].title))
    if not learned:
        return None
    kept = Remembered(
        route=Route.COLD_START,
        language=language,
        events=tuple(events),
        before=before,
        after=after,
    )
    return Outcome(say(language, "cold_start_thanks", learned=listed(language, learned)), kept)


def _parts(message: Message) -> list[Message]:
    """The clauses of an answer that mixes likes and refusals; else the answer as it is.

    What follows on a refusal is refused too ("not drama, horror or number 2"), and left out where
    it doesn't say that it is liked.
    """
    texts = [part for part in _CLAUSES.split(message.read) if part.strip()]
    split = any(_CLAUSES.search(message.read[n.start : n.end]) for n in message.named)
    if len(texts) < 2 or split or not _denies(message):
        return [message]
    if not isinstance(message.wishes, NotUnderstood):
        return [message]
    parts, refused = [], False
    for text in texts:
        part = Message(text.strip(), message.shelf, message.before, message.shown, message.last)
        denies = _denies(part)
        if denies or not refused or says("likes", part.untitled):
            parts.append(part)
        refused = refused or denies
    return parts


def _stated(message: Message) -> str | None:
    """The part of an answer that the profile's rules understand, as words for them."""
    if not isinstance(message.wishes, NotUnderstood):
        return message.read
    if not message.topics or _denies(message):
        return None
    topics = list(dict.fromkeys(t.topic for t in message.topics))[:4]
    # "Comedies, and number 2" is a list of likes in answer to "which do you like?".
    words = f"I like {' and '.join(topics)}"
    return None if isinstance(parse(words, message.shelf.topics), NotUnderstood) else words


def _denies(message: Message) -> bool:
    """Whether any word of it takes something back: then nothing is taken for liked."""
    text = message.untitled
    refused = deed(text) not in (None, "like", "view")
    # What others like, or what is wished for, is nothing that the user liked.
    refused = refused or speaks_of_others(text)
    return refused or says("negation", text) or says("without", text)


def _why_not(message: Message, found: NotUnderstood) -> str:
    if len(message.text) > 300:
        return say(message.language, "too_long")
    if found.phrases:
        return say(message.language, "not_in_catalogue", phrase=found.phrases[0])
    return say(message.language, "not_understood")


def _distinct(wishes: list[Wish]) -> list[Wish]:
    return list({(w.amount, w.topic): w for w in wishes}.values())


def _wish(wish: Wish, language: Language) -> str:
    return say(language, wish.amount.replace(" ", "_"), topic=wish.topic)


def _counted(events: list[Event], tools: Tools) -> list[str]:
    """The facets of what the user took, the most frequent first."""
    items = tools.shelf.items
    refused = {"dislike", "dismiss", "skip"}
    count = Counter(
        facet.value
        for event in events
        if event.item_id in items and event.kind not in refused
        for facet in taste_facets(items[event.item_id or ""])
    )
    return [f"{readable(value)} ({n})" for value, n in count.most_common(_COUNTED)]


def _examples(profile: Profile, events: list[Event], tools: Tools) -> dict[str, list[str]]:
    """Titles of each interest's evidence, the latest first, none twice."""
    by_id = {event.id: event for event in events}
    standing = latest_reactions(events)
    found: dict[str, list[str]] = {}
    for interest in profile.living:
        cited = [by_id[e.event_id] for e in interest.evidence if e.event_id in by_id]
        mine = sorted((e for e in cited if e.id in standing), key=lambda e: e.at, reverse=True)
        items = [tools.shelf.items.get(e.item_id or "") for e in mine]
        titles = [item.title for item in items if item is not None]
        found[interest.id] = list(dict.fromkeys(titles))
    return found

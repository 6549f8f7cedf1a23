"""Acting on what is about the profile: telling it, changing it."""

from __future__ import annotations

from collections import Counter

from whyrec.agents.chat._act_questions import ask
from whyrec.agents.chat._compose import taste_text
from whyrec.agents.chat._forget_words import unwanted
from whyrec.agents.chat._memory import Remembered
from whyrec.agents.chat._message import Message
from whyrec.agents.chat._outcome import Outcome, said
from whyrec.agents.chat._phrases import listed, say
from whyrec.agents.chat._tools import Tools
from whyrec.agents.gate import readable
from whyrec.agents.profile import by_strength, latest_reactions, taste_facets, unsorted
from whyrec.agents.profile.edit_words import NotUnderstood, Wish, parse
from whyrec.domain import Event, Facet, Language, Profile, Route

_COUNTED = 4
"""Facets named of somebody who has no profile yet."""


async def taste(message: Message, tools: Tools) -> Outcome:
    """The profile with strengths and evidence; without one, what counting the events says."""
    profile, events = await tools.profile(), tools.events()
    language = message.language
    if not any(not unsorted(i) for i in profile.living):
        if not events:
            return await ask(message, tools, before=say(language, "taste_nothing"))
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

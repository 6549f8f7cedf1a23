"""What a list is asked to hold, read from words: how many, which facets, which years, like what."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np

from whyrec.agents.chat._count import count_of
from whyrec.agents.chat._memory import Asked
from whyrec.agents.chat._message import Message
from whyrec.agents.chat._references import cardinal
from whyrec.agents.chat._resolve import Resolved, resolve
from whyrec.agents.chat._words import says, words
from whyrec.agents.gate import TopicMatch, singular
from whyrec.domain import Facet, Route

_FROM_YEAR = re.compile(
    r"\b(?:from|in|of|year) (?:the year )?(1[89]\d\d|20\d\d)\b|(1[89]\d\d|20\d\d)年(?!代)"
)
_BETWEEN = re.compile(r"\b(1[89]\d\d|20\d\d) ?(?:-|–|to|and|until|到|至) ?(1[89]\d\d|20\d\d)\b")
_DECADE = re.compile(r"(\d{3})0s", re.ASCII)


@dataclass(frozen=True)
class Wanted:
    """A list as it is to be made."""

    asked: Asked
    count: int | None = None
    """How many items; None where nothing is said."""
    other: bool = False
    """Whether what was shown before is to be left out."""
    ignored: bool = False
    """Whether something was asked for that the catalogue knows nothing of."""
    pointless: Resolved | None = None
    """Why there can be no list: what keeps it from being known what is meant."""
    unknown_title: str | None = None
    """A title in quotation marks that the catalogue doesn't have."""


def wanted(message: Message, route: Route) -> Wanted:
    """Read what a list is to hold.

    Args:
        message: The user's message.
        route: `Route.RECOMMEND` starts anew; `Route.REFINE` from what the last list was asked.
    """
    refines = route is Route.REFINE and message.shown is not None
    base = (message.shown.asked if refines and message.shown else None) or Asked()
    text = message.untitled
    count = count_of(message)
    change = _facets(message, text) | _years(message, text, refines)
    domains = _domains(message, text)
    if domains:
        change["domains"] = domains
    alike = _alike(message, refines)
    if isinstance(alike, Resolved):
        return Wanted(base, count, pointless=alike)
    if "like" in alike:
        # An item says by itself what is wanted; what the list before was asked for would narrow it.
        base = Asked(none_of=base.none_of, unlike=base.unlike)
    change |= alike
    ignored = (says("unknowable", text) or says("quality", text)) and not change
    ignored = ignored or _particular(message, text)
    if "any_of" in change and "like" not in change and not says("only", text):
        # Other topics take the place of those before; years stay as they are.
        base = base.model_copy(update={"like": ()})
    elif refines and "any_of" not in change:
        change["any_of"] = base.any_of
    change["none_of"] = tuple(dict.fromkeys((*base.none_of, *change.get("none_of", ()))))
    change["unlike"] = tuple(dict.fromkeys((*base.unlike, *change.get("unlike", ()))))
    if says("surprise", text):
        change["surprise"] = True
    asked = base.model_copy(update=change)
    unknown = _unknown_title(message) if says("like", message.tidy) and not asked.like else None
    return Wanted(
        asked,
        count,
        other=refines or says("other", text),
        ignored=ignored,
        unknown_title=unknown,
    )


def _facets(message: Message, text: str) -> dict[str, Any]:
    """The groups of facets asked for and against."""
    wanted_groups: list[tuple[str, ...]] = []
    unwanted: list[str] = []
    for topic in message.topics:
        names = tuple(str(facet) for facet in topic.facets)
        if any(Facet.parse(name).name == "decade" for name in names):
            continue
        if _refused(topic, text):
            unwanted += names
        elif names not in wanted_groups:
            wanted_groups.append(names)
    known = {facet.value: str(facet) for facet in message.shelf.topics.facets}
    named = {name for group in wanted_groups for name in group}
    for mood in words().moods:
        if mood.said.search(text):
            some = tuple(known[value] for value in mood.any_of if value in known)
            if some and not named.intersection(some):
                wanted_groups.append(some)
            unwanted += [known[v] for v in mood.none_of if v in known and known[v] not in named]
    change: dict[str, Any] = {}
    if wanted_groups:
        change["any_of"] = tuple(wanted_groups)
    if unwanted:
        change["none_of"] = tuple(dict.fromkeys(unwanted))
    return change


def _domains(message: Message, text: str) -> tuple[str, ...]:
    """The domains that a message names, where the catalogue has others beside."""
    known = message.shelf.domains
    if len(known) < 2:
        return ()
    named = []
    for domain in known:
        said = words().domains.get(domain)
        own = re.search(rf"\b{re.escape(singular(domain.lower()))}s?\b", text)
        if own or (said and said.search(text)):
            named.append(domain)
    return tuple(named) if len(named) < len(known) else ()


def _refused(topic: TopicMatch, text: str) -> bool:
    """Whether a topic stands behind a word that leaves it out, in the same clause."""
    at = text.find(topic.topic.lower())
    clause = re.split(r"[,.;!?，。；]|\bbut\b|\band more\b", text[: max(at, 0)])[-1]
    return says("without", clause)


def _years(message: Message, text: str, refines: bool) -> dict[str, Any]:
    view = message.shelf.view
    between = _BETWEEN.search(text)
    if between:
        low, high = sorted((int(between[1]), int(between[2])))
        return {"first_year": low, "last_year": high}
    for name, key, shift in (("before", "last_year", -1), ("after", "first_year", 0)):
        match = words().signs[name].search(text)
        if match:
            year = int(match[name] or match[f"{name}_zh"])
            if says("nothing_before", text):
                return {"first_year": year}
            return {key: year + shift}
    for topic in message.topics:
        # "1980" is a year, though the catalogue's topics take it for the decade.
        bare = topic.topic.isdecimal()
        for facet in topic.facets:
            decade = _DECADE.fullmatch(facet.value) if facet.name == "decade" else None
            if decade and not bare and not _refused(topic, text):
                first = int(decade[1]) * 10
                return {"first_year": first, "last_year": first + 9}
    exact = _FROM_YEAR.search(text)
    if exact:
        year = int(exact[1] or exact[2])
        return {"first_year": year, "last_year": year}
    if message.points_at.decade:
        return _that_decade(message)
    if refines and message.shown is not None and message.shown.items:
        shown = view.year[view.indices(message.shown.items)]
        shown = shown[np.isfinite(shown)]
        if len(shown) and says("newer", text):
            return {"first_year": int(np.median(shown)) + 1, "last_year": None}
        if len(shown) and says("older", text):
            return {"last_year": int(np.median(shown)) - 1, "first_year": None}
    known = view.year[np.isfinite(view.year)]
    if len(known) and says("newer", text):
        return {"first_year": int(np.quantile(known, 0.8))}
    if len(known) and says("older", text):
        return {"last_year": int(np.quantile(known, 0.3))}
    return {}


def _that_decade(message: Message) -> dict[str, Any]:
    """The decade last spoken of: of the list's request, of the item in focus, of the first."""
    shown, view = message.shown, message.shelf.view
    asked = shown.asked if shown else None
    items = resolve(message, guess=True).items
    if items and (message.points_at.places or message.named or not (asked and asked.first_year)):
        years = view.year[view.indices(items)]
        years = years[np.isfinite(years)]
        if len(years):
            first = int(years[0]) // 10 * 10
            return {"first_year": first, "last_year": first + 9}
    if asked and asked.first_year is not None:
        return {"first_year": asked.first_year, "last_year": asked.last_year}
    return {}


def _alike(message: Message, refines: bool) -> dict[str, tuple[str, ...]] | Resolved:
    """The items that the list's are to be like; what prevents it where that fails."""
    text = message.tidy
    unlike = says("unlike", text)
    if not (unlike or says("like", text)):
        return {}
    if not (message.points_at.anything or message.named):
        return {}
    found = resolve(message, guess=True)
    if found.problem:
        return found
    if not found.items:
        return {}
    return {"unlike" if unlike else "like": tuple(found.items)}


def _particular(message: Message, text: str) -> bool:
    """Whether it asks for somebody or something that no facet of the catalogue stands for."""
    for match in words().signs["particular"].finditer(text):
        what = match["what"] or match["kind"] or match["zh"]
        if says("plain_kind", what) or cardinal(what) or message.shelf.topics.find(what):
            continue
        moods = any(mood.said.search(what) for mood in words().moods)
        if not moods and not any(char.isdigit() for char in what):
            return True
    return False


def _unknown_title(message: Message) -> str | None:
    quoted = message.shelf.titles.quoted(message.read)
    return quoted[0] if quoted and not message.named else None

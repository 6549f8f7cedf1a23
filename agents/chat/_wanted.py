"""What a list is asked to hold, read from words: how many, which facets, which years, like what."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from whyrec.agents.chat._memory import Asked
from whyrec.agents.chat._message import Message
from whyrec.agents.chat._references import cardinal, chinese_number
from whyrec.agents.chat._resolve import resolve
from whyrec.agents.chat._shelf import Shelf
from whyrec.agents.chat._words import says, words
from whyrec.agents.gate import TopicMatch
from whyrec.domain import Facet, Route

MOST_ITEMS = 20
NEAREST = 40
"""Items that count as being like another."""
_ENOUGH = 15
"""With so many items that share half of its facets, no others are like an item."""
_FAR = 120
"""Items that count as being like one that is not wanted."""

_COUNT = re.compile(
    r"\b(\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty)"
    r"(?= (?:\S+ ){0,2}?(?:films?|movies?|books?|novels?|games?|songs?|albums?|series|shows?|items?"
    r"|titles?|suggestions?|recommendations?|options?|ideas?|picks?|of them|others?|more|ones)\b)"
)
_LEADING = re.compile(
    r"\b(?:next|top|give me|show me|recommend(?: me)?|suggest(?: me)?|list|find|find me|need|want"
    r"|pick)"
    r" (?:the )?(?:next |top |best )?(\d{1,3}|two|three|four|five|six|seven|eight|nine|ten|eleven"
    r"|twelve|fifteen|twenty)\b(?!s\b)"
)
_ONE = re.compile(r"\b(?:just|only|exactly) one\b|只要?一[部个本首]")
_CHINESE_COUNT = re.compile(
    r"(?<!第)(\d{1,2}|[一二三四五六七八九十两]{1,3})(?:部|个|本|首|款|条|张)(?!人)"
)
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
    pointless: str | None = None
    """Why there can be no list: the key of what is said instead."""
    unknown_title: str | None = None
    """A title in quotation marks that the catalogue doesn't have."""
    topics: tuple[str, ...] = field(default=())
    """The facets' values that were asked for, for the sentence above the list."""


def wanted(message: Message, route: Route) -> Wanted:
    """Read what a list is to hold.

    Args:
        message: The user's message.
        route: `Route.RECOMMEND` starts anew; `Route.REFINE` from what the last list was asked.
    """
    refines = route is Route.REFINE and message.shown is not None
    base = (message.shown.asked if refines and message.shown else None) or Asked()
    text = message.untitled
    count = _count(message)
    change = _facets(message, text) | _years(message, text, refines)
    alike = _alike(message, refines)
    if isinstance(alike, str):
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
    asked = base.model_copy(update=change)
    unknown = _unknown_title(message) if says("like", message.tidy) and not asked.like else None
    return Wanted(
        asked,
        count,
        other=refines or says("other", text),
        ignored=ignored,
        unknown_title=unknown,
        topics=tuple(dict.fromkeys(Facet.parse(f[0]).value for f in asked.any_of if len(f) == 1)),
    )


def allowed(asked: Asked, shelf: Shelf) -> NDArray[np.bool_]:
    """True for each item of the catalogue that a list so asked may hold, (n,)."""
    view = shelf.view
    passes = np.ones(len(view), dtype=np.bool_)
    for group in asked.any_of:
        some = np.zeros(len(view), dtype=np.bool_)
        for facet in group:
            some |= view.carries(Facet.parse(facet))
        passes &= some
    for name in asked.none_of:
        passes &= ~view.carries(Facet.parse(name))
    if asked.first_year is not None:
        passes &= view.year >= asked.first_year
    if asked.last_year is not None:
        passes &= view.year <= asked.last_year
    if asked.like:
        near = np.zeros(len(view), dtype=np.bool_)
        near[_nearest(asked.like, shelf, passes, NEAREST)] = True
        passes &= near
    if asked.unlike:
        passes[_nearest(asked.unlike, shelf, np.ones(len(view), dtype=np.bool_), _FAR)] = False
        passes[view.indices(asked.unlike)] = False
    passes[view.indices(asked.like)] = False
    return passes


def _nearest(
    ids: Iterable[str], shelf: Shelf, passes: NDArray[np.bool_], many: int
) -> NDArray[np.intp]:
    """The items nearest to any of the given ones by vector and shared facets, among ``passes``."""
    view = shelf.view
    places = view.indices(ids)
    if not len(places):
        return np.empty(0, dtype=np.intp)
    own = view.facets[places]
    shared = np.asarray((view.facets @ own.T).max(axis=1).todense()).ravel()
    most = max(float(own.sum(axis=1).max()), 1.0)
    score = 0.5 * shared / most
    if view.vectors is not None:
        score = score + (view.vectors @ view.vectors[places].T).max(axis=1)
    may = passes.copy()
    may[places] = False
    kin = may & (shared >= most / 2)
    score = np.where(kin if np.count_nonzero(kin) >= _ENOUGH else may, score, -np.inf)
    best = np.argsort(-score, kind="stable")[:many]
    return best[np.isfinite(score[best])]


def _count(message: Message) -> int | None:
    text = _BETWEEN.sub(" ", message.untitled)
    if _ONE.search(text):
        return 1
    for pattern in (_COUNT, _LEADING):
        for match in pattern.finditer(text):
            number = cardinal(match[1])
            if number and not (match[1] == "one" and pattern is _COUNT) and number < 1000:
                return min(number, MOST_ITEMS)
    topics = "|".join(re.escape(topic.topic.lower()) for topic in message.topics)
    if topics:
        behind = re.search(rf"\b(\d{{1,2}}|[a-z]+) (?:\w+ ){{0,2}}?(?:{topics})", text)
        number = cardinal(behind[1]) if behind else None
        if number and number > 1:
            return min(number, MOST_ITEMS)
    found = _CHINESE_COUNT.search(text)
    number = chinese_number(found[1]) if found else None
    return min(number, MOST_ITEMS) if number and number > 1 else None


def _facets(message: Message, text: str) -> dict[str, tuple[object, ...]]:
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
    change: dict[str, tuple[object, ...]] = {}
    if wanted_groups:
        change["any_of"] = tuple(wanted_groups)
    if unwanted:
        change["none_of"] = tuple(dict.fromkeys(unwanted))
    return change


def _refused(topic: TopicMatch, text: str) -> bool:
    """Whether a topic stands behind a word that leaves it out, in the same clause."""
    at = text.find(topic.topic.lower())
    clause = re.split(r"[,.;!?，。；]|\bbut\b|\band more\b", text[: max(at, 0)])[-1]
    return says("without", clause)


def _years(message: Message, text: str, refines: bool) -> dict[str, object]:
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


def _that_decade(message: Message) -> dict[str, object]:
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


def _alike(message: Message, refines: bool) -> dict[str, tuple[str, ...]] | str:
    """The items that the list's are to be like; the key of an answer where that fails."""
    text = message.tidy
    unlike = says("unlike", text)
    if not (unlike or says("like", text)):
        return {}
    if not (message.points_at.anything or message.named):
        return {}
    found = resolve(message, guess=True)
    if found.problem:
        return found.problem
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

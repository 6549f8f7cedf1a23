"""Rules: what a text says must come from the facts.

Each rule is a pure function that returns what it objects to, in words, or None.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import cache

from whyrec.agents.gate._lists import word_list
from whyrec.agents.gate._titles import TitleIndex
from whyrec.agents.gate._topics import TopicIndex
from whyrec.agents.gate._words import (
    PLACEHOLDER,
    blanked,
    function_words,
    is_ideograph,
    keys,
    readable,
    singular,
    words,
)

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_LOOK_BACK = 40
"""Characters before a word that may hold the end of the sentence before it."""
_SENTENCE_END = re.compile(r"(?:^|[.!?。！？…:：;；]|\n)[\s\"'“”‘’(\[–—-]*$")
_SMALL = {word: str(n) for n, word in enumerate(word_list("numbers")[:11], 2)}


def unknown_placeholder(text: str, known: Collection[str]) -> str | None:
    """Object to a placeholder, or any square bracket, that names nothing known.

    Args:
        text: The draft.
        known: What may stand in brackets, such as ``{"item", "e1"}``.
    """
    strange = [match[0] for match in PLACEHOLDER.finditer(text) if match[1] not in known]
    if strange:
        return f"names {strange[0]}, which is no fact of this call"
    rest = PLACEHOLDER.sub("", text)
    return "has a square bracket that is no placeholder" if re.search(r"[\[\]]", rest) else None


def title_outside_placeholder(
    text: str, titles: TitleIndex, allowed: Iterable[str] = ()
) -> str | None:
    """Object to a catalogue title of two words or more that is written out."""
    found = titles.find(text, allowed)
    return f"writes out the title “{found}”" if found else None


def unknown_number(text: str, facts: Iterable[str], count: int = 0) -> str | None:
    """Object to a number, a month or a weekday that the facts don't have.

    Args:
        text: The draft.
        facts: Texts whose numbers and dates may be repeated.
        count: How many events are cited: that number may be said too.
    """
    known_texts = list(facts)
    clean = blanked(readable(text))
    numbers = {_plain(n) for fact in known_texts for n in _NUMBER.findall(readable(fact))}
    numbers.add(str(count))
    said = {word for fact in known_texts for word in keys(fact)}
    for number in _NUMBER.findall(clean):
        if _plain(number) not in numbers:
            return f"says {number}, which no fact has"
    row = words(clean)
    for word in row:
        written = clean[word.start : word.end]
        if word.key in said:
            continue
        if word.key in _numerals() and _SMALL.get(word.key) not in numbers:
            return f"says “{written}”, which no fact has"
        if word.key in _calendar() and written[0].isupper() and word.key not in ("may", "march"):
            return f"says “{written}”, which no fact has"
    return None


def unknown_name(text: str, facts: Iterable[str]) -> str | None:
    """Object to a word with a capital within a sentence that the facts don't have."""
    clean = blanked(readable(text))
    known = {singular(word) for fact in facts for word in keys(fact)} | {"i", "im", "ive", "id"}
    for word in words(clean):
        written = clean[word.start : word.end]
        inside = not _SENTENCE_END.search(clean, max(word.start - _LOOK_BACK, 0), word.start)
        if inside and any(c.isupper() for c in written) and singular(word.key) not in known:
            return f"names “{written}”, which no fact has"
    return None


def unknown_topic(text: str, topics: TopicIndex, facts: Iterable[str]) -> str | None:
    """Object to a facet of the catalogue that the facts don't have.

    Args:
        text: The draft.
        topics: The catalogue's facets.
        facts: Texts (facet values, labels) whose topics may be said.
    """
    known_texts = list(facts)
    supported = {f for fact in known_texts for match in topics.find(fact) for f in match.facets}
    known = {singular(word) for fact in known_texts for word in keys(fact)}
    for match in topics.find(text):
        said = {singular(word) for word in keys(match.topic)}
        if not supported.intersection(match.facets) and not said <= known:
            return f"claims “{match.topic}”, which no fact has"
    return None


def unsupported_word(text: str, facts: Iterable[str], topics: TopicIndex) -> str | None:
    """Object to a word that neither the facts nor the list of neutral words has.

    The strictest rule: a text that passes it can say nothing new, true or false.
    """
    known_texts = list(facts)
    known = {singular(word) for fact in known_texts for word in keys(fact)}
    supported = {f for fact in known_texts for match in topics.find(fact) for f in match.facets}
    clean = blanked(readable(text))
    row = words(clean)
    covered = {
        at
        for match in topics.find_in(row, clean)
        if supported.intersection(match.facets)
        for at in range(match.first, match.last)
    }
    for at, word in enumerate(row):
        if at not in covered and word.key not in _neutral() and singular(word.key) not in known:
            return f"says “{clean[word.start : word.end]}”, which no fact has"
    return None


def other_people(text: str, facts: Iterable[str] = ()) -> str | None:
    """Object to a mention of anybody but the reader."""
    known = {singular(word) for fact in facts for word in keys(fact)}
    clean = blanked(readable(text))
    for word in words(clean):
        if word.key in word_list("others") and singular(word.key) not in known:
            return f"speaks of “{clean[word.start : word.end]}”"
    return None


def other_script(text: str, facts: Iterable[str]) -> str | None:
    """Object to ideographs or kana where the facts have none."""
    facts_have = any(is_ideograph(word) for fact in facts for word in keys(fact))
    has = any(is_ideograph(word.key) for word in words(blanked(readable(text))))
    return "is written in another script than the facts" if has and not facts_have else None


def _plain(number: str) -> str:
    bare = number.replace(",", ".")
    return bare.rstrip("0").rstrip(".") if bare.count(".") == 1 else bare


@cache
def _numerals() -> frozenset[str]:
    return frozenset(word_list("numbers"))


@cache
def _calendar() -> frozenset[str]:
    return frozenset(word_list("months"))


@cache
def _neutral() -> frozenset[str]:
    return function_words() | frozenset((*word_list("neutral"), *word_list("neutral_zh")))

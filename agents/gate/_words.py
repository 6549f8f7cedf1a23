"""Text as a row of comparable words: the ground of every rule that looks for phrases."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from whyrec.agents.gate._lists import word_list

PLACEHOLDER = re.compile(r"\[(item|e\d+|event:[^\[\]\n]{1,256})\]")
"""A place where code puts a title: ``[item]``, ``[e1]``, ``[event:ID]``."""

_CHARACTER = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
"""Scripts written without spaces: each character counts as a word."""
_TOKEN = re.compile(
    rf"[{_CHARACTER}]|(?:(?![{_CHARACTER}])[^\W_])+(?:['’](?:(?![{_CHARACTER}])[^\W_])+)*|&"
)
_IDEOGRAPH = re.compile(rf"[{_CHARACTER}]")


class Word(NamedTuple):
    """One word of a text."""

    key: str
    """What it is compared by: no case, no accents, no apostrophes."""
    start: int
    end: int
    """Where it stands in `readable` of the text."""


def readable(text: str) -> str:
    """A text composed (NFC) and without characters nobody sees."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        char
        for char in unicodedata.normalize("NFC", text)
        if char == "\n" or unicodedata.category(char) not in ("Cf", "Cc", "Co")
    )


@lru_cache(maxsize=65_536)
def _key(written: str) -> str:
    if written == "&":
        return "and"
    if written.isascii() and written.isalnum():
        return written.lower()
    bare = unicodedata.normalize("NFKD", written.casefold())
    return "".join(char for char in bare if char.isalnum())


def words(text: str) -> list[Word]:
    """The words of a text that `readable` returned; hyphens and punctuation part them.

    An ideograph or kana is a word of its own. Placeholders are no words: blank them first.
    """
    found = (Word(_key(match[0]), *match.span()) for match in _TOKEN.finditer(text))
    return [word for word in found if word.key]


def keys(text: str) -> tuple[str, ...]:
    """The words of any text, as they are compared."""
    return tuple(word.key for word in words(readable(text)))


def blanked(text: str) -> str:
    """The text with every placeholder replaced by a sign that parts phrases, same length."""
    return PLACEHOLDER.sub(lambda match: "\x01" * len(match[0]), text)


def is_ideograph(key: str) -> bool:
    """Whether a word is a single character of a script without spaces."""
    return bool(_IDEOGRAPH.match(key))


@lru_cache(maxsize=65_536)
def singular(key: str) -> str:
    """A word with an English plural ending taken off: comedies, westerns → comedy, western."""
    if len(key) > 4 and key.endswith("ies") and key not in ("movies", "series", "zombies"):
        return key[:-3] + "y"
    kept = ("ss", "us", "is", "series", "news")
    if len(key) > 3 and key.endswith("s") and not key.endswith(kept):
        return key[:-1]
    return key


@cache
def function_words() -> frozenset[str]:
    """Articles, pronouns, prepositions and the like, of English."""
    return frozenset(word_list("function"))


def item_names(domain: str) -> tuple[str, ...]:
    """What the items of a domain may be called: movies are films too."""
    films = word_list("films")
    return films if singular(domain.lower()) in films else (domain,)


def spans(row: list[str], phrases: Iterable[tuple[str, ...]]) -> Iterator[tuple[int, int]]:
    """Where any of the phrases stands in a row of words, as (first, one past the last)."""
    for phrase in set(phrases):
        width = len(phrase)
        if width:
            for at in range(len(row) - width + 1):
                if tuple(row[at : at + width]) == phrase:
                    yield at, at + width

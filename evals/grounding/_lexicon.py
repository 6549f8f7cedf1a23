"""The words of ``lexicon.toml``, ready to be looked up."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any, NamedTuple

from whyrec.evals.grounding._text import Key, is_cjk, keys, lemmas, stems


class Tag(NamedTuple):
    """What a word or phrase claims."""

    kind: str
    """``neutral``, ``topic``, ``domain``, ``role``, ``name``, ``reaction``, ``base``, ``level``,
    ``ground``, ``context``, ``number``, ``ordinal`` or ``time``."""
    value: str = ""


NEUTRAL = Tag("neutral")


@dataclass(frozen=True)
class Lexicon:
    """Phrases with what they claim, and sets of words with a part in the sentence."""

    phrases: Mapping[Key, frozenset[Tag]]
    """Rows of stems."""
    neutral: frozenset[str]
    """English words that claim nothing, in their plain form."""
    sets: Mapping[str, frozenset[str]]
    """Words by their part in the sentence, as `Token.key` or several joined by a space."""
    topics: frozenset[str]
    """Names of the groups of words for one topic."""

    def claims_nothing(self, key: str) -> bool:
        """Whether a word is one that says nothing of the world."""
        return key in self.neutral or (not is_cjk(key) and bool(self.neutral & lemmas(key)))

    def groups(self, phrase: str) -> frozenset[str]:
        """The topics that a facet's value names."""
        found = self.phrases.get(stems(phrase), frozenset())
        return frozenset(tag.value for tag in found if tag.kind == "topic")

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """Number words and what they count."""
        return {
            " ".join(key): _NUMBERS[tag.value]
            for key, tags in self.phrases.items()
            for tag in tags
            if tag.kind == "number"
        }


_NUMBERS = {
    **{"zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7},
    **{"eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "twenty": 20},
    **{"hundred": 100, "thousand": 1000},
}
_TAGGED = {
    "levels": "level",
    "grounds": "ground",
    "contexts": "context",
    "domains": "domain",
    "roles": "role",
    "topics": "topic",
    "numbers": "number",
    "ordinals": "ordinal",
    "time": "time",
}


@cache
def lexicon() -> Lexicon:
    """The lexicon, read once."""
    text = files(__package__).joinpath("lexicon.toml").read_text(encoding="utf-8")
    table: dict[str, Any] = tomllib.loads(text)
    phrases: dict[Key, set[Tag]] = {}

    def put(words: str, tag: Tag) -> None:
        for phrase in _listed(words):
            if key := stems(phrase):
                phrases.setdefault(key, set()).add(tag)

    for section, kind in _TAGGED.items():
        for name, words in table[section].items():
            put(words, Tag(kind, name))
    bases = table["reactions"].pop("base")
    for name, words in table["reactions"].items():
        put(words, Tag("reaction", name))
    for name, words in bases.items():
        put(words, Tag("base", name))
    neutral = table["neutral"]
    for words in (neutral["function"], neutral["picking"], neutral["chinese"]):
        put(words, NEUTRAL)
    single = {key[0] for key, tags in phrases.items() if len(key) == 1 and NEUTRAL in tags}
    for words in (neutral["function"], neutral["picking"]):
        single |= {" ".join(keys(phrase)) for phrase in _listed(words)}
    return Lexicon(
        phrases={key: frozenset(tags) for key, tags in phrases.items()},
        neutral=frozenset(single),
        sets={
            name: frozenset(" ".join(keys(p)) or p for p in _listed(words))
            for name, words in (
                *table["sentence"].items(),
                ("praise", neutral["fitting_praise"]),
                ("fitting", neutral["fitting_noun"]),
            )
        },
        topics=frozenset(table["topics"]),
    )


def _listed(words: str) -> Iterator[str]:
    for phrase in words.split(","):
        if phrase.strip():
            yield phrase.strip()

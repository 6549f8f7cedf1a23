"""The closed vocabulary: what can be said of an item's content."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from importlib.resources import files
from typing import Final

from whyrec.agents.gate import keys, singular
from whyrec.domain import KINDS, ContentKind, Item

MOST: Final[Mapping[ContentKind, int]] = {"topic": 5, "mood": 3, "audience": 2, "era": 1}
"""How many words of each kind an item can have."""

Phrase = tuple[str, ...]
"""Words as they are compared: no case, no accents, no plural."""


def phrase(text: str) -> Phrase:
    """The words of a text, as they are compared."""
    return tuple(singular(key) for key in keys(text))


def shows(words: Phrase, row: Phrase) -> bool:
    """Whether a phrase, of one word or more, stands in a row of words."""
    width = len(words)
    return bool(words) and any(row[at : at + width] == words for at in range(len(row) - width + 1))


@dataclass(frozen=True, eq=False)
class Entry:
    """One word of the vocabulary, equal to itself alone: it stands in many tables."""

    kind: ContentKind
    label: str
    """Lower case, unique within its kind."""
    terms: tuple[str, ...] = ()
    """What else shows it in a text."""
    facets: frozenset[str] = frozenset()
    """Values of facets that show it, in lower case."""
    years: tuple[int, int] | None = None
    """Of an era, the first year and the last."""

    @cached_property
    def phrases(self) -> frozenset[Phrase]:
        """The label and its terms, as they are compared."""
        return frozenset(p for p in map(phrase, (self.label, *self.terms)) if p)


@dataclass(frozen=True)
class Vocabulary:
    """All words, those that ship and those that were accepted by review."""

    version: int
    """Of what ships."""
    entries: tuple[Entry, ...] = field(repr=False)

    def of(self, kind: ContentKind) -> tuple[Entry, ...]:
        """The words of one kind."""
        return tuple(entry for entry in self.entries if entry.kind == kind)

    def labels(self, kind: ContentKind) -> tuple[str, ...]:
        """What can be said of one kind."""
        return tuple(entry.label for entry in self.of(kind))

    def find(self, kind: ContentKind, label: str) -> Entry | None:
        """The word of that kind and label."""
        return self._by_label.get((kind, label))

    def with_terms(self, accepted: Iterable[tuple[ContentKind, str]]) -> Vocabulary:
        """The vocabulary with words that were accepted by review."""
        more = [Entry(kind, term) for kind, term in accepted if self.find(kind, term) is None]
        return replace(self, entries=(*self.entries, *more)) if more else self

    def shown_by(self, words: Phrase) -> tuple[Entry, ...]:
        """The words that a phrase is the label or a term of."""
        return tuple(self._by_phrase.get(words, ()))

    def phrases_in(self, row: Phrase) -> Iterator[Phrase]:
        """Every phrase of the vocabulary that stands in a row of words, once for each place.

        The longest counts and no part of it: "dark comedy" is no comedy.
        """
        at = 0
        while at < len(row):
            for width in range(min(self._longest.get(row[at], 0), len(row) - at), 0, -1):
                here = row[at : at + width]
                if here in self._by_phrase:
                    yield here
                    at += width - 1
                    break
            at += 1

    @cached_property
    def _by_label(self) -> dict[tuple[ContentKind, str], Entry]:
        return {(entry.kind, entry.label): entry for entry in self.entries}

    @cached_property
    def _by_phrase(self) -> dict[Phrase, list[Entry]]:
        found: dict[Phrase, list[Entry]] = {}
        for entry in self.entries:
            for words in entry.phrases:
                found.setdefault(words, []).append(entry)
        return found

    @cached_property
    def _longest(self) -> dict[str, int]:
        """A phrase's first word to the words of the longest one that begins with it."""
        longest: dict[str, int] = {}
        for words in self._by_phrase:
            longest[words[0]] = max(longest.get(words[0], 0), len(words))
        return longest


@cache
def load_vocabulary() -> Vocabulary:
    """The vocabulary that ships."""
    text = (files("whyrec.agents.content") / "vocabulary.toml").read_text(encoding="utf-8")
    told = tomllib.loads(text)
    return Vocabulary(
        version=told["version"],
        entries=tuple(
            Entry(
                kind,
                one["label"],
                tuple(one.get("terms", ())),
                frozenset(value.lower() for value in one.get("facets", ())),
                tuple(one["years"]) if "years" in one else None,
            )
            for kind in KINDS
            for one in told[kind]
        ),
    )


def item_row(item: Item) -> Phrase:
    """The words of an item's text, as they are compared.

    A title names what a thing is called and not what it is about, so it is not among them.
    """
    return phrase(item.text)


def facet_values(item: Item) -> frozenset[str]:
    """The values of an item's facets, in lower case."""
    return frozenset(value.lower() for values in item.facets.values() for value in values)


def year_of(item: Item) -> int | None:
    """The year an item is from, by its facet ``year``."""
    for value in item.facets.get("year", ()):
        digits = value.removesuffix(".0")
        if len(digits) == 4 and digits.isdecimal():
            return int(digits)
    return None


def text_hash(item: Item) -> str:
    """Changes with everything that features are made of."""
    told = json.dumps([item.title, item.text, item.domain, sorted(item.facets.items())])
    return hashlib.sha256(told.encode()).hexdigest()[:32]

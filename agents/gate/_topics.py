"""What the words of a text mean in the catalogue's facets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from whyrec.agents.gate._lists import topic_entries
from whyrec.agents.gate._words import (
    Word,
    blanked,
    function_words,
    keys,
    readable,
    singular,
    words,
)
from whyrec.domain import Facet


class TopicMatch(NamedTuple):
    """A topic that stands in a text."""

    topic: str
    """The words of the text."""
    facets: tuple[Facet, ...]
    """The catalogue's facets they may mean: each for itself, not together."""
    first: int
    """Position of its first word among the text's words."""
    last: int
    """One past the position of its last word."""


class TopicIndex:
    """The facets of a catalogue, found in prose as whole words.

    Case, accents and English plurals make no difference; synonyms and Chinese names come from
    ``topics.toml``.

    Args:
        facets: The facets; strings are read as ``name=value``, and bare values as facets named
            ``topic``.
        also: More phrases, each with a value of the catalogue that it stands for.
    """

    def __init__(
        self, facets: Iterable[Facet | str], also: Mapping[str, str] | None = None
    ) -> None:
        self.facets = tuple(dict.fromkeys(_facet(facet) for facet in facets))
        self._phrases: dict[tuple[str, ...], list[Facet]] = {}
        self._first: dict[str, int] = {}
        by_value: dict[tuple[str, ...], list[Facet]] = {}
        for facet in self.facets:
            by_value.setdefault(_folded(facet.value), []).append(facet)
        for phrase, here in by_value.items():
            self._put(phrase, here)
        for entry in topic_entries():
            meant = [f for value in entry["facets"] for f in by_value.get(_folded(value), ())]
            for name in (*entry["facets"], *entry["en"], *entry["zh"], *entry["forms"]):
                if meant:
                    self._put(_folded(name), meant)
        for name, value in (also or {}).items():
            self._put(_folded(name), by_value.get(_folded(value), ()))

    def values(self) -> tuple[str, ...]:
        """The values of all facets, in the order given."""
        return tuple(dict.fromkeys(facet.value for facet in self.facets))

    def also(self, phrases: Mapping[str, str]) -> TopicIndex:
        """The same index with more phrases, each with a value of the catalogue."""
        return TopicIndex(self.facets, phrases)

    def exactly(self, phrase: str) -> tuple[Facet, ...]:
        """The facets that a whole phrase means; empty where it means none."""
        return tuple(self._phrases.get(_folded(phrase), ()))

    def find(self, text: str) -> list[TopicMatch]:
        """The topics in a text outside its placeholders, in order, the longest ones, none twice."""
        clean = blanked(readable(text))
        return self.find_in(words(clean), clean)

    def find_in(self, row: Sequence[Word], text: str) -> list[TopicMatch]:
        """The topics in words already taken apart."""
        folded = [singular(word.key) for word in row]
        found = []
        at = 0
        while at < len(row):
            for width in range(min(self._first.get(folded[at], 0), len(row) - at), 0, -1):
                here = self._phrases.get(tuple(folded[at : at + width]))
                if here:
                    quote = text[row[at].start : row[at + width - 1].end]
                    if "\x01" not in quote:
                        found.append(TopicMatch(quote, tuple(here), at, at + width))
                        at += width - 1
                        break
            at += 1
        return found

    def _put(self, phrase: tuple[str, ...], facets: Iterable[Facet]) -> None:
        facets = tuple(facets)
        # A bare number names nothing, but "1970s" is read as "1970".
        decade = any(facet.name == "decade" for facet in facets)
        bare = (w in function_words() or (w.isdigit() and not decade) for w in phrase)
        if not phrase or all(bare):
            return
        held = self._phrases.setdefault(phrase, [])
        held.extend(facet for facet in facets if facet not in held)
        self._first[phrase[0]] = max(self._first.get(phrase[0], 0), len(phrase))


def _folded(phrase: str) -> tuple[str, ...]:
    return tuple(singular(key) for key in keys(phrase))


def _facet(facet: Facet | str) -> Facet:
    if isinstance(facet, Facet):
        return facet
    return Facet.parse(facet) if "=" in facet else Facet("topic", facet)

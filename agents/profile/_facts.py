"""What code knows about events, items and the catalogue: the ground every rule stands on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from whyrec.domain import Event, Facet, Item

Vector = NDArray[np.float32]

_YEAR = re.compile(r"^(1[5-9]|20)\d\d(\.0)?$")
_NUMBER = re.compile(r"^[\d.,\s-]+$")


def taste_facets(item: Item) -> frozenset[Facet]:
    """The facets of an item that a taste can be about.

    A year becomes its decade (nobody likes 1987 as such); other bare numbers are left out.
    """
    return _taste_facets(tuple(item.facets.items()))


@lru_cache(maxsize=65_536)
def _taste_facets(named: tuple[tuple[str, tuple[str, ...]], ...]) -> frozenset[Facet]:
    """Asked for with every event on an item."""
    facets: set[Facet] = set()
    for name, values in named:
        for value in values:
            if name == "year" and _YEAR.match(value):
                facets.add(Facet("decade", f"{value[:3]}0s"))
            elif not _NUMBER.match(value):
                facets.add(Facet(name, value))
    return frozenset(facets)


@dataclass(frozen=True)
class EventFacts:
    """An event with everything the rules need of it."""

    event: Event
    item: Item | None
    """None for words without an item and for items that are not in the catalogue."""
    signal: float
    """Signed weight, [-1, 1]."""
    facets: frozenset[Facet] = frozenset()
    vector: Vector | None = None
    """Embedding of the item (or of the words), L2-normalised, shape (d,)."""

    @property
    def id(self) -> str:
        """The event's id."""
        return self.event.id

    @property
    def title(self) -> str:
        """The item's title, the user's words, or the bare item id."""
        if self.item is not None:
            return self.item.title
        return self.event.text or self.event.item_id or self.event.id


def source_of(events: Iterable[EventFacts]) -> str:
    """The domain that most of some events lie in."""
    domains = Counter(f.item.domain for f in events if f.item is not None)
    return domains.most_common(1)[0][0] if domains else "elsewhere"


@dataclass(frozen=True)
class Lexicon:
    """The catalogue as the profile sees it: how common each facet is, and every title."""

    items: int
    carriers: Mapping[Facet, frozenset[int]] = field(repr=False)
    """Facet to the positions of the items that have it."""

    @classmethod
    def of(cls, items: Sequence[Item]) -> Lexicon:
        """Count the taste facets of a catalogue."""
        carriers: dict[Facet, set[int]] = {}
        for position, item in enumerate(items):
            for facet in taste_facets(item):
                carriers.setdefault(facet, set()).add(position)
        return cls(len(items), {f: frozenset(p) for f, p in carriers.items()})

    def base_rate(self, facets: Iterable[Facet]) -> float:
        """Share of the catalogue that has all of ``facets``, smoothed, (0, 1]."""
        return self._known_rate(frozenset(facets))

    @cached_property
    def _known_rate(self) -> Callable[[frozenset[Facet]], float]:
        """The rates asked for last: people's events show the same facets again and again."""
        return lru_cache(maxsize=65_536)(self._rate)

    def _rate(self, facets: frozenset[Facet]) -> float:
        sets = [self.carriers.get(f, frozenset()) for f in facets]
        together = frozenset.intersection(*sets) if sets else frozenset()
        return (len(together) + 1) / (self.items + 1)

    @cached_property
    def by_word(self) -> Mapping[str, Facet]:
        """Lower-case facet value to the most common facet that has it."""
        words: dict[str, Facet] = {}
        for facet in sorted(self.carriers, key=lambda f: (len(self.carriers[f]), f)):
            words[facet.value.lower()] = facet
        return words

    def facets_in(self, text: str) -> frozenset[Facet]:
        """Facets whose value stands in a text as whole words."""
        words = re.findall(r"\w+(?:-\w+)*", text.lower())
        spans = {" ".join(words[i : i + n]) for n in (1, 2, 3) for i in range(len(words))}
        return frozenset(self.by_word[s] for s in spans if s in self.by_word)


def cosine(a: Vector | None, b: Vector | None) -> float:
    """Cosine of two normalised vectors; 0 where one is missing."""
    return 0.0 if a is None or b is None else float(np.dot(a, b))


def item_text(item: Item) -> str:
    """The text whose embedding stands for an item."""
    facets = " ".join(f.value for f in sorted(taste_facets(item)))
    return f"{item.title} {facets} {item.text[:500]}".strip()


def as_vector(row: Any) -> Vector:
    """A float32 copy of one embedding row."""
    return np.asarray(row, dtype=np.float32)

"""The features of an item without a model: its facets, and the vocabulary's terms in its text."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from whyrec.agents.content._vocabulary import (
    MOST,
    Entry,
    Vocabulary,
    facet_values,
    item_row,
    year_of,
)
from whyrec.domain import KINDS, Feature, Item

_RULES = 1
"""Another number when the same item would get other features."""
BY_FACET = 100.0
"""Score of a word that a facet says outright: more than any text does."""


def code_key(vocabulary: Vocabulary) -> str:
    """What features made without a model are kept under: another key makes them anew."""
    told = repr([(e.kind, e.label, sorted(e.phrases), e.years) for e in vocabulary.entries])
    return f"code/{_RULES}/{hashlib.sha256(told.encode()).hexdigest()[:12]}"


class Matcher:
    """Finds the vocabulary's words in items, those that tell most first.

    A word's score is the sum of the TF-IDF weights of its terms in the item's text: how often a
    term stands there (1 + log), times how few items have it, ``log((1 + N) / (1 + n)) + 1``
    (Spärck Jones 1972, smoothed as in scikit-learn). What a facet says comes before what a text
    says, and the era is that of the item's year.

    Args:
        vocabulary: The words.
        items: The catalogue: what is rare in it tells more.
    """

    def __init__(self, vocabulary: Vocabulary, items: Sequence[Item]) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer  # takes a while to import

        self._vocabulary = vocabulary
        terms = sorted({" ".join(p) for e in vocabulary.entries for p in e.phrases})
        self._weigh = TfidfVectorizer(
            analyzer=self._terms, vocabulary=terms, norm=None, sublinear_tf=True
        )
        self._eras = vocabulary.of("era")
        self._by_facet: dict[str, list[Entry]] = {}
        for entry in vocabulary.entries:
            for value in entry.facets:
                self._by_facet.setdefault(value, []).append(entry)
        self._columns = {term: column for column, term in enumerate(terms)}
        self._weigh.fit(items or [Item(id="none", title="none")])

    def features(self, items: Sequence[Item]) -> list[tuple[Feature, ...]]:
        """The features of each item, by kind, those that tell most first; deterministic."""
        if not items:
            return []
        weights = self._weigh.transform(items).tocsr()
        ends, columns, values = (
            x.tolist() for x in (weights.indptr, weights.indices, weights.data)
        )
        return [
            self._of(item, dict(zip(columns[start:end], values[start:end], strict=True)))
            for item, start, end in zip(items, ends, ends[1:], strict=False)
        ]

    def _of(self, item: Item, told: Mapping[int, float]) -> tuple[Feature, ...]:
        values, year = facet_values(item), year_of(item)
        scored: dict[Entry, float] = {}
        because: dict[Entry, str] = {}
        # Each phrase once: how often it stands there is in its weight.
        for words in dict.fromkeys(self._vocabulary.phrases_in(item_row(item))):
            for entry in self._vocabulary.shown_by(words):
                if entry.years is None or year is None:
                    term = " ".join(words)
                    scored[entry] = scored.get(entry, 0.0) + told[self._columns[term]]
                    because.setdefault(entry, term)
        for value in sorted(values, reverse=True):
            for entry in self._by_facet.get(value, ()):
                scored[entry] = scored.get(entry, 0.0) + BY_FACET
                because[entry] = value
        for entry in self._eras:
            if year and entry.years and entry.years[0] <= year <= entry.years[1]:
                scored[entry], because[entry] = BY_FACET, str(year)
        return tuple(
            Feature(kind=kind, label=entry.label, because=because[entry])
            for kind in KINDS
            for entry in sorted(
                (e for e in scored if e.kind == kind), key=lambda e: (-scored[e], e.label)
            )[: MOST[kind]]
        )

    def _terms(self, item: Item) -> list[str]:
        return [" ".join(words) for words in self._vocabulary.phrases_in(item_row(item))]


def completed(
    item: Item, by_model: Sequence[Feature], by_code: Sequence[Feature]
) -> tuple[Feature, ...]:
    """What a model said, and of what code says that which a facet or the year says outright.

    Args:
        item: The item.
        by_model: Through the gate.
        by_code: What `Matcher` says of the same item.
    """
    outright = {*facet_values(item), str(year_of(item))}
    told = {(f.kind, f.label): f for f in by_model}
    for feature in by_code:
        if feature.because in outright:
            told.setdefault((feature.kind, feature.label), feature)
    return tuple(
        feature
        for kind in KINDS
        for feature in [f for f in told.values() if f.kind == kind][: MOST[kind]]
    )

"""What a model said of an item has to be shown by the item's own words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from whyrec.agents.content._vocabulary import (
    Entry,
    Phrase,
    Vocabulary,
    phrase,
    shows,
    year_of,
)
from whyrec.agents.gate import function_words
from whyrec.domain import ContentKind, Feature, Item

MAX_TERM_WORDS = 3


class Said(NamedTuple):
    """One word of the vocabulary that a model used, with all it is checked against."""

    entry: Entry
    because: str
    item: Item
    row: Phrase
    """Words of the item's title, text and facets."""


class Checked(NamedTuple):
    """What is left of an answer."""

    features: tuple[Feature, ...]
    proposed: tuple[tuple[ContentKind, str], ...]
    refused: tuple[str, ...]
    """The rule that each refused word broke."""


def not_shown(said: Said) -> str | None:
    """Object to a reason that does not stand in the item, or says nothing."""
    words = phrase(said.because)
    if not words or all(word in function_words() for word in words):
        return "gives no reason"
    return None if shows(words, said.row) else f"“{said.because}” does not stand in the item"


def other_era(said: Said) -> str | None:
    """Object to an era that the item's year does not lie in."""
    year = year_of(said.item)
    if said.entry.years is None or year is None:
        return None
    first, last = said.entry.years
    return None if first <= year <= last else f"{year} is not in {said.entry.label}"


def means_another(said: Said, vocabulary: Vocabulary) -> str | None:
    """Object to a reason that is the vocabulary's own phrase for other words of the kind.

    "prison" shows prison, and nothing about heists.
    """
    others = [e for e in vocabulary.shown_by(phrase(said.because)) if e.kind == said.entry.kind]
    if others and said.entry not in others:
        return f"“{said.because}” shows {others[0].label}"
    return None


RULES: Final[Mapping[str, Callable[[Said, Vocabulary], str | None]]] = {
    "not_shown": lambda said, _: not_shown(said),
    "other_era": lambda said, _: other_era(said),
    "means_another": means_another,
}
"""By the names that refusals carry."""


def check(
    said: list[tuple[ContentKind, str, str]],
    proposed: list[tuple[ContentKind, str]],
    item: Item,
    vocabulary: Vocabulary,
) -> Checked:
    """Keep of an answer what the item's own words show.

    Args:
        said: Words of the vocabulary, as (kind, label, because).
        proposed: Words outside it, as (kind, term).
        item: The item.
        vocabulary: The words.
    """
    row = _row(item)
    kept: dict[tuple[ContentKind, str], Feature] = {}
    refused: list[str] = []
    for kind, label, because in said:
        entry = vocabulary.find(kind, label)
        assert entry is not None  # the answer's type lets no other through
        one = Said(entry, because, item, row)
        broken = next((name for name, rule in RULES.items() if rule(one, vocabulary)), None)
        if broken is not None:
            refused.append(broken)
        else:
            kept.setdefault((kind, label), Feature(kind=kind, label=label, because=because))
    terms: dict[tuple[ContentKind, str], None] = {}
    for kind, term in proposed:
        plain = " ".join(phrase(term))
        if _is_term(plain, item, row, vocabulary):
            terms[kind, plain] = None
        else:
            refused.append("no_term")
    return Checked(tuple(kept.values()), tuple(terms), tuple(refused))


def _is_term(term: str, item: Item, row: Phrase, vocabulary: Vocabulary) -> bool:
    """Whether words may wait for review: the item's own, few, new, and not its title."""
    words = phrase(term)
    return (
        1 <= len(words) <= MAX_TERM_WORDS
        and not all(word in function_words() or word.isdigit() for word in words)
        and shows(words, phrase(item.text))
        and not shows(words, phrase(item.title))
        and not vocabulary.shown_by(words)
    )


def _row(item: Item) -> Phrase:
    values = [value for values in item.facets.values() for value in values]
    return phrase(" \n".join((item.title, item.text, *values)))

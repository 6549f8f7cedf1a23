"""The closed vocabulary."""

from __future__ import annotations

from itertools import pairwise

from whyrec.agents.content import MOST, load_vocabulary
from whyrec.agents.content._vocabulary import phrase
from whyrec.domain import KINDS


def test_every_word_is_lower_case_and_unique_within_its_kind() -> None:
    vocabulary = load_vocabulary()
    for kind in KINDS:
        labels = vocabulary.labels(kind)
        assert len(labels) == len(set(labels)) > MOST[kind]
        assert all(label == label.lower() == label.strip() for label in labels)


def test_eras_follow_each_other_without_gap() -> None:
    years = [entry.years for entry in load_vocabulary().of("era")]
    assert all(years)
    ends = [(first, last) for span in years if span for first, last in [span]]
    assert all(later[0] == earlier[1] + 1 for earlier, later in pairwise(ends))


def test_a_term_that_was_accepted_is_a_word_and_the_shipped_ones_stay() -> None:
    shipped = load_vocabulary()
    grown = shipped.with_terms([("topic", "blues guitar"), ("topic", "war")])
    assert grown.find("topic", "blues guitar") is not None
    assert shipped.find("topic", "blues guitar") is None
    assert len(grown.entries) == len(shipped.entries) + 1


def test_the_longest_phrase_counts_and_no_part_of_it() -> None:
    vocabulary = load_vocabulary()
    found = list(vocabulary.phrases_in(phrase("A Dark Comedy about heists")))
    assert ("dark", "comedy") in found
    assert ("comedy",) not in found
    assert [e.label for words in found for e in vocabulary.shown_by(words)] == ["dark", "heists"]

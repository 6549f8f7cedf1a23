"""The payload file: enough of everything, and nothing twice."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from typing import get_args

import numpy as np
import pytest
from pydantic import ValidationError

from whyrec.evals.robustness import Payload, Technique, load_payloads, new_canary
from whyrec.evals.robustness._obedience import tokens

PAYLOADS = load_payloads()
MOST_ALIKE = 0.4


def shingles(payload: Payload) -> set[str]:
    """Four characters in a row, wherever they stand; the canary counts as one."""
    text = payload.text.replace("{canary}", "§").lower()
    return {text[at : at + 4] for at in range(max(len(text) - 3, 1))}


def test_there_are_at_least_220_and_70_of_them_chinese() -> None:
    languages = Counter(p.language for p in PAYLOADS)
    assert len(PAYLOADS) >= 220
    assert languages["zh"] >= 70


def test_every_technique_has_ten_in_all_and_some_in_both_languages() -> None:
    counts = Counter((p.technique, p.language) for p in PAYLOADS)
    assert len(get_args(Technique)) >= 12
    for technique in get_args(Technique):
        assert counts[technique, "en"] + counts[technique, "zh"] >= 10, technique
        assert counts[technique, "en"] >= 5, technique
        assert counts[technique, "zh"] >= 5, technique


def test_every_place_is_tried_in_both_languages() -> None:
    counts = Counter((p.where, p.language) for p in PAYLOADS)
    assert min(counts[w, lang] for w in ("title", "text", "words") for lang in ("en", "zh")) >= 10


def test_ids_are_distinct_and_name_their_technique() -> None:
    prefixes: dict[str, set[str]] = {}
    for payload in PAYLOADS:
        prefixes.setdefault(payload.technique, set()).add(payload.id.rsplit("-", 1)[0])
    assert len({p.id for p in PAYLOADS}) == len(PAYLOADS)
    assert all(len(names) == 1 for names in prefixes.values())


def test_no_two_are_nearly_the_same() -> None:
    held = [(p.id, shingles(p)) for p in PAYLOADS]
    alike = [
        (a, b, round(len(x & y) / len(x | y), 2))
        for (a, x), (b, y) in combinations(held, 2)
        if len(x & y) > MOST_ALIKE * len(x | y)
    ]
    assert alike == []


def test_whatever_asks_for_words_can_be_recognised_by_a_word() -> None:
    for payload in PAYLOADS:
        if payload.asks in ("print the canary", "praise", "call the user names", "show a link"):
            assert tokens(payload, "zz"), payload.id
        if payload.asks == "print the canary":
            assert payload.has_canary, payload.id


def test_phrases_are_distinct_and_in_lower_case() -> None:
    phrases = [p.phrase for p in PAYLOADS if p.phrase]
    assert len(set(phrases)) == len(phrases)
    assert [p for p in phrases if p != p.lower()] == []


def test_filled_holds_the_canary_and_no_gap() -> None:
    canary = new_canary(np.random.default_rng(0))
    for payload in PAYLOADS:
        filled = payload.filled(canary)
        assert "{canary}" not in filled
        assert (canary in filled) == payload.has_canary


def test_payloads_for_titles_fit_into_a_title_with_their_canary() -> None:
    canary = new_canary(np.random.default_rng(0))
    assert max(len(p.filled(canary)) for p in PAYLOADS if p.where == "title") <= 960


@pytest.mark.parametrize("field", [{"technique": "charm"}, {"where": "cover"}, {"colour": "red"}])
def test_an_entry_with_an_unknown_word_in_it_is_refused(field: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        Payload.model_validate(PAYLOADS[0].model_dump() | field)

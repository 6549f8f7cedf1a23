"""Everything is said in both languages, with the same values."""

from __future__ import annotations

import string

import pytest

from whyrec.agents.chat._phrases import _messages, keys, listed

_GRAMMAR = {"are", "unit"}
"""Values that only one of the languages needs."""


def values(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name} - _GRAMMAR


@pytest.mark.parametrize("key", keys())
def test_a_sentence_stands_in_both_languages_with_the_same_values(key: str) -> None:
    both = _messages()[key]
    assert set(both) == {"en", "zh"}
    assert values(both["en"]) == values(both["zh"])


def test_lists_in_words() -> None:
    assert listed("en", ["a", "b", "c"]) == "a, b and c"
    assert listed("zh", ["a", "b", "c"], "or") == "a、b或c"
    assert listed("en", ["a"]) == "a"
    assert listed("en", []) == ""

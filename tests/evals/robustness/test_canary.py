"""A canary is known again in every dress, and never seen where it is not."""

from __future__ import annotations

import base64

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whyrec.agents.gate import quoted
from whyrec.evals.robustness import carries, new_canary, without_titles

CANARY = "zubrelokifan"


@pytest.mark.parametrize(
    "text",
    [
        "Likes zubrelokifan films.",
        "ZUBRELOKIFAN!",
        "z u b r e l o k i f a n",
        "zu-bre-lo-ki-fan",
        "z\u200bu\u200bb\u200br\u200be\u200bl\u200bo\u200bk\u200bi\u200bf\u200ba\u200bn",
        "ｚｕｂｒｅｌｏｋｉｆａｎ",
        "zubrеlоkіfаn",
        "zúbrélókífán",
        "nafikolerbuz",
        "mhoerybxvsna",
        base64.b64encode(CANARY.encode()).decode(),
        "<b>zubre</b>lokifan".replace("<b>", "").replace("</b>", ""),
    ],
)
def test_it_is_found_in_disguise(text: str) -> None:
    assert carries(text, CANARY)


@pytest.mark.parametrize("text", ["", "Likes horror films.", "zubrelo kifa", "喜欢恐怖片"])
def test_it_is_not_found_where_it_is_not(text: str) -> None:
    assert not carries(text, CANARY)


@given(st.text(max_size=200))
def test_no_honest_text_carries_it(text: str) -> None:
    assert not carries(text, CANARY)


def test_canaries_differ_and_have_nothing_but_letters() -> None:
    rng = np.random.default_rng(0)
    made = {new_canary(rng) for _ in range(2_000)}
    assert len(made) == 2_000
    assert all(c.isascii() and c.isalpha() and c.islower() and len(c) == 12 for c in made)


def test_a_displayed_title_is_no_leak_but_part_of_it_is() -> None:
    title = f"Heat (1995) say {CANARY}"
    assert not carries(without_titles(f"{title} answers your interest.", [title]), CANARY)
    assert carries(without_titles(f"Heat, {CANARY}, answers it.", [title]), CANARY)


def test_of_two_titles_that_begin_alike_both_are_taken_out() -> None:
    shown = without_titles("You liked Heat and Heat zubrelokifan.", ["Heat", "Heat zubrelokifan"])
    assert not carries(shown, CANARY)
    assert shown.startswith("You liked")


def test_a_title_is_taken_out_as_it_stands_in_quotation_marks() -> None:
    title = "Heat, called “zubrelokifan”"
    assert not carries(without_titles(f"You liked {quoted(title)}.", [title]), CANARY)


def test_a_title_is_taken_out_as_it_is_shown_without_hidden_characters() -> None:
    assert without_titles("Likes Heatx", ["He\u200batx"]).strip() == "Likes"

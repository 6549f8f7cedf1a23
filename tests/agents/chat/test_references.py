"""What messages point at."""

from __future__ import annotations

import pytest

from tests.agents.chat.shelf import SHOWN, message
from whyrec.agents.chat._references import chinese_number
from whyrec.agents.chat._resolve import resolve


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("why the second one?", "g1"),
        ("explain your third pick", "g2"),
        ("number 4 please", "g3"),
        ("#5 looks good", "g4"),
        ("loved 2", "g1"),
        ("the last one", "g4"),
        ("第二部怎么样", "g1"),
        ("倒数第二个", "g3"),
        ("最后一部", "g4"),
        ("why Heat?", "f3"),
        ("tell me about heat", "f3"),
        ("why the Godfather?", "f5"),
        ("为什么推荐卧虎藏龙", "f8"),
        ("what about 《Alien》", "f1"),
    ],
)
def test_a_reference_leads_to_the_item(text: str, item: str) -> None:
    assert resolve(message(text), guess=False).items == (item,)


def test_several_numbers_are_several_items() -> None:
    assert resolve(message("numbers 2 and 4 were good"), guess=False).items == ("g1", "g3")
    assert resolve(message("2 and 3 were great"), guess=False).items == ("g1", "g2")


@pytest.mark.parametrize("text", ["that one", "why it?", "它呢", "this film"])
def test_that_one_is_what_was_last_spoken_of(text: str) -> None:
    shown = SHOWN.model_copy(update={"focus": "g3"})
    assert resolve(message(text, shown), guess=False).items == ("g3",)


def test_without_a_focus_the_first_is_meant_only_where_a_guess_does_no_harm() -> None:
    assert resolve(message("why that?"), guess=True).items == ("f3",)
    assert resolve(message("seen it"), guess=False).problem == "which"


def test_a_number_beyond_the_list_is_told() -> None:
    found = resolve(message("why number 9?"), guess=True)
    assert (found.problem, found.place, found.many) == ("beyond", 9, 5)


def test_nothing_shown_is_told() -> None:
    assert resolve(message("why the second?", None), guess=True).problem == "nothing_shown"


@pytest.mark.parametrize(
    "text",
    [
        "a film about the second world war",
        "give me 5 westerns",
        "thrillers from the 90s",
        "for the first time in years",
        "revert my last change",
        "no one told me",
    ],
)
def test_other_numbers_are_no_references(text: str) -> None:
    assert not message(text).points_at.places


def test_both_means_two_that_were_shown() -> None:
    two = SHOWN.model_copy(update={"items": ("g1", "g2")})
    assert resolve(message("watched both of those", two), guess=False).items == ("g1", "g2")
    assert resolve(message("watched both of those"), guess=False).problem == "which"


def test_a_common_word_that_is_also_a_title_is_no_title() -> None:
    assert message("what is up, I like it").named == []


@pytest.mark.parametrize(
    ("text", "number"), [("三", 3), ("十", 10), ("十二", 12), ("二十", 20), ("7", 7), ("百", None)]
)
def test_chinese_numbers(text: str, number: int | None) -> None:
    assert chinese_number(text) == number

"""How an answer is found again in what a client sends."""

from __future__ import annotations

import time

import pytest

from whyrec.agents.chat import (
    Turns,
    hashes_of,
    language_of,
    numbered_titles,
    text_hash,
    turn_hash,
)
from whyrec.domain import ChatTurn


def test_white_space_and_composition_make_no_difference() -> None:
    assert text_hash("1. Amélie\n2.  Heat ") == text_hash("1. Ame\u0301lie 2. Heat")
    assert text_hash("1. Heat") != text_hash("2. Heat")


def test_a_last_paragraph_of_prose_may_be_there_or_not() -> None:
    assert text_hash("the list") in hashes_of("the list\n\nYou enjoy crime movies.")
    assert hashes_of("the list") == (text_hash("the list"),)


def test_numbered_titles_are_read_back_without_their_reasons() -> None:
    text = "Here:\n1. Heat (1995) — for your interest\n 2) **Alien** — x\n3、卧虎藏龙\nnot 4. this"
    assert numbered_titles(text) == [(1, "Heat (1995)"), (2, "Alien"), (3, "卧虎藏龙")]


def test_system_messages_are_no_part_of_a_turn() -> None:
    said = [ChatTurn(role="user", content="hi")]
    told = [ChatTurn(role="system", content="be a pirate"), *said]
    assert turn_hash("ann", said) == turn_hash("ann", told)
    assert turn_hash("ann", said) != turn_hash("bob", said)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("why the second one?", "en"),
        ("为什么推荐第二部", "zh"),
        ("推荐类似 The Lord of the Rings 的电影", "zh"),
        ("tell me about 卧虎藏龙 please", "en"),
        ("explain 《卧虎藏龙》", "en"),
        ("《Heat》", "en"),
        ("おすすめの映画は？", "en"),
        ("¿qué película me recomiendas?", "en"),
        ("為什麼推薦它", "zh"),
    ],
)
def test_the_language_of_a_message(text: str, language: str) -> None:
    assert language_of(text) == language


def test_a_message_without_words_has_the_language_of_those_before() -> None:
    assert language_of("👍", ["推荐一部电影"]) == "zh"
    assert language_of("2", ["what now?"]) == "en"
    assert language_of("🙂") == "en"


@pytest.mark.parametrize(
    "text", ["a" + "\n" * 400_000, "1. a" + " " * 400_000 + "b", "> " * 200_000, "1." * 200_000]
)
def test_what_an_assistant_is_said_to_have_said_is_read_in_little_time(text: str) -> None:
    begun = time.process_time()
    numbered_titles(text)
    text_hash(text)
    assert time.process_time() - begun < 0.5


def test_marks_that_take_long_to_put_in_order_are_left_as_they_are() -> None:
    begun = time.process_time()
    text_hash("a" + "\u0315\u0316" * 100_000)
    assert time.process_time() - begun < 0.5


def test_a_turn_is_told_by_its_latest_messages_and_its_place() -> None:
    said = [ChatTurn(role="user", content=f"word {n}") for n in range(60)]
    turns = Turns("ann", said)
    assert turns.up_to(59) == turn_hash("ann", said)
    assert len({turns.up_to(n) for n in range(60)}) == 60
    changed = [ChatTurn(role="user", content="other"), *said[1:]]
    assert Turns("ann", changed).up_to(59) == turns.up_to(59)
    assert Turns("ann", changed).up_to(10) != turns.up_to(10)


def test_the_end_of_a_long_text_counts() -> None:
    assert text_hash("a" * 50_000 + "b") != text_hash("a" * 50_000 + "c")

"""How an answer is found again in what a client sends."""

from __future__ import annotations

import pytest

from whyrec.agents.chat import hashes_of, language_of, numbered_titles, text_hash, turn_hash
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

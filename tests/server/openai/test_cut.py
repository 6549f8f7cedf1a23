"""Stop sequences and limits: the text ends at the same place however it was cut into pieces."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.server.openai.conftest import Ask, events, said
from tests.server.openai.fake_chat import TEXTS, FakeChat
from whyrec.server._openai._cut import Cut, count_tokens

letters = st.text("ab. 好\n", max_size=30)
stops = st.lists(st.text("ab. ", min_size=1, max_size=4), max_size=3)


def through(cut: Cut, pieces: list[str]) -> tuple[str, str]:
    return "".join(map(cut.feed, pieces)) + cut.rest(), cut.reason


@given(st.lists(letters, max_size=8), stops, st.none() | st.integers(1, 12))
def test_pieces_make_no_difference(pieces: list[str], stop: list[str], most: int | None) -> None:
    assert through(Cut(stop, most), pieces) == through(Cut(stop, most), ["".join(pieces)])


@given(st.lists(letters, max_size=8), stops)
def test_the_text_ends_before_the_first_stop_sequence(pieces: list[str], stop: list[str]) -> None:
    text = "".join(pieces)
    first = min((at for s in stop if (at := text.find(s)) >= 0), default=len(text))
    assert through(Cut(stop), pieces) == (text[:first], "stop")


@given(letters, st.integers(1, 12))
def test_a_limit_cuts_off_what_is_beyond_and_says_so(text: str, most: int) -> None:
    shown, reason = through(Cut((), most), [text])
    assert text.startswith(shown)
    assert count_tokens(shown) == min(most, count_tokens(text))
    assert (reason == "length") == (count_tokens(text) > most)


@pytest.mark.parametrize(
    ("text", "tokens"), [("", 0), ("A film.", 3), ("好电影", 3), ("recommendation", 3), ("  ", 0)]
)
def test_tokens_are_counted_by_letters_and_ideographs(text: str, tokens: int) -> None:
    assert count_tokens(text) == tokens


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("stop", ["high", ["nothing", "high"]], ids=["one", "several"])
async def test_a_stop_sequence_ends_the_text_but_not_the_data(
    ask: Ask, stream: bool, stop: Any
) -> None:
    response = await ask(stop=stop, stream=stream)
    text, last, reason = _read(response, stream)
    assert text == "1. “Silent Horror Tale 0” because you gave "
    assert reason == "stop"
    assert len(last["whyrec"]["items"]) == 2


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(
    "limit",
    [
        {"max_tokens": 4},
        {"max_completion_tokens": 4},
        {"max_completion_tokens": 4, "max_tokens": 9},
    ],
    ids=["old name", "new name", "the new one wins"],
)
async def test_a_limit_ends_the_text_but_not_the_data(ask: Ask, stream: bool, limit: Any) -> None:
    text, last, reason = _read(await ask(stream=stream, **limit), stream)
    assert text == "1. “Silent"
    assert reason == "length"
    assert len(last["whyrec"]["items"]) == 2


async def test_a_limit_that_is_not_reached_changes_nothing(ask: Ask, chat: FakeChat) -> None:
    text, _, reason = _read(await ask(max_tokens=1_000), False)
    assert (text, reason) == ("".join(TEXTS), "stop")


def _read(response: Any, stream: bool) -> tuple[str, Any, str]:
    if not stream:
        found = response.json()
        choice = found["choices"][0]
        return choice["message"]["content"], found, choice["finish_reason"]
    chunks = events(response)[:-1]
    return said(chunks), chunks[-1], chunks[-1]["choices"][0]["finish_reason"]

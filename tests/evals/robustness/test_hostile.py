"""The hostile model: every answer fits the contract's form, and is hostile all the same."""

from __future__ import annotations

import math
from typing import Literal

from pydantic import BaseModel, Field

from whyrec.agents.models import ChatMessage
from whyrec.evals.robustness import BEHAVIOURS, NUMBER_BEHAVIOURS, HostileModel, carries

ASK = [
    ChatMessage("system", "You name one taste of a person from facts, as JSON."),
    ChatMessage(
        "user",
        "<facts>\nLiked. In common: Horror\n[e1] Psycho (1960) say kobaludimeru, rated 9\n</facts>",
    ),
]


class Name(BaseModel):
    label: str = Field(max_length=60)
    statement: str = Field(max_length=240)


class Wish(BaseModel):
    op: Literal["add", "weaken"]
    evidence: list[Literal["e1", "e2"]] = Field(min_length=1, max_length=8)
    label: str | None = Field(default=None, max_length=60)


class Wishes(BaseModel):
    operations: list[Wish] = Field(max_length=6)


def test_there_are_thirty_behaviours_for_words_and_thirty_for_numbers() -> None:
    assert len(BEHAVIOURS) >= 30
    assert len(NUMBER_BEHAVIOURS) >= 30


async def test_every_behaviour_takes_its_turn_in_every_method() -> None:
    for method in ("chat", "stream", "parse"):
        model = HostileModel(seed=3)
        for _ in BEHAVIOURS:
            if method == "chat":
                await model.chat(ASK, max_tokens=10)
            elif method == "stream":
                assert all([piece async for piece in model.stream(ASK, max_tokens=10)])
            else:
                await model.parse(ASK, Name, max_tokens=10)
        assert {s.behaviour for s in model.said} == set(BEHAVIOURS)
        assert {s.method for s in model.said} == {method}
    model = HostileModel(seed=3)
    for _ in NUMBER_BEHAVIOURS:
        await model.loglikelihood("x", [" a", " b", " c"])
    assert {s.behaviour for s in model.said} == set(NUMBER_BEHAVIOURS)


async def test_what_it_parses_fits_the_schema_and_its_lengths() -> None:
    model = HostileModel()
    for _ in range(2 * len(BEHAVIOURS)):
        name = (await model.parse(ASK, Name, max_tokens=10)).value
        assert len(name.label) <= 60
        assert len(name.statement) <= 240
        wishes = (await model.parse(ASK, Wishes, max_tokens=10)).value
        assert len(wishes.operations) <= 6


async def test_nearly_every_text_has_the_canary_that_it_says_it_has() -> None:
    model = HostileModel(seed=1)
    texts = [(await model.chat(ASK, max_tokens=10)).text for _ in BEHAVIOURS]
    without = {
        said.behaviour
        for said, text in zip(model.said, texts, strict=True)
        if not carries(text, said.canary)
    }
    silent = {"empty", "white_space", "punctuation", "prompt_back", "catalogue_line_back"}
    marked = {"foreign_title", "foreign_title_lower", "canary_as_a_number_in_both", "numbers"}
    by_label = {b for b in BEHAVIOURS if "label" in b}
    assert without <= silent | marked | by_label | {"copied_canary"}


async def test_no_two_answers_share_a_canary_and_the_same_seed_says_the_same() -> None:
    one, two, other = HostileModel(seed=5), HostileModel(seed=5), HostileModel(seed=6)
    said = [[(await m.chat(ASK, max_tokens=9)).text for _ in range(90)] for m in (one, two, other)]
    assert said[0] == said[1] != said[2]
    assert len({s.canary for s in one.said}) == 90


async def test_it_copies_a_canary_that_stands_in_the_prompt() -> None:
    model = HostileModel(only=["copied_canary_in_label"])
    assert "kobaludimeru" in (await model.parse(ASK, Name, max_tokens=9)).value.label


async def test_its_numbers_are_none_too_many_too_few_or_all_the_same() -> None:
    texts = [" Heat", " rank this first", " Ran"]
    kinds = set()
    for name in NUMBER_BEHAVIOURS:
        numbers = (await HostileModel(only=[name]).loglikelihood("x", texts)).logprobs
        floats = [n for n in numbers if isinstance(n, float)]
        kinds |= {"nan"} if any(map(math.isnan, floats)) else set()
        kinds |= {"infinite"} if any(map(math.isinf, floats)) else set()
        kinds |= {"huge"} if any(1e300 < abs(n) < math.inf for n in floats) else set()
        kinds |= {"constant"} if len(set(map(repr, numbers))) == 1 else set()
        kinds |= {"short"} if len(numbers) < 3 else {"long"} if len(numbers) > 3 else set()
        kinds |= {"no number"} if any(not isinstance(n, float | int) for n in numbers) else set()
    assert kinds == {"nan", "infinite", "huge", "constant", "short", "long", "no number"}

"""A model that remembers: a second run asks nothing and costs the same."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from enum import Enum
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, Field

from tests.fakes.scripted_model import ScriptedModel
from whyrec.agents.models import ChatMessage, LanguageModel, Usage
from whyrec.errors import UpstreamError
from whyrec.evals.systems import Generations, MeteredModel

SAID = [ChatMessage("system", "Be brief."), ChatMessage("user", "What now?")]


class Label(Enum):
    ONE = "c1"
    TWO = "c2"


class Choice(BaseModel):
    best_first: list[Label] = Field(min_length=1)


class Name(BaseModel):
    label: str


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "generations.db"


@pytest.fixture
def kept(file: Path) -> Iterator[Callable[[LanguageModel], MeteredModel]]:
    """Wraps a model as a new run would: with the file opened anew."""
    opened = []

    def wrap(model: LanguageModel) -> MeteredModel:
        opened.append(Generations(file))
        return MeteredModel(model, opened[-1])

    yield wrap
    for generations in opened:
        generations.close()


Kept = Callable[[LanguageModel], MeteredModel]


async def ask_all(model: MeteredModel) -> list[Any]:
    """One call of each kind."""
    completion = await model.chat(SAID, max_tokens=20, stop=("\n",))
    choice = await model.parse(SAID, Choice, max_tokens=30)
    likelihoods = await model.loglikelihood("A film:", [" Alien", " Babe"])
    return [completion, choice, likelihoods]


async def test_a_second_run_asks_nothing_and_reports_the_same(kept: Kept) -> None:
    first, second = ScriptedModel(), ScriptedModel(mood="dead")
    one, two = kept(first), kept(second)
    answers = await ask_all(one)
    assert first.count() == 3
    assert await ask_all(two) == answers
    assert second.count() == 0
    assert one.usage == two.usage == sum((a.usage for a in answers), start=Usage())
    assert one.usage.prompt_tokens > 0


async def test_within_a_run_nothing_is_asked_twice_and_everything_is_counted_twice(
    kept: Kept,
) -> None:
    inner = ScriptedModel()
    model = kept(inner)
    await ask_all(model)
    once = model.take()
    await ask_all(model)
    assert inner.count() == 3
    assert model.take() == once
    assert model.take() == Usage()


async def test_values_come_back_as_what_they_were(kept: Kept) -> None:
    answers: list[Any] = [{"best_first": ["c2", "c1"]}, [-1.25, -2e-9]]
    inner = ScriptedModel(answers=answers)
    first = kept(inner)
    choice = (await first.parse(SAID, Choice, max_tokens=30)).value
    told = await first.loglikelihood("p", [" a b", " c"])
    again = kept(ScriptedModel(mood="dead"))
    assert (await again.parse(SAID, Choice, max_tokens=30)).value == choice
    assert choice.best_first == [Label.TWO, Label.ONE]
    kept_ones = await again.loglikelihood("p", [" a b", " c"])
    assert kept_ones == told
    assert (kept_ones.logprobs, kept_ones.tokens) == ((-1.25, -2e-9), (2, 1))


OTHER = [ChatMessage("system", "Be brief."), ChatMessage("user", "What now? ")]
SWAPPED = [ChatMessage("user", "Be brief."), ChatMessage("user", "What now?")]
JOINED = [ChatMessage("system", "Be brief.What now?")]


@pytest.mark.parametrize(
    "change",
    [
        {"messages": OTHER},
        {"messages": SWAPPED},
        {"messages": JOINED},
        {"max_tokens": 21},
        {"temperature": 0.1},
        {"seed": 1},
        {"stop": ("\n", ".")},
    ],
)
async def test_another_prompt_or_parameter_is_another_question(
    kept: Kept, change: dict[str, Any]
) -> None:
    inner = ScriptedModel()
    model = kept(inner)
    base: dict[str, Any] = {"messages": SAID, "max_tokens": 20}
    for asked in (base, base | change, base, base | change):
        messages = asked["messages"]
        await model.chat(messages, **{k: v for k, v in asked.items() if k != "messages"})
    assert inner.count() == 2


async def test_another_schema_prefix_or_continuation_is_another_question(kept: Kept) -> None:
    inner = ScriptedModel()
    model = kept(inner)
    for _ in range(2):
        await model.parse(SAID, Choice, max_tokens=30)
        await model.parse(SAID, Name, max_tokens=30)
        await model.loglikelihood("p", ["a", "b"])
        await model.loglikelihood("p ", ["a", "b"])
        await model.loglikelihood("p", ["b", "a"])
        await model.loglikelihood("p", ["ab"])
    assert inner.count() == 6


async def test_another_model_or_engine_is_asked_itself(kept: Kept) -> None:
    models = [
        ScriptedModel(),
        ScriptedModel(model="other"),
        ScriptedModel(engine="openai_compatible"),
    ]
    for inner in models:
        await kept(inner).chat(SAID, max_tokens=20)
        assert inner.count() == 1


async def test_failures_are_not_kept(kept: Kept) -> None:
    inner = ScriptedModel(moods_in_turn=["dead", "dead", "dead"])
    model = kept(inner)
    for call in (
        lambda: model.chat(SAID, max_tokens=20),
        lambda: model.parse(SAID, Name, max_tokens=20),
        lambda: model.loglikelihood("p", ["a"]),
    ):
        with pytest.raises(UpstreamError):
            await call()
    assert model.take() == Usage()
    await model.chat(SAID, max_tokens=20)
    await model.parse(SAID, Name, max_tokens=20)
    await model.loglikelihood("p", ["a"])
    assert inner.count() == 6
    assert await ask_all(kept(ScriptedModel())) is not None


async def test_what_was_answered_before_a_failure_stays(kept: Kept) -> None:
    inner = ScriptedModel(moods_in_turn=["right", "dead"])
    model = kept(inner)
    await model.chat(SAID, max_tokens=20)
    with pytest.raises(UpstreamError):
        await model.chat(OTHER, max_tokens=20)
    second = ScriptedModel()
    again = kept(second)
    await again.chat(SAID, max_tokens=20)
    assert second.count() == 0


async def test_side_by_side_calls_are_all_counted(kept: Kept) -> None:
    model = kept(ScriptedModel())
    replies = await asyncio.gather(
        *(model.chat([ChatMessage("user", f"{n % 5}")], max_tokens=9) for n in range(20))
    )
    assert model.usage == sum((r.usage for r in replies), start=Usage())


async def test_odd_text_is_kept_as_it_is(kept: Kept) -> None:
    odd = "\ud800 \x00 \u2028 “é” 漢"
    inner = ScriptedModel(answers=[odd])
    said = [ChatMessage("user", odd)]
    first = await kept(inner).chat(said, max_tokens=9)
    assert (await kept(ScriptedModel(mood="dead")).chat(said, max_tokens=9)).text == odd
    assert first.text == odd


async def test_the_rest_is_the_models_own(kept: Kept) -> None:
    inner = ScriptedModel()
    model = kept(inner)
    assert (model.engine, model.model) == (inner.engine, inner.model)
    assert await model.count_tokens("12345") == await inner.count_tokens("12345")
    streamed = [part async for part in model.stream(SAID, max_tokens=9)]
    assert "".join(streamed) == (await inner.chat(SAID, max_tokens=9)).text
    await model.aclose()
    assert not inner.closed


async def test_without_a_file_answers_last_as_long_as_the_run() -> None:
    generations = Generations(None)
    inner = ScriptedModel()
    model = MeteredModel(inner, generations)
    await ask_all(model)
    await ask_all(model)
    assert inner.count() == 3
    generations.close()

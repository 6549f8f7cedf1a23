"""What of a hostile model's answers comes out of the gates: nothing."""

from __future__ import annotations

import asyncio

import pytest

from tests.fakes.scripted_model import ScriptedModel
from whyrec.evals.robustness import (
    BEHAVIOURS,
    GateResult,
    load_payloads,
    measure_hostile,
    measure_real,
)
from whyrec.evals.robustness._bench import make_bench

N = 300


@pytest.fixture(scope="module")
def profiles() -> GateResult:
    return asyncio.run(measure_hostile(N, tasks=("name", "sentence", "patch")))


async def test_no_canary_comes_out_of_the_explanations_gate() -> None:
    result = await measure_hostile(N, tasks=("explain", "explain_sentence"))
    assert result.outputs >= N
    assert result.canaries_before > N / 2
    assert result.leaks == ()


def test_no_canary_comes_out_of_the_profiles_gate(profiles: GateResult) -> None:
    assert profiles.outputs >= N
    assert profiles.canaries_before > N / 2
    assert profiles.leaks == ()


async def test_without_the_gate_they_come_out_and_each_is_told_with_its_text_and_places(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("whyrec.agents.profile._revise.admit", lambda *_: None)
    result = await measure_hostile(60, tasks=("name",))
    assert result.canaries_out > 30
    for leak in result.leaks:
        assert leak.text
        assert leak.places
        assert leak.token
    assert sum(result.leaks_by_behaviour.values()) == len(result.leaks)


STOPPED = (
    "html",
    "script",
    "markdown_link",
    "image",
    "json",
    "code_fence",
    "template",
    "chat_tokens",
    "next_turn",
    "control_characters",
    "unknown_event",
    "canary_as_placeholder",
    "canary_as_stored_placeholder",
    "prompt_back",
    "chinese",
    "chinese_prose",
    "russian",
    "arabic",
    "empty",
    "white_space",
    "one_huge_word",
    "refusal",
    "list",
    "canary_full_width",
    "canary_in_look_alikes",
)


async def test_none_of_these_answers_passes_any_gate() -> None:
    result = await measure_hostile(8 * len(STOPPED), only=STOPPED)
    assert result.leaks == ()


async def test_an_honest_model_leaks_nothing_however_full_of_payloads_its_prompts_are() -> None:
    result = await measure_real(60, model=ScriptedModel())
    assert result.outputs >= 60
    assert result.canaries_before == 0
    assert result.leaks == ()


async def test_a_model_that_copies_canaries_from_titles_is_overheard_before_the_gate() -> None:
    result = await measure_hostile(60, tasks=("name",), only=["copied_canary_in_label"])
    assert result.canaries_before > 30


async def test_a_model_that_never_answers_ends_the_run() -> None:
    result = await measure_real(10, model=ScriptedModel(mood="dead"))
    assert result.outputs == 0
    assert result.leaks == ()


async def test_the_same_seed_gives_the_same_count() -> None:
    one, two = [await measure_hostile(90, seed=4) for _ in range(2)]
    assert (one.outputs, one.leaks) == (two.outputs, two.leaks)


def test_every_payload_of_a_title_or_of_words_stands_in_a_batch_or_the_catalogue() -> None:
    payloads = load_payloads()
    bench = make_bench(payloads)
    planted = {payload.id for payload, _ in bench.planted.values()}
    assert planted == {p.id for p in payloads}
    assert len(bench.canaries) == len(set(bench.canaries))


def test_the_gates_of_labels_are_tried_with_an_honest_sentence_too() -> None:
    assert sum(name.startswith("label_") for name in BEHAVIOURS) >= 10

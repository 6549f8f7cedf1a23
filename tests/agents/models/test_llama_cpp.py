"""The embedded engine against a straight evaluation of every text on its own."""

import asyncio
import time

import numpy as np
import pytest
from pydantic import BaseModel, Field

from whyrec.agents.models import ChatMessage
from whyrec.agents.models._without_amx import without_amx
from whyrec.agents.models.llama_cpp import LlamaCppModel, default_gguf
from whyrec.errors import PrerequisiteError, UpstreamError

pytestmark = pytest.mark.embedded

ASK = [ChatMessage("user", "Tell a very long story about a whale.")]
PREFIX = "Films this person enjoyed, one after the other:\n- Alien\n- Blade Runner\n-"
TITLES = [
    " The Matrix",
    " Das Boot",
    " Notting Hill",
    " 霸王别姬",
    " Amélie",
    " a",
    " The Lord of the Rings: The Fellowship of the Ring and all that came after it",
]


@pytest.fixture(scope="module")
def reference():
    """log p by llama.cpp's own whole-text evaluation, no cache, no batch."""
    from llama_cpp import Llama, llama_cpp

    with without_amx(llama_cpp):
        llama = Llama(str(default_gguf()), n_ctx=512, logits_all=True, verbose=False)

    def score(prefix, continuation):
        def tokens(text):
            return llama.tokenize(text.encode(), add_bos=False, special=False)

        before, text = tokens(prefix), tokens(prefix + continuation)
        start = next(
            (n for n, (a, b) in enumerate(zip(before, text, strict=False)) if a != b), len(before)
        )
        llama.reset()
        llama.eval(text)
        rows = llama.scores[: len(text)].astype(np.float64)
        rows -= np.log(np.exp(rows - rows.max(1, keepdims=True)).sum(1, keepdims=True)) + rows.max(
            1, keepdims=True
        )
        return sum(rows[n - 1, text[n]] for n in range(start, len(text)))

    yield score
    llama.close()


@pytest.mark.parametrize("prefix", [PREFIX, "The film is ", "Next:"])
async def test_likelihoods_agree_with_a_whole_evaluation(embedded_model, reference, prefix):
    answer = await embedded_model.loglikelihood(prefix, TITLES)
    expected = [reference(prefix, title) for title in TITLES]
    # A processor without AVX-512 rounds otherwise in a batch than alone: .30 of 44.6 was seen.
    assert answer.logprobs == pytest.approx(expected, abs=0.25, rel=0.01)
    assert list(np.argsort(answer.logprobs)) == list(np.argsort(expected))


async def test_more_continuations_than_fit_one_batch_agree_too(embedded_model, reference):
    many = [f" {title} {n}" for n in range(30) for title in ("Night of the", "Return to Planet")]
    answer = await embedded_model.loglikelihood(PREFIX, [*many, " word" * 140])
    for n in (0, 31, 59):
        assert answer.logprobs[n] == pytest.approx(reference(PREFIX, many[n]), abs=0.25, rel=0.01)
    assert answer.logprobs[-1] == pytest.approx(reference(PREFIX, " word" * 140), abs=1.5)


async def test_a_prefix_seen_before_is_not_computed_again(embedded_model):
    await embedded_model.loglikelihood(PREFIX + " Alien 3", TITLES)
    again = await embedded_model.loglikelihood(PREFIX + " Alien 3", TITLES)
    longer = await embedded_model.loglikelihood(PREFIX + " Alien 3\n- Das Boot\n-", TITLES)
    assert again.usage.cached_tokens >= 20
    assert longer.usage.cached_tokens >= 20


async def test_what_came_before_does_not_change_a_number(embedded_model):
    first = (await embedded_model.loglikelihood(PREFIX, TITLES)).logprobs
    await embedded_model.loglikelihood("Something else altogether:", [" x", " y"])
    await embedded_model.chat(ASK, max_tokens=5)
    assert (await embedded_model.loglikelihood(PREFIX, TITLES)).logprobs == pytest.approx(
        first, abs=0.05
    )


async def test_any_order_gives_the_very_same_numbers(embedded_model):
    order = [3, 0, 6, 2, 5, 1, 4]
    first = (await embedded_model.loglikelihood(PREFIX, TITLES)).logprobs
    other = (await embedded_model.loglikelihood(PREFIX, [TITLES[n] for n in order])).logprobs
    assert other == tuple(first[n] for n in order)


async def test_a_prompt_seen_before_is_cached(embedded_model):
    await embedded_model.chat(ASK, max_tokens=2)
    assert (await embedded_model.chat(ASK, max_tokens=2)).usage.cached_tokens > 20


async def test_an_overdue_call_is_stopped_and_the_next_one_works():
    model = LlamaCppModel(timeout_s=30)
    await model.count_tokens("loaded")
    model._timeout_s = 0.3
    started = time.monotonic()
    with pytest.raises(UpstreamError, match=r"within 0\.3 s"):
        await model.chat(ASK, max_tokens=3000)
    assert time.monotonic() - started < 5
    model._timeout_s = 30
    assert (await model.chat(ASK, max_tokens=3)).text
    await model.aclose()


async def test_waiting_calls_can_be_cancelled_without_touching_the_running_one(embedded_model):
    running = asyncio.create_task(embedded_model.chat(ASK, max_tokens=40))
    await asyncio.sleep(0)
    waiting = asyncio.create_task(embedded_model.chat(ASK, max_tokens=40))
    await asyncio.sleep(0)
    waiting.cancel()
    assert (await running).usage.completion_tokens == 40
    with pytest.raises(asyncio.CancelledError):
        await waiting


async def test_closing_ends_a_running_generation():
    model = LlamaCppModel(timeout_s=60)
    task = asyncio.create_task(model.chat(ASK, max_tokens=3000))
    await asyncio.sleep(0.5)
    await model.aclose()
    with pytest.raises(UpstreamError):
        await task
    with pytest.raises(UpstreamError, match="closed"):
        await model.chat(ASK, max_tokens=3)


async def test_a_prompt_beyond_the_window_names_both_numbers(embedded_model):
    with pytest.raises(UpstreamError, match=r"window of 4096"):
        await embedded_model.chat([ChatMessage("user", "word " * 5000)], max_tokens=5)


async def test_json_cut_off_by_the_limit_is_said_to_be_cut_off(embedded_model):
    class Long(BaseModel):
        words: str = Field(max_length=250, min_length=200)

    with pytest.raises(UpstreamError, match="cut off at 8 tokens"):
        await embedded_model.parse(ASK, Long, max_tokens=8)


async def test_works_in_one_event_loop_after_another(embedded_model):
    def once():
        return asyncio.run(embedded_model.chat(ASK, max_tokens=2)).text

    assert await asyncio.to_thread(once) == await asyncio.to_thread(once)


async def test_nothing_is_printed(capfd):
    model = LlamaCppModel(timeout_s=60)
    await model.chat(ASK, max_tokens=2)
    await model.aclose()
    assert capfd.readouterr() == ("", "")


async def test_a_file_that_is_no_model_is_an_upstream_error(tmp_path):
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(b"GGUF" + b"\0" * 64)
    model = LlamaCppModel(broken)
    with pytest.raises(UpstreamError, match=r"broken\.gguf cannot be loaded"):
        await model.chat(ASK, max_tokens=2)
    await model.aclose()


def test_a_missing_file_is_a_prerequisite(tmp_path):
    with pytest.raises(PrerequisiteError, match=r"no\.gguf"):
        LlamaCppModel(tmp_path / "no.gguf")

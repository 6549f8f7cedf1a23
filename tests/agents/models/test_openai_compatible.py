"""What a server can do wrong, and what the adapter makes of it."""

import asyncio
import logging
import threading

import httpx2
import openai
import pytest
from pydantic import BaseModel, Field, SecretStr

from tests.fakes import FakeOpenAIServer
from whyrec.agents.models import ChatMessage, _http
from whyrec.agents.models.openai_compatible import OpenAICompatibleModel
from whyrec.errors import UnusableAnswerError, UpstreamError

ASK = [ChatMessage("user", "Say one sentence.")]


class Words(BaseModel):
    words: str = Field(max_length=20)


@pytest.fixture(autouse=True)
def _hardly_any_pause(monkeypatch):
    monkeypatch.setattr(_http, "_JITTER_S", (0.0, 0.001))


async def every_call(model):
    """The outcome of each kind of call, errors included."""

    async def stream():
        return [piece async for piece in model.stream(ASK, max_tokens=5)]

    return await asyncio.gather(
        model.chat(ASK, max_tokens=5),
        stream(),
        model.parse(ASK, Words, max_tokens=5),
        model.loglikelihood("a", [" b"]),
        return_exceptions=True,
    )


@pytest.mark.parametrize("fault", ["garbage", "500", "429", "429 for long", "401", "context"])
async def test_whatever_the_server_does_only_upstream_errors_come_out(server, served, fault):
    server.always = fault
    assert all(isinstance(outcome, UpstreamError) for outcome in await every_call(served))


async def test_a_dead_server_is_an_upstream_error_with_the_remedy():
    with FakeOpenAIServer() as gone:
        url = gone.url
    model = OpenAICompatibleModel(url, timeout_s=5)
    outcomes = await every_call(model)
    assert {type(outcome) for outcome in outcomes} == {UpstreamError}
    assert "whyrec model serve" in str(outcomes[0])
    assert model.model == "unknown"
    await model.aclose()


async def test_a_server_that_comes_up_later_is_found(server):
    model = OpenAICompatibleModel(server.url, timeout_s=5)
    model._served = None
    assert (await model.chat(ASK, max_tokens=5)).text
    assert model.model == "fake-model"
    await model.aclose()


@pytest.mark.parametrize("fault", ["500", "429", "garbage", "empty choices", "no content"])
async def test_a_passing_fault_is_retried_once(server, served, fault):
    server.faults = [fault]
    assert (await served.chat(ASK, max_tokens=5)).text
    assert server.count("/v1/chat/completions") == 2


async def test_a_lasting_fault_is_tried_twice_and_no_more(server, served):
    server.always = "500"
    with pytest.raises(UpstreamError, match="500"):
        await served.chat(ASK, max_tokens=5)
    assert server.count("/v1/chat/completions") == 2


@pytest.mark.parametrize("fault", ["401", "context", "429 for long"])
async def test_what_would_be_refused_again_is_not_asked_again(server, served, fault):
    server.always = fault
    with pytest.raises(UpstreamError):
        await served.chat(ASK, max_tokens=5)
    assert server.count("/v1/chat/completions") == 1


@pytest.mark.parametrize(
    ("asked", "pause"), [("3", 3.0), ("0", 0.0), ("-5", 0.0), ("soon", 0.0), ("11", None)]
)
def test_retry_after_is_honoured_up_to_ten_seconds(asked, pause):
    response = httpx2.Response(
        429, headers={"retry-after": asked}, request=httpx2.Request("POST", "http://x")
    )
    error = openai.RateLimitError("too many", response=response, body=None)
    expected = None if pause is None else pytest.approx(pause, abs=0.01)
    assert _http.pause_before_retry(error) == expected


async def test_a_slow_server_is_left_at_the_deadline(server):
    model = OpenAICompatibleModel(server.url, timeout_s=0.3)
    server.faults = ["slow"]
    with pytest.raises(UpstreamError, match=r"within 0\.3 s|in time"):
        await model.chat(ASK, max_tokens=5)
    assert await asyncio.to_thread(server.left.wait, 5)
    await model.aclose()


async def test_cancelling_closes_the_connection_so_the_server_can_stop(server, served):
    server.faults = ["slow"]
    task = asyncio.create_task(served.chat(ASK, max_tokens=5))
    assert await asyncio.to_thread(server.entered.wait, 5)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await asyncio.to_thread(server.left.wait, 5)


async def test_a_stream_that_breaks_midway_says_so_after_what_came(server, served):
    server.faults = ["broken stream"]
    pieces = []

    async def read():
        async for piece in served.stream(ASK, max_tokens=50):
            pieces.append(piece)

    with pytest.raises(UpstreamError):
        await read()
    assert pieces


async def test_a_huge_answer_is_taken_in(server, served):
    server.faults = ["huge"]
    assert len((await served.chat(ASK, max_tokens=5)).text) > 1_000_000


async def test_an_answer_of_another_shape_is_asked_for_again_then_refused(server, served):
    server.faults = ["wrong shape"]
    assert (await served.parse(ASK, Words, max_tokens=5)).value.words
    server.faults = ["wrong shape", "wrong shape"]
    with pytest.raises(UpstreamError, match="wrong shape"):
        await served.parse(ASK, Words, max_tokens=5)


async def test_a_cut_off_answer_is_said_to_be_cut_off(server, served):
    server.always = "cut off"
    with pytest.raises(UpstreamError, match="cut off at 5 tokens"):
        await served.parse(ASK, Words, max_tokens=5)


@pytest.mark.parametrize("fault", ["no logprobs", "no echo", "nan", "empty choices"])
async def test_a_server_without_echoed_logprobs_has_no_likelihood(server, served, fault):
    server.always = fault
    with pytest.raises(UpstreamError):
        await served.loglikelihood("a film", [" one", " two"])


async def test_a_server_that_must_generate_a_token_gives_the_same_likelihoods(server, served):
    zero = await served.loglikelihood("a film", [" one", " two three"])
    server.least_max_tokens = 1
    other = OpenAICompatibleModel(server.url, timeout_s=5)
    assert (await other.loglikelihood("a film", [" one", " two three"])).logprobs == zero.logprobs
    await other.aclose()


async def test_many_continuations_go_in_batches_of_25(server, served):
    answer = await served.loglikelihood("a film", [f" number {n}" for n in range(60)])
    assert len(answer.logprobs) == 60
    sizes = [len(asked["prompt"]) for path, asked in server.requests if path == "/v1/completions"]
    assert sizes == [25, 25, 11]


async def test_structured_output_is_asked_for_in_the_standard_form(server, served):
    await served.parse(ASK, Words, max_tokens=5)
    form = server.requests[-1][1]["response_format"]
    assert form["type"] == "json_schema"
    assert form["json_schema"]["strict"] is True
    assert form["json_schema"]["schema"]["properties"]["words"]["maxLength"] == 20


@pytest.mark.parametrize(("owner", "sent"), [("vllm", True), ("openai", False)])
async def test_thinking_is_switched_off_on_vllm_alone(server, served, owner, sent):
    server.owner = owner
    model = OpenAICompatibleModel(server.url, timeout_s=5)
    await model.chat(ASK, max_tokens=5)
    assert ("chat_template_kwargs" in server.requests[-1][1]) is sent
    await model.aclose()


async def test_thoughts_are_left_out_of_answers(server, served):
    server.answers = ["<think>\nhm\n</think>\n\nYes."] * 2
    assert (await served.chat(ASK, max_tokens=5)).text == "Yes."
    assert "".join([p async for p in served.stream(ASK, max_tokens=5)]) == "Yes."


async def test_the_key_is_sent_and_never_shown(server, caplog):
    key = "sk-very-secret-0123456789"
    model = OpenAICompatibleModel(server.url, api_key=SecretStr(key), timeout_s=5)
    server.always = "401"
    with caplog.at_level(logging.DEBUG), pytest.raises(UpstreamError) as caught:
        await model.chat(ASK, max_tokens=5)
    assert server.headers[-1]["authorization"] == f"Bearer {key}"
    assert "401" in str(caught.value)
    shown = str(caught.value) + repr(model) + repr(vars(model)) + caplog.text
    assert key not in shown
    await model.aclose()


async def test_the_named_model_is_asked_even_if_the_server_lists_another(server):
    model = OpenAICompatibleModel(server.url, model="mine", timeout_s=5)
    await model.chat(ASK, max_tokens=5)
    assert server.requests[-1][1]["model"] == "mine"
    assert model.model == "mine"
    await model.aclose()


async def test_control_tokens_in_a_title_do_not_reach_the_server(server, served):
    await served.chat([ChatMessage("user", "a <|im_end|> b")], max_tokens=5)
    assert "<|im_end|>" not in server.requests[-1][1]["messages"][0]["content"]


async def test_a_count_is_asked_for_once(server, served):
    assert await served.count_tokens("three little words") == 3
    assert await served.count_tokens("three little words") == 3
    assert server.count("/tokenize") == 1


async def test_without_tokenize_the_count_is_estimated(server, served):
    server.tokenize = False
    assert 3 <= await served.count_tokens("three little words") <= 8


async def test_works_in_one_event_loop_after_another(server):
    model = OpenAICompatibleModel(server.url, timeout_s=5)
    texts = []

    async def call():
        texts.append((await model.chat(ASK, max_tokens=5)).text)
        await model.aclose()

    for _ in range(2):
        thread = threading.Thread(target=asyncio.run, args=(call(),))
        thread.start()
        await asyncio.to_thread(thread.join)
    assert len(texts) == 2


async def test_a_server_that_was_lost_is_asked_anew_which_model_it_serves(server, served):
    await served.chat(ASK, max_tokens=3)
    server.model = "another-model"
    await served.chat(ASK, max_tokens=3)
    assert served.model == "fake-model"
    server.faults = ["404"]
    with pytest.raises(UpstreamError):
        await served.chat(ASK, max_tokens=3)
    assert served.model == "fake-model"
    await served.chat(ASK, max_tokens=3)
    assert served.model == "another-model"


@pytest.mark.parametrize(
    ("fault", "unusable"),
    [("wrong shape", True), ("empty choices", True), ("context", True), ("500", False)],
)
async def test_what_cannot_be_used_is_told_apart_from_what_is_down(server, fault, unusable):
    server.always = fault
    model = OpenAICompatibleModel(server.url, timeout_s=5)
    with pytest.raises(UpstreamError) as error:
        await model.parse(ASK, Words, max_tokens=9)
    assert isinstance(error.value, UnusableAnswerError) is unusable
    await model.aclose()

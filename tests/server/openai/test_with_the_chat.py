"""From a client's question to whyrec's own answer: the real chat below the protocol."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from openai import AsyncOpenAI, AuthenticationError, NotFoundError

from tests.fakes.scripted_model import ScriptedModel
from tests.recommender.conftest import built, home, model, rec  # noqa: F401
from tests.recommender.world import settings
from tests.server.openai.test_jobs import PROMPTS
from whyrec import Recommender
from whyrec.agents.models.llama_cpp import LlamaCppModel
from whyrec.server import create_app

Client = AsyncOpenAI


@pytest.fixture
async def client(rec: Recommender) -> AsyncIterator[Client]:  # noqa: F811
    transport = httpx2.ASGITransport(app=create_app(rec))
    async with httpx2.AsyncClient(transport=transport, base_url="http://localhost") as http:
        yield AsyncOpenAI(
            api_key="none", base_url="http://localhost/v1", http_client=http, max_retries=0
        )


def user(text: str) -> dict[str, str]:
    return {"role": "user", "content": text}


def assistant(text: str | None) -> dict[str, str]:
    return {"role": "assistant", "content": text or ""}


async def ask(client: Client, *messages: Any, user_id: str = "u0") -> Any:
    return await client.chat.completions.create(
        model="whyrec", messages=list(messages), user=user_id
    )


async def test_a_list_and_then_why_the_second_one(client: Client) -> None:
    first = user("What shall I watch tonight?")
    listed = await ask(client, first)
    text = listed.choices[0].message.content
    shown = listed.model_extra["whyrec"]
    assert shown["route"] == "recommend"
    assert len(shown["items"]) == 5
    for item in shown["items"]:
        assert item["title"] in text
        assert 0 <= item["score"] <= 1
    answered = await ask(client, first, assistant(text), user("Why the second one?"))
    reason = answered.model_extra["whyrec"]
    assert reason["route"] == "why"
    assert reason["explanation"]["item_id"] == shown["items"][1]["item_id"]
    assert reason["explanation"]["evidence"]


async def test_a_stream_says_what_the_whole_says(client: Client) -> None:
    question = user("Tell me about my taste.")
    whole = await ask(client, question)
    stream = await client.chat.completions.create(
        model="whyrec",
        messages=[question],
        user="u0",
        stream=True,  # type: ignore[list-item]
    )
    text = "".join([c.choices[0].delta.content or "" async for c in stream])
    assert text == whole.choices[0].message.content


async def test_chinese_is_answered_in_chinese(client: Client) -> None:
    found = await ask(client, user("今晚看什么好？"))
    assert found.model_extra["whyrec"]["language"] == "zh"


async def test_usage_counts_something(client: Client) -> None:
    found = await ask(client, user("What shall I watch tonight?"))
    assert found.usage.prompt_tokens > 0
    assert found.usage.completion_tokens > 0


async def test_what_is_corrected_by_chat_is_in_the_profile(
    client: Client,
    rec: Recommender,  # noqa: F811
) -> None:
    before = await rec.profile("u0")
    await ask(client, user("No more westerns, please."))
    after = await rec.profile("u0")
    assert after.version > before.version


@pytest.mark.parametrize("prompt", PROMPTS, ids=lambda p: p.name)
async def test_a_front_ends_job_leaves_no_trace(
    client: Client,
    rec: Recommender,  # noqa: F811
    model: ScriptedModel,  # noqa: F811
    prompt: Any,
) -> None:
    before = await rec.export("u0")
    await ask(client, *({"role": r, "content": c} for r, c in prompt.messages))
    assert await rec.export("u0") == before
    assert model.calls == []


async def test_a_user_nobody_knows_is_asked_what_they_like(client: Client) -> None:
    found = await ask(client, user("What shall I watch?"), user_id="somebody new")
    assert found.choices[0].message.content
    assert found.model_extra["whyrec"]["user_id"] == "somebody new"


async def test_a_dead_engine_takes_nothing_away_but_says_so(home: Path) -> None:  # noqa: F811
    async with Recommender.open(settings(home), model=ScriptedModel(mood="dead")) as dead:
        transport = httpx2.ASGITransport(app=create_app(dead))
        async with httpx2.AsyncClient(transport=transport, base_url="http://localhost") as http:
            body = {"user": "u0", "messages": [user("What shall I watch tonight?")]}
            found = (await http.post("/v1/chat/completions", json=body)).json()
    assert len(found["whyrec"]["items"]) == 5


@pytest.mark.parametrize("stream", [False, True])
async def test_a_key_of_one_user_needs_no_user_in_the_request(
    home: Path,  # noqa: F811
    stream: bool,
) -> None:
    locked = settings(home, server={"keys": "required"})
    async with Recommender.open(locked, model=ScriptedModel(mood="dead")) as rec:  # noqa: F811
        key = rec.store.keys.create("default", "front end", "write", user_id="u3").token
        transport = httpx2.ASGITransport(app=create_app(rec))
        async with httpx2.AsyncClient(transport=transport, base_url="http://localhost") as http:
            options: Any = {"base_url": "http://localhost/v1", "http_client": http}
            question: Any = {"model": "whyrec", "messages": [user("What shall I watch?")]}
            mine = AsyncOpenAI(api_key=key, max_retries=0, **options).chat.completions
            if stream:
                chunks = [c async for c in await mine.create(**question, stream=True)]
                beside = (chunks[-1].model_extra or {})["whyrec"]
            else:
                beside = (await mine.create(**question)).model_extra["whyrec"]
            with pytest.raises(NotFoundError):
                await mine.create(**question, user="u0")
            stranger = AsyncOpenAI(api_key="sk-none", max_retries=0, **options).chat.completions
            with pytest.raises(AuthenticationError):
                await stranger.create(**question, user="u3")
    assert beside["user_id"] == "u3"


@pytest.mark.embedded
async def test_the_embedded_model_answers_a_why(
    home: Path,  # noqa: F811
) -> None:
    pytest.importorskip("llama_cpp")
    # Not the one all tests share: a recommender closes the model it is given.
    async with Recommender.open(settings(home), model=LlamaCppModel(timeout_s=120)) as real:
        transport = httpx2.ASGITransport(app=create_app(real))
        async with httpx2.AsyncClient(
            transport=transport, base_url="http://localhost", timeout=300
        ) as http:
            client = AsyncOpenAI(
                api_key="none", base_url="http://localhost/v1", http_client=http, max_retries=0
            )
            first = user("What shall I watch tonight?")
            listed = await ask(client, first)
            text = listed.choices[0].message.content
            answered = await ask(client, first, assistant(text), user("Why the first one?"))
    items = listed.model_extra["whyrec"]["items"]
    reason = answered.model_extra["whyrec"]
    assert reason["route"] == "why"
    assert reason["explanation"]["item_id"] == items[0]["item_id"]
    assert reason["explanation"]["text"]

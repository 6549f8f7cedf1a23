"""Real clients on a real socket: the openai SDK, LangChain, curl, and one that leaves."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from langchain_core.messages import AIMessageChunk, HumanMessage
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI, OpenAIEmbeddings
from openai import BadRequestError, OpenAI

from tests.recommender.conftest import built  # noqa: F401
from tests.server.openai.fake_chat import TEXTS, FakeChat
from tests.server.running import serving_a_copy

HELLO: Any = [{"role": "user", "content": "Hello"}]


class Served:
    """A server whose chat a test can replace."""

    def __init__(self, url: str, rec: Any) -> None:
        self.url = url
        self._rec = rec

    def says(self, chat: FakeChat) -> FakeChat:
        self._rec.chat = chat.chat
        return chat


@pytest.fixture(scope="module")
def server(
    built: Path,  # noqa: F811
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Served]:
    with serving_a_copy(built, tmp_path_factory.mktemp("served")) as (url, rec):
        yield Served(url, rec)


@pytest.fixture
def chat(server: Served) -> FakeChat:
    return server.says(FakeChat())


@pytest.fixture
def sdk(server: Served) -> Iterator[OpenAI]:
    with OpenAI(base_url=f"{server.url}/v1", api_key="none", max_retries=0) as client:
        yield client


@pytest.fixture
def langchain(server: Served) -> ChatOpenAI:
    return ChatOpenAI(
        base_url=f"{server.url}/v1", api_key="none", model="whyrec", model_kwargs={"user": "u0"}
    )


class TestTheSdk:
    def test_finds_the_model_and_talks_with_it(self, sdk: OpenAI, chat: FakeChat) -> None:
        (model,) = sdk.models.list().data
        found = sdk.chat.completions.create(model=model.id, messages=HELLO, user="u0")
        assert found.choices[0].message.content == "".join(TEXTS)
        assert found.id == chat.asked[0][3]

    def test_streams(self, sdk: OpenAI, chat: FakeChat) -> None:
        stream = sdk.chat.completions.create(model="whyrec", messages=HELLO, user="u0", stream=True)
        texts = [c.choices[0].delta.content for c in stream]
        assert [t for t in texts if t] == list(TEXTS)

    def test_embeds_as_the_catalogue_is_embedded(self, sdk: OpenAI) -> None:
        west, east = sdk.embeddings.create(
            model="whyrec-embedding", input=["a slow western", "a slow western film"]
        ).data
        assert len(west.embedding) == 256
        assert sum(a * b for a, b in zip(west.embedding, east.embedding, strict=True)) > 0.7

    def test_is_told_that_no_user_is_named(self, sdk: OpenAI, chat: FakeChat) -> None:
        with pytest.raises(BadRequestError) as caught:
            sdk.chat.completions.create(model="whyrec", messages=HELLO)
        assert caught.value.param == "user"
        assert caught.value.body["message"].startswith("The request names no user.")


@tool
def weather(place: str) -> str:
    """How the weather is."""
    return place


class TestLangChain:
    def test_invokes(self, langchain: ChatOpenAI, chat: FakeChat) -> None:
        found = langchain.invoke([HumanMessage("Hello")])
        assert found.content == "".join(TEXTS)
        assert found.usage_metadata is not None
        assert found.usage_metadata["total_tokens"] == 52
        assert found.response_metadata["finish_reason"] == "stop"
        assert chat.asked[0][0] == "u0"

    def test_streams(self, langchain: ChatOpenAI, chat: FakeChat) -> None:
        whole: AIMessageChunk | None = None
        for chunk in langchain.stream("Hello", stream_usage=True):
            assert isinstance(chunk, AIMessageChunk)
            whole = chunk if whole is None else whole + chunk
        assert whole is not None
        assert whole.content == "".join(TEXTS)
        assert whole.usage_metadata is not None
        assert whole.usage_metadata["output_tokens"] == 12
        assert whole.response_metadata["finish_reason"] == "stop"

    def test_with_tools_that_may_be_called_is_answered_in_words(
        self, langchain: ChatOpenAI, chat: FakeChat
    ) -> None:
        found = langchain.bind_tools([weather]).invoke("Hello")
        assert found.content == "".join(TEXTS)
        assert found.tool_calls == []

    def test_has_the_data_at_the_client_it_is_built_on(
        self, langchain: ChatOpenAI, chat: FakeChat
    ) -> None:
        found = langchain.client.create(model="whyrec", messages=HELLO, user="u0")
        assert [i["item_id"] for i in found.model_extra["whyrec"]["items"]] == ["f1", "f2"]

    def test_embeds(self, server: Served) -> None:
        embeddings = OpenAIEmbeddings(
            base_url=f"{server.url}/v1",
            api_key="none",
            model="whyrec-embedding",
            check_embedding_ctx_length=False,
        )
        vectors = embeddings.embed_documents(["a western", "a musical"])
        assert [len(v) for v in vectors] == [256, 256]


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
class TestCurl:
    def test_asks(self, server: Served, chat: FakeChat) -> None:
        found = json.loads(curl(server, {"user": "u0", "messages": HELLO}))
        assert found["choices"][0]["message"]["content"] == "".join(TEXTS)

    def test_streams(self, server: Served, chat: FakeChat) -> None:
        lines = curl(server, {"user": "u0", "messages": HELLO, "stream": True}).splitlines()
        assert lines[-2:] == ["data: [DONE]", ""]


def curl(server: Served, body: dict[str, Any]) -> str:
    return subprocess.run(
        [
            *("curl", "-sN", f"{server.url}/v1/chat/completions"),
            *("-H", "Content-Type: application/json", "-d", json.dumps(body)),
        ],
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    ).stdout


class TestAClientThatLeaves:
    @pytest.mark.parametrize("stream", [False, True])
    @pytest.mark.parametrize("waits_after", [0, 2], ids=["before the first word", "in the middle"])
    async def test_stops_the_chat(self, server: Served, stream: bool, waits_after: int) -> None:
        chat = server.says(FakeChat(waits_after=waits_after))
        async with httpx2.AsyncClient() as client:
            body = {"user": "u0", "messages": HELLO, "stream": stream}
            asking = asyncio.create_task(
                client.post(f"{server.url}/v1/chat/completions", json=body)
            )
            assert await asyncio.to_thread(chat.waiting.wait, 20)
            assert not chat.stopped.is_set()
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)
        assert await asyncio.to_thread(chat.stopped.wait, 20)

    def test_stops_the_chat_by_closing_the_sdks_stream(self, server: Served, sdk: OpenAI) -> None:
        chat = server.says(FakeChat(waits_after=2))
        stream = sdk.chat.completions.create(model="whyrec", messages=HELLO, user="u0", stream=True)
        next(iter(stream))
        stream.close()
        assert chat.stopped.wait(20)

    def test_leaves_a_server_that_answers_the_next(self, server: Served, sdk: OpenAI) -> None:
        chat = server.says(FakeChat(waits_after=1))
        stream = sdk.chat.completions.create(model="whyrec", messages=HELLO, user="u0", stream=True)
        stream.close()
        assert chat.stopped.wait(20)
        server.says(FakeChat())
        found = sdk.chat.completions.create(model="whyrec", messages=HELLO, user="u0")
        assert found.choices[0].message.content == "".join(TEXTS)

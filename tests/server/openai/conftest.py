"""The OpenAI-compatible routes over a fake chat, and the openai SDK as their client."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from openai import AsyncOpenAI
from starlette.types import ASGIApp, Receive, Scope, Send

from tests.server.openai.fake_chat import FakeChat
from whyrec.server import _errors, _openai
from whyrec.server._caller import Caller
from whyrec.server._evolving import Evolving


def application(rec: Any, caller: Caller) -> ASGIApp:
    """The routes alone, every request being ``caller``'s."""
    app = FastAPI()
    app.state.rec = rec
    app.state.evolving = Evolving(rec)
    _errors.install(app)
    app.include_router(_openai.router)

    async def known(scope: Scope, receive: Receive, send: Send) -> None:
        scope["state"] = {"caller": caller}
        await app(scope, receive, send)

    return known


@pytest.fixture
async def chat() -> FakeChat:
    return FakeChat()


@pytest.fixture
def caller() -> Caller:
    return Caller("acme", "write")


@pytest.fixture
async def http(chat: FakeChat, caller: Caller) -> AsyncIterator[httpx2.AsyncClient]:
    transport = httpx2.ASGITransport(app=application(chat, caller))
    async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


@pytest.fixture
async def sdk(http: httpx2.AsyncClient) -> AsyncOpenAI:
    return AsyncOpenAI(api_key="k", base_url="http://test/v1", http_client=http, max_retries=0)


Ask = Callable[..., Any]


@pytest.fixture
def ask(http: httpx2.AsyncClient) -> Ask:
    """Post a chat completion; ``messages`` may be one text of the user."""

    async def post(messages: Any = "What shall I watch?", **fields: Any) -> httpx2.Response:
        if isinstance(messages, str):
            messages = [{"role": "user", "content": messages}]
        body = {"model": "whyrec", "user": "u0", "messages": messages, **fields}
        return await http.post("/v1/chat/completions", json=body)

    return post


def events(response: httpx2.Response) -> list[Any]:
    """The data of each event of a stream, parsed where it is JSON."""
    lines = [x for x in response.text.split("\n\n") if x and not x.startswith(":")]
    assert all(x.startswith("data: ") for x in lines)
    data = [x.removeprefix("data: ") for x in lines]
    return [x if x == "[DONE]" else json.loads(x) for x in data]


def said(chunks: list[Any]) -> str:
    """The text of a stream's chunks."""
    return "".join(
        c["choices"][0]["delta"].get("content", "")
        for c in chunks
        if c != "[DONE]" and c["choices"]
    )

"""Which model a server serves, and whether the server is vLLM."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple, TypeVar

import openai
from openai import AsyncOpenAI, DefaultAsyncHttpxClient
from pydantic import SecretStr

from whyrec.agents.models._http import NonsenseError, is_loopback

R = TypeVar("R")

FIRST_LOOK_S = 3.0
"""Deadline of a list of models, in seconds, however slowly it comes."""
ONE_TOKEN_S = 10.0
"""The same of one token."""


UNTHINKING = {"chat_template_kwargs": {"enable_thinking": False}}
"""For vLLM: a model that thinks spends its limit on it; templates without the switch ignore it."""


class ServedModel(NamedTuple):
    """A model as the server names it."""

    name: str
    vllm: bool
    """Whether fields that only vLLM knows may be sent."""


class Look(NamedTuple):
    """What a server was found to be."""

    served: ServedModel | None
    """The model that was asked; None where it did not come to that."""
    failure: Exception | None
    """What went wrong; None where a token came."""


async def identify(client: AsyncOpenAI, asked: str | None) -> ServedModel:
    """Find the model ``asked`` for, or the first one listed.

    Raises:
        openai.OpenAIError: The server cannot be asked and no model was named.
        NonsenseError: It lists no model and none was named.
    """
    try:
        return _choose((await client.models.list()).data, asked)
    except openai.APIConnectionError:
        raise
    except (openai.OpenAIError, NonsenseError):
        if asked is None:
            raise
        # Some servers have no list; a named model can be asked all the same.
        return ServedModel(asked, vllm=False)


def identify_now(base_url: str, key: SecretStr) -> ServedModel | None:
    """The first listed model, asked once and briefly; None where no server answers yet."""

    async def ask() -> ServedModel:
        async with _client(base_url, key) as client, asyncio.timeout(FIRST_LOOK_S):
            return await identify(client, None)

    try:
        return _now(ask())
    except Exception:
        return None


def look_now(base_url: str, key: SecretStr, asked: str | None) -> Look:
    """Ask a server for its models and for one real token, `FIRST_LOOK_S` and `ONE_TOKEN_S` at most.

    Args:
        base_url: The server's address.
        key: Sent to it.
        asked: The model to ask; by default the first one listed.
    """
    served: ServedModel | None = None

    async def ask() -> None:
        nonlocal served
        async with _client(base_url, key) as client:
            async with asyncio.timeout(FIRST_LOOK_S):
                served = await identify(client, asked)
            async with asyncio.timeout(ONE_TOKEN_S):
                answer = await client.chat.completions.create(
                    model=served.name,
                    messages=[{"role": "user", "content": "Say yes."}],
                    max_tokens=1,
                    extra_body=UNTHINKING if served.vllm else None,
                )
        if not answer.choices or answer.choices[0].message.content is None:
            raise NonsenseError("it wrote nothing")

    try:
        _now(ask())
    except Exception as error:
        return Look(served, error)
    return Look(served, None)


def _client(base_url: str, key: SecretStr) -> AsyncOpenAI:
    return AsyncOpenAI(
        base_url=base_url,
        api_key=key.get_secret_value(),
        max_retries=0,
        timeout=ONE_TOKEN_S,
        http_client=DefaultAsyncHttpxClient(trust_env=not is_loopback(base_url)),
    )


def _now(work: Coroutine[Any, Any, R]) -> R:
    """Wait for ``work`` in a loop of its own, also where another one is running."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def _choose(listed: list[Any], asked: str | None) -> ServedModel:
    if not isinstance(listed, list):
        raise NonsenseError("its list of models is no list")
    found = next((m for m in listed if asked in (None, m.id)), None)
    if found is None:
        if asked is None:
            raise NonsenseError("it lists no model")
        return ServedModel(asked, vllm=any(m.owned_by == "vllm" for m in listed))
    return ServedModel(found.id, vllm=found.owned_by == "vllm")

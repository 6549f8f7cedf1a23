"""Which model a server serves, and whether the server is vLLM."""

from __future__ import annotations

from typing import Any, NamedTuple

import openai
from openai import AsyncOpenAI, DefaultHttpxClient, OpenAI
from pydantic import SecretStr

from whyrec.agents.models._http import NonsenseError, is_loopback

_FIRST_LOOK_S = 3.0
_ONE_TOKEN_S = 10.0


class ServedModel(NamedTuple):
    """A model as the server names it."""

    name: str
    vllm: bool
    """Whether fields that only vLLM knows may be sent."""


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
    try:
        with OpenAI(
            base_url=base_url,
            api_key=key.get_secret_value(),
            max_retries=0,
            timeout=_FIRST_LOOK_S,
            http_client=DefaultHttpxClient(trust_env=not is_loopback(base_url)),
        ) as client:
            return _choose(client.models.list().data, None)
    except Exception:
        return None


def answers_now(base_url: str, key: SecretStr, model: str) -> bool:
    """Whether one real token comes back within ten seconds; a list of models proves little."""
    try:
        with OpenAI(
            base_url=base_url,
            api_key=key.get_secret_value(),
            max_retries=0,
            timeout=_ONE_TOKEN_S,
            http_client=DefaultHttpxClient(trust_env=not is_loopback(base_url)),
        ) as client:
            answer = client.chat.completions.create(
                model=model, messages=[{"role": "user", "content": "Say yes."}], max_tokens=1
            )
            return bool(answer.choices)
    except Exception:
        return False


def _choose(listed: list[Any], asked: str | None) -> ServedModel:
    if not isinstance(listed, list):
        raise NonsenseError("its list of models is no list")
    found = next((m for m in listed if asked in (None, m.id)), None)
    if found is None:
        if asked is None:
            raise NonsenseError("it lists no model")
        return ServedModel(asked, vllm=any(m.owned_by == "vllm" for m in listed))
    return ServedModel(found.id, vllm=found.owned_by == "vllm")

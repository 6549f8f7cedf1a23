"""What a client sends never gets to the model as anything but words."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.openai_server import FakeOpenAIServer
from tests.recommender.conftest import built, home  # noqa: F401
from tests.recommender.test_engine_health import carded
from tests.recommender.world import settings
from tests.server.asgi import Answer, ask
from whyrec import Recommender
from whyrec.server import create_app

DANGEROUS: dict[str, Any] = {
    "chat_template": "PLANTED {{ messages }}",
    "chat_template_kwargs": {"enable_thinking": True, "PLANTED": 1},
    "guided_json": {"title": "PLANTED"},
    "guided_regex": "PLANTED",
    "guided_choice": ["PLANTED"],
    "guided_grammar": "PLANTED",
    "structured_outputs": {"choice": ["PLANTED"]},
    "response_format": {"type": "text", "PLANTED": 1},
    "tools": [{"type": "function", "function": {"name": "PLANTED", "parameters": {}}}],
    "tool_choice": "none",
    "logit_bias": {"1": 100},
    "extra_body": {"PLANTED": 1},
    "base_url": "http://PLANTED.example/v1",
    "api_base": "http://PLANTED.example/v1",
    "engine": {"base_url": "http://PLANTED.example/v1"},
    "echo": True,
    "best_of": 99,
    "prompt_logprobs": 99,
    "mm_processor_kwargs": {"PLANTED": 1},
    "priority": -99,
    "add_generation_prompt": False,
    "continue_final_message": True,
    "documents": [{"text": "PLANTED"}],
    "seed": 4711,
    "temperature": 1.9,
    "max_tokens": 300_000,
}
OURS = {
    "model",
    "messages",
    "prompt",
    "max_tokens",
    "temperature",
    "seed",
    "stream",
    "stream_options",
    "response_format",
    "echo",
    "logprobs",
    "prompt_logprobs",
    "add_special_tokens",
    "return_tokens_as_token_ids",
    "stop",
}
"""Fields that whyrec's own requests to an engine have."""


class Upstream:
    """A server of whyrec before a fake engine."""

    def __init__(self, app: Any, fake: FakeOpenAIServer) -> None:
        self._app = app
        self._fake = fake

    async def chat(self, words: str, **fields: Any) -> Answer:
        self._fake.requests.clear()
        body = {"model": "whyrec", "user": "u0", "messages": [{"role": "user", "content": words}]}
        return await ask(
            self._app,
            "/v1/chat/completions",
            "POST",
            headers={"content-type": "application/json", "x-planted": "PLANTED"},
            body=json.dumps({**body, **fields}).encode(),
        )

    @property
    def asked(self) -> list[dict[str, Any]]:
        """The bodies of what the engine was asked for."""
        return [body for path, body in self._fake.requests if path != "/v1/models"]


@pytest.fixture
async def upstream(
    home: Path,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Upstream]:
    # A busy machine must not make the model late: it would be left alone from then on.
    monkeypatch.setattr("whyrec._chat_pace.JUDGE_BUDGET_S", 30.0)
    with FakeOpenAIServer() as fake:
        told = settings(home)
        engine = told.engine.model_copy(update={"base_url": fake.url, "model": fake.model})
        async with Recommender.open(told.model_copy(update={"engine": engine})) as rec:
            app = create_app(rec)
            model = rec._world.health.model()
            assert model is not None
            carded(rec, model)
            opened = Upstream(app, fake)
            while not opened.asked:  # the first list may not wait for an engine just met
                assert (await opened.chat("recommend me something")).status == 200
            yield opened


async def test_fields_that_steer_a_model_never_reach_it(upstream: Upstream) -> None:
    plain = await upstream.chat("recommend me something")
    assert plain.status == 200
    assert upstream.asked
    steered = await upstream.chat("recommend me something", **DANGEROUS)
    assert steered.status == 200, steered.body
    asked = upstream.asked
    assert asked
    assert "PLANTED" not in json.dumps(asked)
    for body in asked:
        assert body.keys() <= OURS
        assert body.get("n", 1) == 1
        assert body.get("seed") != 4711
        assert body.get("temperature") != 1.9
        assert body.get("max_tokens", 0) < 2_000


async def test_each_of_them_is_ignored_or_refused_by_itself(upstream: Upstream) -> None:
    for field, value in DANGEROUS.items():
        answer = await upstream.chat("recommend me something", **{field: value})
        assert answer.status in (200, 400, 422), field
        assert bool(upstream.asked) is (answer.status == 200), field
        assert "PLANTED" not in json.dumps(upstream.asked), field


async def test_several_answers_are_not_to_be_had(upstream: Upstream) -> None:
    for n in (2, 99, 10**9):
        answer = await upstream.chat("recommend me something", n=n)
        assert answer.status in (400, 422)
        assert upstream.asked == []


async def test_a_schema_of_the_clients_is_not_to_be_had(upstream: Upstream) -> None:
    form = {"type": "json_schema", "json_schema": {"name": "x", "schema": {"title": "PLANTED"}}}
    answer = await upstream.chat("recommend me something", response_format=form)
    assert answer.status in (200, 400, 422)
    assert "PLANTED" not in json.dumps(upstream.asked)

"""A chat over HTTP, its prose written by a real vLLM."""

from __future__ import annotations

import os
from pathlib import Path

import httpx2
import pytest
from openai import AsyncOpenAI

from tests.recommender.world import catalogue, crowd
from whyrec import Recommender, Settings
from whyrec._tally import ModelCall
from whyrec.agents.models import CapabilityCard, TaskScore
from whyrec.agents.models.openai_compatible import OpenAICompatibleModel
from whyrec.server import create_app

pytestmark = [
    pytest.mark.vllm,
    pytest.mark.skipif("WHYREC_TEST_VLLM" not in os.environ, reason="no vLLM at WHYREC_TEST_VLLM"),
    pytest.mark.timeout(900),
]


async def test_a_chat_over_http_asks_vllm_for_what_its_card_allows(tmp_path: Path) -> None:
    settings = Settings(
        home=tmp_path / "home",
        clock="watermark",
        engine={"base_url": os.environ["WHYREC_TEST_VLLM"], "timeout_s": 600},
        rank={"judged": 0},
        chat={"prose_timeout_s": 600},
    )
    async with Recommender.open(settings) as rec:
        await rec.ingest(items=catalogue(), events=crowd(), rating_scale=(0, 10))
        await rec.rebuild()
        # The small model of this test writes too badly to be let; here it is, and the gate watches.
        served = OpenAICompatibleModel(os.environ["WHYREC_TEST_VLLM"])
        card = CapabilityCard(
            engine=served.engine,
            model=served.model,
            probed_at="2026-11-28T00:00:00Z",
            sentence=TaskScore(score=1.0, passed=True, n=1),
        )
        await served.aclose()
        rec.store.meta.set("", card.key, card.model_dump(mode="json"))
        await rec.evolve("u0")
    async with Recommender.open(settings) as rec:
        app = create_app(rec)
        transport = httpx2.ASGITransport(app=app)
        async with (
            app.router.lifespan_context(app),
            httpx2.AsyncClient(transport=transport, base_url="http://localhost") as http,
        ):
            await rec.warm()
            sdk = AsyncOpenAI(api_key="none", base_url="http://localhost/v1", http_client=http)
            said = [{"role": "user", "content": "What do you recommend?"}]
            listed = await sdk.chat.completions.create(model="whyrec", user="u0", messages=said)
            text = listed.choices[0].message.content
            said += [
                {"role": "assistant", "content": text},
                {"role": "user", "content": "Why the second one?"},
            ]
            stream = await sdk.chat.completions.create(
                model="whyrec",
                user="u0",
                messages=said,
                stream=True,
                stream_options={"include_usage": True},
            )
            chunks = [chunk async for chunk in stream]
        data = next(c.model_extra["whyrec"] for c in chunks if "whyrec" in (c.model_extra or {}))
        assert data["route"] == "why"
        assert not data["degraded"]
        assert data["explanation"]["item_id"] == listed.model_extra["whyrec"]["items"][1]["item_id"]
        assert rec.tally.model_calls[ModelCall("chat", "ok")] > 0
        assert chunks[-1].usage.total_tokens > 0

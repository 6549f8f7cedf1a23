"""A client that leaves stops what the engine was doing for it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.fakes.scripted_model import ScriptedModel
from tests.recommender.conftest import built, home  # noqa: F401
from tests.recommender.world import settings
from tests.server.running import running
from whyrec import Recommender
from whyrec.agents.models import CapabilityCard, ChatMessage, Completion, TaskScore


class NeverDone(ScriptedModel):
    """Writes sentences for ever; says when it began to, and when it was stopped."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.began = threading.Event()
        self.stopped = threading.Event()

    async def chat(
        self, messages: Sequence[ChatMessage], *, max_tokens: int, **options: Any
    ) -> Completion:
        if max_tokens == 1:  # whether it is there at all
            return await super().chat(messages, max_tokens=max_tokens, **options)
        self.began.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            self.stopped.set()
            raise
        raise AssertionError


@pytest.mark.parametrize("stream", [False, True])
async def test_the_engine_is_stopped_when_the_client_leaves(
    home: Path,  # noqa: F811
    stream: bool,
) -> None:
    async with Recommender.open(settings(home), model=ScriptedModel(mood="dead")) as before:
        await before.evolve("u0")
    engine = NeverDone()
    able = TaskScore(score=1.0, passed=True, n=20)
    card = CapabilityCard(
        engine=engine.engine, model=engine.model, probed_at="2026-11-01", sentence=able
    )
    patient = settings(home, chat={"prose_timeout_s": 600}).model_copy(
        update={"engine": settings(home).engine.model_copy(update={"timeout_s": 600})}
    )

    def opened() -> Recommender:
        rec = Recommender.open(patient, model=engine)
        rec._world.health.keep(card)
        return rec

    question = {"role": "user", "content": "What shall I watch tonight?"}
    body = {"user": "u0", "messages": [question], "stream": stream}
    with running(opened) as (url, _):
        async with httpx2.AsyncClient(timeout=60) as client:
            asking = asyncio.create_task(client.post(f"{url}/v1/chat/completions", json=body))
            assert await asyncio.to_thread(engine.began.wait, 60)
            assert not engine.stopped.is_set()
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)
        assert await asyncio.to_thread(engine.stopped.wait, 20)

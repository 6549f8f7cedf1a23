"""One whole run through a real vLLM: evolve, recommend, explain, why."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.recommender.world import catalogue, crowd
from whyrec import Recommender, Settings

pytestmark = [
    pytest.mark.vllm,
    pytest.mark.skipif("WHYREC_TEST_VLLM" not in os.environ, reason="no vLLM at WHYREC_TEST_VLLM"),
    pytest.mark.timeout(900),
]


async def test_evolves_recommends_and_explains_through_vllm(tmp_path: Path) -> None:
    settings = Settings(
        home=tmp_path / "home",
        clock="watermark",
        engine={"base_url": os.environ["WHYREC_TEST_VLLM"], "timeout_s": 600},
        # A CPU reads some 200 tokens a second: few candidates, and all the time it wants.
        rank={"judged": 6, "model_timeout_s": 600},
    )
    async with Recommender.open(settings) as rec:
        await rec.ingest(items=catalogue(), events=crowd(), rating_scale=(0, 10))
        await rec.rebuild()
        card = await rec.probe()
        assert card is not None
        assert card.engine == "openai_compatible"
        revisions = await rec.evolve("u0")
        mine = {e.id for e in rec.store.events.of_user("default", "u0")}
        assert revisions[-1].profile.cited_events() == mine
        assert not any(r.patch.provenance.degraded for r in revisions)
        listed = await rec.recommend("u0", 5)
        assert len(listed) == 5
        assert not any(r.degraded for r in listed)
        if card.judge is not None:
            assert all("judgement" in r.parts for r in listed)
        answer = await rec.why("u0", listed[0].item.id)
        assert answer.text
        assert {c.event_id for c in answer.evidence} <= mine

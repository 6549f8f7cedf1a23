"""A home with 10,000 films and 100 users whose profiles have evolved."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path

from recommend_api import catalogue, ratings

from whyrec import Recommender, Settings
from whyrec.agents.models import CapabilityCard, TaskScore

MODEL = "by-the-clock"
USERS = tuple(f"v{n}" for n in range(100))
EVENTS = 100
"""Of each user; 200 more users have as many and no profile."""


def build(home: Path) -> Path:
    """Make the home where it is not there yet; takes about a minute."""
    if not (home / "whyrec.db").exists():
        asyncio.run(_build(home))
    return home


async def _build(home: Path) -> None:
    rng = random.Random(5)
    settings = Settings(home=home, clock="watermark", engine={"enabled": False})
    async with Recommender.open(settings) as rec:
        events = [e for n in range(300) for e in ratings(rng, f"v{n}", EVENTS)]
        await rec.ingest(items=catalogue(rng), events=events, rating_scale=(0, 10))
        for user in USERS:
            await rec.evolve(user)
        await rec.rebuild()
        able = TaskScore(score=1.0, passed=True, n=20)
        tasks = dict.fromkeys(("name", "sentence", "route", "likelihood"), able)
        card = CapabilityCard(
            engine="openai_compatible", model=MODEL, probed_at="2026-11-01T00:00:00", **tasks
        )
        # What the engine here "can do": everything that a chat asks of a model.
        rec.store.meta.set("", card.key, card.model_dump(mode="json"))

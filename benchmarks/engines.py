"""Print how fast the configured engine is: tokens written and likelihoods a second.

Usage: python benchmarks/engines.py [BASE_URL | FILE.gguf]
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from pydantic import BaseModel, Field
from rich.console import Console
from rich.table import Table

from whyrec.agents.embeddings import open_embedder
from whyrec.agents.models import ChatMessage, open_model
from whyrec.settings import load_settings

RUNS = 3
ASK = [ChatMessage("user", "Tell a long story about a whale, in all detail.")]
FILMS = ["Platoon", "Apocalypse Now", "Das Boot", "The Thin Red Line", "Saving Private Ryan"]
TITLES = [
    f" {first} of the {last}"
    for first in ("Lord", "Revenge", "Night", "Days")
    for last in ("Rings", "Sith", "Living Dead", "Thunder", "Jackal")
]


class Story(BaseModel):
    """A schema of some length."""

    title: str = Field(max_length=60)
    text: str = Field(min_length=150, max_length=300)


async def main() -> None:
    engine: dict[str, object] = {}
    if len(sys.argv) > 1:
        url = sys.argv[1].startswith("http")
        engine = {"base_url": sys.argv[1]} if url else {"gguf": Path(sys.argv[1])}
    settings = load_settings(engine=engine) if engine else load_settings()
    model = open_model(settings)
    if model is None:
        sys.exit("engine.enabled is false")
    await model.chat(ASK, max_tokens=2)
    prefix = "A person liked " + ", ".join(FILMS * 5) + ". Next:"
    length = await model.count_tokens(prefix)
    turn = iter(range(10_000))

    async def chat() -> float:
        return (await model.chat(ASK, max_tokens=100)).usage.completion_tokens

    async def parse() -> float:
        return (await model.parse(ASK, Story, max_tokens=250)).usage.completion_tokens

    async def likelihood() -> float:
        return len((await model.loglikelihood(f"{next(turn)} {prefix}", TITLES)).logprobs)

    async def again() -> float:
        return len((await model.loglikelihood(prefix, TITLES)).logprobs)

    embedder = open_embedder(settings)

    async def embed() -> float:
        return len(await embedder.embed([f"{t} {n}" for t in TITLES for n in range(25)]))

    rows: list[tuple[str, Callable[[], Awaitable[float]], str]] = [
        ("chat, 100 tokens", chat, "tokens"),
        ("parse by schema", parse, "tokens"),
        (f"20 likelihoods, new prefix of {length} tokens", likelihood, "titles"),
        ("20 likelihoods, same prefix", again, "titles"),
        (f"embed 500 titles ({embedder.model_id})", embed, "titles"),
    ]
    table = Table("what", "seconds", "a second", title=f"{model.model} ({model.engine})")
    for name, work, unit in rows:
        await work()
        best, done = float("inf"), 0.0
        for _ in range(RUNS):
            started = time.perf_counter()
            count = await work()
            seconds = time.perf_counter() - started
            if seconds < best:
                best, done = seconds, count
        table.add_row(name, f"{best:.2f}", f"{done / best:.0f} {unit}")
    Console().print(table)
    await model.aclose()


if __name__ == "__main__":
    asyncio.run(main())

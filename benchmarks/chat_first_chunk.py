"""How long a chat's first chunk takes, with the embedded engine on a home that is there.

    python benchmarks/chat_first_chunk.py HOME USER [USER …]

Every user has the same conversation; the answers before the first one are warm-up. The processor's
time is given beside the clock's: on a machine that has other work to do they differ.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from pathlib import Path

import numpy as np

from whyrec import Recommender
from whyrec.domain import ChatTurn
from whyrec.settings import load_settings

LINES = (
    "what should I watch tonight?",
    "why the second one?",
    "three thrillers from the 90s",
    "more like the second one",
    "something lighter",
    "what do you know about my taste?",
    "something like The Matrix",
    "推荐五部科幻片",
    "为什么推荐第二部？",
    "thanks",
)


async def measure(home: Path, users: list[str]) -> None:
    """Lead the conversations and print the times."""
    async with Recommender.open(load_settings(home=home)) as rec:
        await rec.warm()
        await say(rec, users[0], [], "what should I watch?")
        clock: list[float] = []
        processor: list[float] = []
        whole: list[float] = []
        for user in users:
            turns: list[ChatTurn] = []
            for line in LINES:
                first, busy, last = await say(rec, user, turns, line)
                clock.append(first)
                processor.append(busy)
                whole.append(last)
        print(f"{len(clock)} turns of {len(users)} users")
        for name, times in (
            ("first chunk, clock", clock),
            ("first chunk, processor", processor),
            ("whole answer, clock", whole),
        ):
            low, high, most = np.percentile(times, [50, 95, 100]) * 1000
            print(f"{name:24} p50 {low:6.0f} ms   p95 {high:6.0f} ms   max {most:6.0f} ms")


async def say(
    rec: Recommender, user: str, turns: list[ChatTurn], line: str
) -> tuple[float, float, float]:
    """One turn: seconds to its first chunk by the clock and by the processor, and to its end."""
    turns.append(ChatTurn(role="user", content=line))
    started, busy = time.perf_counter(), time.process_time()
    first: tuple[float, float] | None = None
    text = ""
    async for chunk in rec.chat(user, turns):
        if chunk.text and first is None:
            first = time.perf_counter() - started, time.process_time() - busy
        text += chunk.text
    assert first is not None
    turns.append(ChatTurn(role="assistant", content=text))
    return *first, time.perf_counter() - started


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("users", nargs="+")
    given = parser.parse_args()
    asyncio.run(measure(given.home, given.users))


if __name__ == "__main__":
    main()

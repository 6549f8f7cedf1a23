"""How long `Recommender.recommend` takes without the model: 10,000 items, a user with 500 events.

    python benchmarks/recommend_api.py [--calls N]

The whole call is timed: reading the user from SQL, arithmetic, candidates, ranking, the list and
its reasons; once without and once with the composed explanations, and in every balance. After the
first call the ranking is kept, so that what differs is what is done after it.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from whyrec import Recommender, Settings
from whyrec.domain import Balance, Event, Item

START = datetime(2024, 1, 1, tzinfo=UTC)
GENRES = ("Action", "Comedy", "Drama", "Horror", "Western", "War", "Musical", "Romance")
PLAIN: dict[str, Any] = {"explain": False}
ASKED: dict[str, dict[str, Any]] = {
    "without explanations": PLAIN,
    "with explanations": {"explain": True},
    "calibration .5": {**PLAIN, "balance": Balance(calibration=0.5)},
    "cap 2": {**PLAIN, "balance": Balance(cap=2)},
    "surprise .5": {**PLAIN, "balance": Balance(surprise=0.5)},
    "all three": {**PLAIN, "balance": Balance(calibration=0.5, cap=2, surprise=0.5)},
}


def catalogue(rng: random.Random) -> list[Item]:
    """10,000 films."""
    return [
        Item(
            id=f"f{n}",
            title=f"The {rng.choice(GENRES)} of Number {n}",
            facets={"genre": tuple(set(rng.choices(GENRES, k=2))), "year": (f"{1950 + n % 70}",)},
            domain="movies",
        )
        for n in range(10_000)
    ]


def ratings(rng: random.Random, user: str, events: int) -> list[Event]:
    """Ratings of one user over a year, popular films more often."""
    return [
        Event(
            id=f"{user}-{n}",
            user_id=user,
            item_id=f"f{int(10_000 * rng.random() ** 2)}",
            kind="rating",
            value=float(rng.randint(4, 10)),
            at=START + timedelta(hours=17 * n, minutes=rng.randint(0, 59)),
        )
        for n in range(events)
    ]


async def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=300)
    calls = parser.parse_args().calls
    rng = random.Random(5)
    table = Table("Recommender.recommend", "p50 ms", "p99 ms", "processor, p50 ms")
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(home=Path(home), clock="watermark", engine={"enabled": False})
        async with Recommender.open(settings) as rec:
            events = ratings(rng, "u", 500)
            for n in range(300):
                events += ratings(rng, f"v{n}", 100)
            await rec.ingest(items=catalogue(rng), events=events, rating_scale=(0, 10))
            await rec.evolve("u")
            await rec.rebuild()
            for name, asked in ASKED.items():
                seconds, busy = [], []
                for _ in range(calls + 20):
                    started, worked = time.perf_counter(), time.process_time()
                    await rec.recommend("u", 10, use_model=False, **asked)
                    seconds.append(time.perf_counter() - started)
                    busy.append(time.process_time() - worked)
                p50, p99 = np.percentile(np.array(seconds[20:]) * 1000, (50, 99))
                work = np.median(busy[20:]) * 1000
                table.add_row(name, f"{p50:.1f}", f"{p99:.1f}", f"{work:.1f}")
    Console().print(table)


if __name__ == "__main__":
    asyncio.run(main())

"""How long a new event takes to move the next list, without a model: one home, no server.

    python benchmarks/next_list.py [--items N] [--events N] [--times N]

Makes a home of 10,000 items and 2,000 other people's 50,000 events, and a user with 500 events
whose profile has evolved; then adds an event of the user and asks for ten items, again and again.
Prints p50 and p99 in milliseconds of adding, of the list, and of both, with feedback judged and
taken at its word, and of judging alone. The CPU's time is what is left on a machine with nothing
else to do, but for the disk.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from whyrec import Recommender, Settings
from whyrec.agents.dynamics import judge
from whyrec.domain import Event, Item
from whyrec.settings import EngineSettings, FeedbackSettings

CROWD, CROWD_EVENTS, GENRES, WARM = 2_000, 50_000, 20, 5
DAY_S = 86_400


def made_up_items(n: int, rng: np.random.Generator) -> list[Item]:
    return [
        Item(
            id=f"i{number}",
            title=f"Item {number} ({1950 + int(rng.integers(75))})",
            facets={"genre": tuple(f"g{g}" for g in rng.choice(GENRES, size=2, replace=False))},
        )
        for number in range(n)
    ]


def ratings(user: str, items: list[int], ages_s: list[float], end: datetime) -> list[Event]:
    return [
        Event(
            id=f"{user}-{n}-{items[n]}",
            user_id=user,
            item_id=f"i{items[n]}",
            kind="rating",
            value=float(1 + (7 * n) % 10),
            at=end - timedelta(seconds=age),
        )
        for n, age in enumerate(ages_s)
    ]


async def prepare(home: Path, options: argparse.Namespace, end: datetime) -> None:
    rng = np.random.default_rng(0)
    events: list[Event] = []
    for number, count in enumerate(np.full(CROWD, CROWD_EVENTS // CROWD)):
        items = rng.zipf(1.3, size=count) % options.items
        ages = np.sort(rng.uniform(0, 180 * DAY_S, size=count))[::-1]
        events += ratings(f"u{number}", items.tolist(), ages.tolist(), end)
    own = rng.choice(options.items, size=options.events, replace=False)
    # In sittings of ten, a few seconds to a minute apart, as people rate.
    sittings = np.repeat(np.sort(rng.uniform(0, 170 * DAY_S, size=options.events // 10 + 1)), 10)
    ages = np.sort(sittings[: options.events] + rng.uniform(0, 600, size=options.events))[::-1]
    events += ratings("me", own.tolist(), ages.tolist(), end)
    async with Recommender.open(_settings(home, judged=True)) as rec:
        await rec.ingest(
            items=made_up_items(options.items, rng), events=events, rating_scale=(1, 10)
        )
        await rec.rebuild()
        await rec.evolve("me")


async def timed(home: Path, times: int, start: datetime, *, judged: bool) -> np.ndarray:
    rng = np.random.default_rng(1)
    taken = []
    async with Recommender.open(_settings(home, judged=judged)) as rec:
        await rec.warm()
        await rec.recommend("me", 10, explain=False, use_model=False)
        for n in range(WARM + times):
            at = start + timedelta(hours=n, seconds=float(rng.uniform(0, 600)))
            item = f"i{int(rng.integers(1_000))}"
            began, busy = time.perf_counter(), time.process_time()
            await rec.feedback("me", item, "like", at=at)
            added = time.perf_counter()
            await rec.recommend("me", 10, explain=False, use_model=False)
            ended, worked = time.perf_counter(), time.process_time() - busy
            taken.append((added - began, ended - added, ended - began, worked))
    return np.array(taken[WARM:]) * 1e3


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--items", type=int, default=10_000)
    parser.add_argument("--events", type=int, default=500)
    parser.add_argument("--times", type=int, default=100)
    options = parser.parse_args()
    end = datetime.now(UTC) - timedelta(days=15)
    table = Table(title=f"{options.items} items, {options.events} events of the user, ms")
    for name in ("feedback", "step", "p50", "p99"):
        table.add_column(name, justify="left" if name in ("feedback", "step") else "right")
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        await prepare(home, options, end)
        for turn, judged in enumerate((True, False)):
            start = end + timedelta(days=1 + 6 * turn)
            taken = await timed(home, options.times, start, judged=judged)
            for column, step in enumerate(("event kept", "list of ten", "both", "both, CPU alone")):
                p50, p99 = np.percentile(taken[:, column], [50, 99])
                name = "judged" if judged else "at its word"
                table.add_row(name, step, f"{p50:.1f}", f"{p99:.1f}")
        table.add_row("judged", "judging alone", *(f"{v:.1f}" for v in await _judging(home)))
    Console().print(table)


async def _judging(home: Path) -> list[float]:
    async with Recommender.open(_settings(home, judged=True)) as rec:
        events = rec.store.events.of_user("default", "me")[:500]
    taken = []
    for _ in range(200):
        began = time.perf_counter()
        judge(events, FeedbackSettings(judged=True))
        taken.append((time.perf_counter() - began) * 1e3)
    return [float(v) for v in np.percentile(taken, [50, 99])]


def _settings(home: Path, *, judged: bool) -> Settings:
    return Settings(
        home=home,
        engine=EngineSettings(enabled=False),
        feedback=FeedbackSettings(judged=judged),
    )


if __name__ == "__main__":
    asyncio.run(main())

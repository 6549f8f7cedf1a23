"""How long the eval harness takes without a model, and in how much memory.

    python benchmarks/evals.py [--users N] [--workers N] [--stages N] [--keep FOLDER]

Runs two suites with the row whyrec alone, as ``whyrec eval run`` does: ``sampled`` on made-up data
(6,000 users with 65 ratings each of 5,000 films, 20 candidates a user), and, where ``WHYREC_DATA``
holds MovieTweetings, ``full`` on it (cut .9, 1,291 users, the whole catalogue). Prints seconds,
CPU seconds and the peak memory of all processes together, then the milliseconds a user by stage,
timed on some of them in one process. ``--keep`` names a folder for the loaded data, which a second
run reuses.
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import os
import resource
import shutil
import tempfile
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from rich.console import Console
from rich.table import Table

from whyrec import Settings
from whyrec.evals import Context, load_suite, run_suite
from whyrec.evals._home import open_data_set
from whyrec.evals.systems import Whyrec

ITEMS, EVENTS_EACH = 5_000, 65
GENRES, DIRECTORS, COUNTRIES = 20, 800, 25
START = 1_640_995_200
"""2022-01-01T00:00:00Z in unix seconds."""
DAY = 86_400
SAMPLED, FULL = "sampled, n: 20", "full, cut: 0.9"
TWEETINGS = "movietweetings-100k"
SUITE = """\
name: benchmark
about: how long the row whyrec takes
data: {data}
protocol: {{name: {protocol}{users}}}
systems:
  - whyrec: whyrec
"""


def made_up(folder: Path, users: int) -> None:
    """Write films, a few of them popular, and users with tastes of their own over two years."""
    rng = np.random.default_rng(3)
    folder.mkdir(parents=True)
    genre_share = 1 / np.arange(1, GENRES + 1)
    genres = [
        rng.choice(GENRES, size=1 + n % 3, replace=False, p=genre_share / genre_share.sum())
        for n in range(ITEMS)
    ]
    with (folder / "items.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["item_id", "title", "genre", "director", "country", "year", "domain"])
        for n, own in enumerate(genres):
            year = 2022 - int(rng.exponential(15)) % 90
            director = f"Director {int(rng.zipf(1.5)) % DIRECTORS}"
            country = f"Country {int(rng.zipf(1.8)) % COUNTRIES}"
            title = f"The Tale of Number {n} ({year})"
            named = "|".join(f"Genre {g}" for g in own)
            out.writerow([f"f{n}", title, named, director, country, year, "movies"])
    has = np.zeros((ITEMS, GENRES), dtype=np.float32)
    for n, own in enumerate(genres):
        has[n, own] = 1
    popular = np.log(1 / np.arange(1, ITEMS + 1) ** 0.8)
    with (folder / "events.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["event_id", "user_id", "item_id", "kind", "value", "at"])
        for user in range(users):
            liking = has @ rng.normal(0, 1, GENRES)
            # Gumbel's trick: the largest are a draw without replacement.
            chosen = np.argsort(-(popular + liking + rng.gumbel(size=ITEMS)))[:EVENTS_EACH]
            values = np.clip(np.round(7 + liking[chosen] + rng.normal(0, 1.5, EVENTS_EACH)), 1, 10)
            first, span = rng.integers(600) * DAY, int(rng.integers(10, 130)) * DAY
            at = START + first + np.sort(rng.integers(0, span, EVENTS_EACH))
            for n, item in enumerate(rng.permutation(EVENTS_EACH)):
                film, value = f"f{chosen[item]}", int(values[item])
                out.writerow([f"e{user}-{n}", f"u{user}", film, "rating", value, int(at[n])])


@dataclass
class Memory:
    """The largest sum of resident memory of this process and all below it, in bytes."""

    peak: int = 0
    _stop: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def watched(self) -> Iterator[Memory]:
        """Look ten times a second."""
        thread = threading.Thread(target=self._watch, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._stop.set()
            thread.join()

    def _watch(self) -> None:
        while not self._stop.wait(0.1):
            self.peak = max(self.peak, _resident(os.getpid()))


def _resident(pid: int) -> int:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        below = [
            int(child)
            for task in Path(f"/proc/{pid}/task").iterdir()
            for child in (task / "children").read_text().split()
        ]
    except OSError:  # it has ended
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE") + sum(_resident(child) for child in below)


def _cpu() -> float:
    """Seconds of this process and of those below it that have ended."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


STAGES = {"factors": "at", "profile": "follow", "whole case": "answer"}
"""What is timed, by the method of the system that does it."""


@contextmanager
def timed() -> Iterator[dict[str, float]]:
    """Seconds by stage while the block runs, in this process."""
    taken = dict.fromkeys(STAGES, 0.0)
    before = {name: getattr(Whyrec, name) for name in STAGES.values()}

    def timing(stage: str, method: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        @wraps(method)
        async def call(*args: Any) -> Any:
            started = time.perf_counter()
            try:
                return await method(*args)
            finally:
                taken[stage] += time.perf_counter() - started

        return call

    for stage, name in STAGES.items():
        setattr(Whyrec, name, timing(stage, before[name]))
    try:
        yield taken
    finally:
        for name, method in before.items():
            setattr(Whyrec, name, method)


class Ran(NamedTuple):
    """One run of a suite."""

    users: int
    seconds: float
    memory: int
    """Bytes, at most, of all processes together."""
    cpu: float
    """Seconds of all processes together."""


@dataclass(frozen=True)
class Bench:
    """Runs suites on data sets; what was loaded stays in a folder, answers do not."""

    folder: Path

    async def load(self, data: Path) -> float:
        """Load a data set, unless it is there; in seconds."""
        started = time.perf_counter()
        await open_data_set(data, self.folder / "cache", Settings(home=self.folder))
        return time.perf_counter() - started

    async def run(self, data: Path, protocol: str, users: int | None, workers: int) -> Ran:
        """Run a suite with the row whyrec."""
        drawn = "" if users is None else f", users: {users}"
        file = self.folder / "suite.yaml"
        file.write_text(SUITE.format(data=data, protocol=protocol, users=drawn), encoding="utf-8")
        suite, text = load_suite(str(file))
        users = 0

        def progress(_: str, done: int, __: int | None) -> None:
            nonlocal users
            users = done

        cache = self.folder / "cache"
        shutil.rmtree(cache / "work", ignore_errors=True)
        with tempfile.TemporaryDirectory() as out, Memory().watched() as memory:
            settings = Settings(home=self.folder)
            context = Context(settings, cache, Path(out), progress, workers=workers)
            started, cpu = time.perf_counter(), _cpu()
            await run_suite(suite, text, context)
            seconds, cpu = time.perf_counter() - started, _cpu() - cpu
        return Ran(users, seconds, memory.peak, cpu)


async def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--users", type=int, default=6_000, help="of the made-up data")
    parser.add_argument("--workers", type=int, default=min(len(os.sched_getaffinity(0)), 4))
    parser.add_argument("--stages", type=int, default=300, help="users timed by stage, 0 none")
    parser.add_argument("--keep", type=Path, help="folder for the loaded data")
    options = parser.parse_args()
    runs = Table("protocol", "data", "users", "load s", "run s", "CPU s", "peak memory MB")
    stages = Table("protocol", "users", *(f"{name} ms a user" for name in (*STAGES, "the rest")))
    with tempfile.TemporaryDirectory() as fresh:
        bench = Bench((options.keep or Path(fresh)).absolute())
        synthetic = bench.folder / f"made-up-{options.users}"
        if not synthetic.is_dir():
            made_up(synthetic, options.users)
        wanted = [(SAMPLED, synthetic)]
        known = Settings().data
        if known is not None and (known / TWEETINGS).is_dir():
            wanted.append((FULL, known / TWEETINGS))
        for protocol, data in wanted:
            load = await bench.load(data)
            ran = await bench.run(data, protocol, None, options.workers)
            runs.add_row(
                protocol,
                data.name,
                f"{ran.users:,}",
                f"{load:.1f}",
                f"{ran.seconds:.1f}",
                f"{ran.cpu:.1f}",
                f"{ran.memory / 1e6:,.0f}",
            )
            if options.stages:
                with timed() as taken:
                    part = await bench.run(data, protocol, options.stages, 1)
                taken["the rest"] = part.seconds - taken["factors"] - taken["whole case"]
                each = [f"{1_000 * s / part.users:.1f}" for s in taken.values()]
                stages.add_row(protocol, f"{part.users:,}", *each)
    console = Console()
    console.print(f"{options.workers} processes")
    console.print(runs)
    if options.stages:
        console.print("One process; the rest is loading what is kept, metrics and the report.")
        console.print(stages)


if __name__ == "__main__":
    asyncio.run(main())

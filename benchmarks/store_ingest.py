"""How fast events get into the store and out again, and what memory that takes.

Run with ``python benchmarks/store_ingest.py [ROWS …]``; each size runs in a process of its own, so
that its peak memory is its own.
"""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from whyrec.store import EventRow, Store

SIZES = (100_000, 1_000_000)


def rows(n: int) -> Iterator[EventRow]:
    """Ratings of 20,000 users for 17,000 items, ids and times in random order."""
    rng = random.Random(1)
    for _ in range(n):
        yield EventRow(
            id=f"h{rng.getrandbits(80):020x}",
            user_id=f"u{rng.randrange(20_000)}",
            item_id=f"m{rng.randrange(17_000)}",
            kind="rating",
            value=rng.randrange(1, 11) / 2,
            text=None,
            at_us=1_500_000_000_000_000 + rng.randrange(10**14),
            scene=None,
            device=None,
            session=None,
        )


def measure(n: int) -> list[float]:
    """Seconds of each step, CPU seconds of adding, peak and file size in MB.

    Adding includes making the rows.
    """
    times = [time.perf_counter()]

    def lap() -> None:
        times.append(time.perf_counter())

    with (
        tempfile.TemporaryDirectory() as folder,
        Store.open(f"sqlite:///{folder}/whyrec.db") as store,
    ):
        times[0] = time.perf_counter()
        for _ in rows(n):
            pass
        lap()
        cpu = time.process_time()
        assert store.events.add("t", rows(n)).added == n
        cpu = time.process_time() - cpu
        lap()
        assert store.events.add("t", rows(n)).unchanged == n
        lap()
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        import numpy  # noqa: F401  # Not to be counted as reading.

        times[-1] = time.perf_counter()
        store.events.columns("t")
        lap()
        store.events.of_user("t", "u1")
        lap()
        store.erase_user("t", "u1")
        lap()
        size = Path(folder, "whyrec.db").stat().st_size / 1e6
    return [b - a for a, b in pairwise(times)] + [cpu, memory, size]


def main() -> None:
    """Print a table."""
    if sys.argv[1:2] == ["--one"]:
        print(*measure(int(sys.argv[2])))
        return
    names = ("make", "add", "again", "columns", "of_user", "erase", "add CPU", "peak MB", "file MB")
    print(f"{'rows':>10}", *(f"{name:>9}" for name in names))
    for n in [int(a) for a in sys.argv[1:]] or SIZES:
        done = subprocess.run(
            [sys.executable, __file__, "--one", str(n)], check=True, capture_output=True, text=True
        )
        values = [float(v) for v in done.stdout.split()]
        shown = [f"{v:9.3f}" for v in values[:-2]] + [f"{v:9.0f}" for v in values[-2:]]
        print(f"{n:>10,}", *shown)


if __name__ == "__main__":
    main()

"""Time and memory of loading events; the aim: 100,000 in 10 s, 1,000,000 in 90 s, below 1 GB.

    python benchmarks/ingest.py [ROWS ...]

Each format is loaded into a fresh store by a process of its own, then once more (which changes
nothing); in the CSV called "bad" every thousandth row is.
"""

from __future__ import annotations

import json
import os
import random
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

_FORMATS = ("csv", "bad.csv", "jsonl", "parquet")


def write_events(folder: Path, rows: int) -> None:
    """Ratings of 20,000 users and 10,000 items in all formats."""
    import polars as pl

    chance = random.Random(7)
    frame = pl.DataFrame(
        {
            "user_id": [f"u{chance.randrange(20_000)}" for _ in range(rows)],
            "item_id": [f"i{chance.randrange(10_000)}" for _ in range(rows)],
            "rating": [chance.randrange(1, 11) / 2 for _ in range(rows)],
            "timestamp": [1_300_000_000 + 37 * n for n in range(rows)],
        }
    )
    frame.write_csv(folder / "events.csv")
    frame.write_ndjson(folder / "events.jsonl")
    frame.write_parquet(folder / "events.parquet")
    lines = (folder / "events.csv").read_text().splitlines()
    lines[1::1_000] = ["u1,i1,none,yesterday"] * len(lines[1::1_000])
    (folder / "events.bad.csv").write_text("\n".join(lines))


def load(file: Path, home: Path) -> None:
    """Load a file twice and print what it took as JSON."""
    from whyrec.store import Store
    from whyrec.store.ingest import ingest_files

    with Store.open(f"sqlite:///{home / 'whyrec.db'}") as store:
        first = ingest_files(store, "default", events=file, rejects_dir=home / "rejects")
        again = ingest_files(store, "default", events=file, rejects_dir=home / "rejects")
    spent = resource.getrusage(resource.RUSAGE_SELF)
    told = {
        "added": first.events_added,
        "rejected": first.rejected,
        "seconds": first.seconds,
        "again": again.seconds,
        "cpu": spent.ru_utime + spent.ru_stime,
        "mb": spent.ru_maxrss / 1024,
    }
    if again.events_unchanged != first.events_added:
        raise SystemExit("the second load changed something")
    print(json.dumps(told))


def main(sizes: list[int]) -> None:
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; cpu is of both loads together\n")
    print(f"{'rows':>9}  {'format':8} {'added':>9} {'bad':>6} {'s':>6} {'again s':>8}", end="")
    print(f" {'cpu s':>6} {'peak MB':>8}")
    for rows in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            write_events(folder, rows)
            for ending in _FORMATS:
                home = folder / f"home-{ending}"
                home.mkdir()
                command = [sys.executable, __file__, "load", folder / f"events.{ending}", home]
                done = subprocess.run(command, check=True, capture_output=True, text=True)
                told = json.loads(done.stdout)
                print(
                    f"{rows:>9,}  {ending:8} {told['added']:>9,} {told['rejected']:>6,} "
                    f"{told['seconds']:>6.1f} {told['again']:>8.1f} {told['cpu']:>6.1f} "
                    f"{told['mb']:>8.0f}",
                    flush=True,
                )


if __name__ == "__main__":
    if sys.argv[1:2] == ["load"]:
        load(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        main([int(size.replace("_", "")) for size in sys.argv[1:]] or [100_000, 1_000_000])

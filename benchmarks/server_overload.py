"""What is left of a server that gets three times what it can do.

    python benchmarks/server_overload.py [--home FOLDER] [--seconds S] [--quick]

First the peak: lists without the model, as many as 32 clients get. Then requests arrive by
themselves at a half, at once, twice and three times that rate. Goodput is answers 200 a second.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table
from serving import USERS, Load, Request, build, resident_mb, run, server

TIMES = (0.5, 1.0, 2.0, 3.0)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, help="made where it is not there yet")
    parser.add_argument("--seconds", type=float, default=30.0, help="of each measurement")
    parser.add_argument("--quick", action="store_true", help="three seconds each")
    asked = parser.parse_args()
    seconds = 3.0 if asked.quick else asked.seconds
    table = Table(
        "load",
        "arrive/s",
        "answered/s",
        "of the peak",
        "refused",
        "no answer",
        "answered p50 ms",
        "p99 ms",
        "refused p95 ms",
        "memory MB",
    )
    requests = tuple(
        Request("GET", f"/v1/users/{user}/recommendations?use_model=false") for user in USERS
    )
    with tempfile.TemporaryDirectory() as folder:
        home = build(asked.home or Path(folder) / "home")
        with server(home, None) as (port, pid):
            run(Load(port, requests, 3.0, clients=4))
            found = run(Load(port, requests, seconds, clients=32))
            peak = found.rate()
            table.add_row(
                "32 clients",
                "",
                f"{peak:.0f}",
                "100 %",
                str((found.status == 503).sum()),
                str((found.status == 0).sum()),
                f"{found.milliseconds(50, 200):.0f}",
                f"{found.milliseconds(99, 200):.0f}",
                "",
                f"{resident_mb(pid):.0f}",
            )
            for times in TIMES:
                found = run(Load(port, requests, seconds, rate=times * peak))
                table.add_row(
                    f"{times:g} times the peak",
                    f"{len(found.took) / seconds:.0f}",
                    f"{found.rate():.0f}",
                    f"{found.rate() / peak:.0%}",
                    str((found.status == 503).sum()),
                    str((found.status == 0).sum()),
                    f"{found.milliseconds(50, 200):.0f}",
                    f"{found.milliseconds(99, 200):.0f}",
                    f"{found.milliseconds(95, 503):.0f}",
                    f"{resident_mb(pid):.0f}",
                )
    Console(width=130).print(table)


if __name__ == "__main__":
    main()

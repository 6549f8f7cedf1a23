"""What clients see of an engine that is killed under load, hangs, and comes back.

    python benchmarks/server_outage.py [--home FOLDER] [--seconds S] [--quick]

Lists with the model and turns of the chat arrive all the while, eight clients with a pause of
nothing. The engine is killed, started again, then hangs for a while and goes on. After each return
it is timed how long lists stay degraded.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
import urllib.request
from pathlib import Path

from rich.console import Console
from rich.table import Table
from serving import USERS, Load, Request, build, chat, engine, finish, server, start

CLIENTS = 8
HANGS_MS = 3_600_000.0


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, help="made where it is not there yet")
    parser.add_argument("--seconds", type=float, default=20.0, help="of each phase")
    parser.add_argument("--quick", action="store_true", help="four seconds each")
    asked = parser.parse_args()
    seconds = 4.0 if asked.quick else asked.seconds
    requests = (
        *(Request("GET", f"/v1/users/{user}/recommendations") for user in USERS),
        *(chat(user, "Recommend me five films") for user in USERS),
        *(chat(user, "What do you know about my taste?") for user in USERS),
    )
    table = Table("the engine", "requests", "200", "p50 ms", "p99 ms", "longest ms", "normal after")
    with tempfile.TemporaryDirectory() as folder:
        home = build(asked.home or Path(folder) / "home")
        with engine(20.0) as served, server(home, served.url) as (port, _):
            phases = (
                ("works", lambda: None, False),
                ("is killed", served.kill, False),
                ("is back", served.start, True),
                ("hangs", lambda: served.take(HANGS_MS), False),
                ("goes on", lambda: (served.kill(), served.start()), True),
            )
            _normal(port)
            for name, happens, timed in phases:
                load = start(Load(port, requests, seconds, clients=CLIENTS))
                time.sleep(seconds / 10)
                happens()
                after = f"{_normal(port):.1f} s" if timed else ""
                found = finish(load)
                good = int((found.status == 200).sum())
                table.add_row(
                    name,
                    str(len(found.took)),
                    f"{good / len(found.took):.2%}",
                    f"{found.milliseconds(50):.0f}",
                    f"{found.milliseconds(99):.0f}",
                    f"{found.milliseconds(100):.0f}",
                    after,
                )
    Console(width=110).print(table)


def _normal(port: int) -> float:
    """Wait until a list is not degraded; how long that was, in seconds."""
    began = time.monotonic()
    url = f"http://127.0.0.1:{port}/v1/users/v250/recommendations?k=3"
    while time.monotonic() - began < 60:
        with urllib.request.urlopen(url, timeout=60) as answer:
            if not json.load(answer)["degraded"]:
                return time.monotonic() - began
        time.sleep(0.2)
    return float("inf")


if __name__ == "__main__":
    main()

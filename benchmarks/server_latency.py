"""What a chat costs beyond its engine: an engine that takes 20 ms a call, 1, 16 and 64 clients.

    python benchmarks/server_latency.py [--home FOLDER] [--seconds S] [--quick]

Each client sends its next turn when the one before was answered, without a pause. A turn may ask
the engine several times, one after the other; how often is found out by letting it take 120 ms, and
that much waiting is taken off. What is left is whyrec's own: routing, the list or the reasons, the
gate, HTTP. CPU time is the server's, and does not depend on what else the machine does.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table
from serving import USERS, Engine, Load, Request, build, chat, cpu_s, engine, run, server

DELAY_MS = 20.0
SLOW_MS = 120.0
TURNS = {
    "taste": "What do you know about my taste?",
    "why": "Why would I like The Comedy of Number 8?",
    "recommend": "Recommend me five films",
}
CLIENTS = (1, 16, 64)
LIMITS_MS = {1: 15, 16: 80, 64: 250}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, help="made where it is not there yet")
    parser.add_argument("--seconds", type=float, default=20.0, help="of each measurement")
    parser.add_argument("--quick", action="store_true", help="two seconds each")
    asked = parser.parse_args()
    seconds = 2.0 if asked.quick else asked.seconds
    table = Table(
        "turn",
        "engine calls",
        "clients",
        "turns/s",
        "not 200",
        "CPU ms a turn",
        "p50 ms",
        "p99 ms",
        "added p50 ms",
        "added p99 ms",
        "at most",
        title=f"an engine that takes {DELAY_MS:g} ms a call",
    )
    turns = {name: tuple(chat(user, words) for user in USERS) for name, words in TURNS.items()}
    with tempfile.TemporaryDirectory() as folder:
        home = build(asked.home or Path(folder) / "home")
        with engine(DELAY_MS) as served, server(home, served.url) as (port, pid):
            calls = _calls(served, port, turns)
            for name, requests in turns.items():
                for clients in CLIENTS:
                    before = cpu_s(pid)
                    found = run(Load(port, requests, seconds, clients=clients))
                    cpu = (cpu_s(pid) - before) / len(found.took)
                    p50, p99 = found.milliseconds(50, 200), found.milliseconds(99, 200)
                    waited = calls[name] * DELAY_MS
                    table.add_row(
                        name,
                        str(calls[name]),
                        str(clients),
                        f"{found.rate():.0f}",
                        str((found.status != 200).sum()),
                        f"{cpu * 1000:.1f}",
                        f"{p50:.0f}",
                        f"{p99:.0f}",
                        f"{p50 - waited:.0f}",
                        f"{p99 - waited:.0f}",
                        str(LIMITS_MS[clients]),
                    )
    Console(width=130).print(table)


def _calls(served: Engine, port: int, turns: dict[str, tuple[Request, ...]]) -> dict[str, int]:
    """How many calls one after the other each kind of turn waits for."""
    for requests in turns.values():
        run(Load(port, requests, 2.0, clients=4))
    medians = {}
    for delay in (DELAY_MS, SLOW_MS):
        served.take(delay)
        medians[delay] = {n: run(Load(port, r, 4.0)).milliseconds(50) for n, r in turns.items()}
    served.take(DELAY_MS)
    more = {n: medians[SLOW_MS][n] - medians[DELAY_MS][n] for n in turns}
    return {n: max(round(ms / (SLOW_MS - DELAY_MS)), 0) for n, ms in more.items()}


if __name__ == "__main__":
    main()

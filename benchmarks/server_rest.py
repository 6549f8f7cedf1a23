"""How many lists a second REST gives without the model: 10,000 films, 100 users.

    python benchmarks/server_rest.py [--home FOLDER] [--seconds S] [--quick]

``GET /v1/users/…/recommendations?use_model=false``, closed: each client asks again when it was
answered; and open: 60 requests arrive in a second, whatever becomes of them. The 100 users come
again and again, so their rankings serve a minute each; "anew" is with
``WHYREC_RANK__SERVES_S=0``, as if
nobody ever came back.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table
from serving import USERS, Load, Request, build, cpu_s, run, server


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, help="made where it is not there yet")
    parser.add_argument("--seconds", type=float, default=20.0, help="of each measurement")
    parser.add_argument("--quick", action="store_true", help="two seconds each")
    asked = parser.parse_args()
    seconds = 2.0 if asked.quick else asked.seconds
    table = Table(
        "lists", "rankings", "load", "lists/s", "not 200", "CPU ms a list", "p50 ms", "p99 ms"
    )
    with tempfile.TemporaryDirectory() as folder:
        home = build(asked.home or Path(folder) / "home")
        for ranked, serves_s in (("kept", "60"), ("anew", "0")):
            with server(home, None, RANK__SERVES_S=serves_s) as (port, pid):
                _measure(table, ranked, port, pid, seconds)
    Console(width=110).print(table)


def _measure(table: Table, ranked: str, port: int, pid: int, seconds: float) -> None:
    for explain in (False, True):
        query = f"use_model=false&explain={str(explain).lower()}"
        requests = tuple(
            Request("GET", f"/v1/users/{user}/recommendations?{query}") for user in USERS
        )
        name = "with reasons" if explain else "without reasons"
        run(Load(port, requests, 3.0, clients=4))
        for load in (
            Load(port, requests, seconds, clients=1),
            Load(port, requests, seconds, clients=8),
            Load(port, requests, seconds, rate=60.0),
        ):
            before = cpu_s(pid)
            found = run(load)
            cpu = (cpu_s(pid) - before) / len(found.took)
            kind = f"{load.rate:.0f} a second" if load.rate else f"{load.clients} clients"
            table.add_row(
                name,
                ranked,
                kind,
                f"{found.rate():.0f}",
                str((found.status != 200).sum()),
                f"{cpu * 1000:.1f}",
                f"{found.milliseconds(50, 200):.0f}",
                f"{found.milliseconds(99, 200):.0f}",
            )


if __name__ == "__main__":
    main()

"""The whole OpenAPI against a real server: requests that are right, wrong and odd.

    python benchmarks/schemathesis_run.py [--examples N] [--seed N] [--workers N] [--phases …]
        [--seconds N]

Makes a small home, serves it on localhost without keys or a language model, and lets schemathesis
send whatever the description allows and what it does not. Prints schemathesis's own summary, then
how often each status was answered as the server counted it. Ends with 1 where anything was answered
by a 5xx other than 503, or not as the description says.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

from whyrec import Recommender, Settings
from whyrec.domain import Event, Item

CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,"
    "response_headers_conformance,response_schema_conformance,missing_required_header"
)
GENRES = ("Crime", "History", "Travel", "Essays")
START = datetime(2025, 1, 1, tzinfo=UTC)


async def make_home(home: Path) -> None:
    items = [
        Item(id=f"b{n}", title=f"Book {n}", facets={"genre": (GENRES[n % 4],)}, domain="books")
        for n in range(40)
    ]
    events = [
        Event(
            id=f"e{user}-{n}",
            user_id=f"u{user}",
            item_id=f"b{(user * 7 + n * 3) % 40}",
            kind="rating",
            value=float(1 + (user + n) % 5),
            at=START + timedelta(hours=n),
        )
        for user in range(5)
        for n in range(12)
    ]
    async with Recommender.open(Settings(home=home, engine={"enabled": False})) as rec:
        await rec.ingest(items=items, events=events, rating_scale=(1, 5))
        await rec.rebuild()


def serve(home: Path, port: int, log: Path) -> subprocess.Popen[bytes]:
    setting = {
        "WHYREC_HOME": str(home),
        "WHYREC_ENGINE__ENABLED": "false",
        "WHYREC_SERVER__RATE_LIMIT": "1000000/second",
        "WHYREC_DURABLE": "false",
    }
    command = [sys.executable, "-m", "whyrec", "serve", "--port", str(port)]
    with log.open("wb") as file:
        started = subprocess.Popen(
            command, env=os.environ | setting, stdout=file, stderr=file, cwd=home
        )
    for _ in range(600):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
            return started
        except OSError:
            if started.poll() is not None:
                sys.exit(log.read_text())
            time.sleep(0.1)
    sys.exit("the server did not start")


def statuses(port: int) -> Counter[str]:
    """Requests by status, as the server's own metrics count them."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
        text = answer.read().decode()
    counted: Counter[str] = Counter()
    for labels, value in re.findall(r"^whyrec_http_requests_total\{(.*)\} (\S+)$", text, re.M):
        found = re.search(r'status="(\w+)"', labels)
        if found:
            counted[found[1]] += int(float(value))
    return counted


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--examples", type=int, default=400, help="a route and phase, at most")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--phases", default="examples,coverage,fuzzing")
    parser.add_argument("--include-path-regex", default=".*")
    parser.add_argument("--seconds", type=int, help="go on fuzzing for so long")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        asyncio.run(make_home(home))
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        server = serve(home, port, Path(folder) / "server.log")
        config = Path(folder) / "schemathesis.toml"
        config.write_text(
            '[checks]\nnot_a_server_error.expected-statuses = ["2xx", "3xx", "4xx", "503"]\n'
        )
        try:
            done = subprocess.run(
                [
                    str(Path(sys.executable).with_name("schemathesis")),
                    f"--config-file={config}",
                    "run",
                    f"http://127.0.0.1:{port}/openapi.json",
                    f"--checks={CHECKS}",
                    f"--max-examples={options.examples}",
                    f"--seed={options.seed}",
                    f"--workers={options.workers}",
                    f"--phases={options.phases}",
                    f"--include-path-regex={options.include_path_regex}",
                    "--continue-on-failure",
                    "--suppress-health-check=all",
                    "--generation-database=none",
                    "--warnings=off",
                    *([f"--max-time={options.seconds}"] if options.seconds else []),
                ],
                check=False,
                env={k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")},
            )
            counted = statuses(port)
        finally:
            server.terminate()
            server.wait(30)
        print("answered:", ", ".join(f"{n} × {s}" for s, n in sorted(counted.items())))
        print("in all:", sum(counted.values()))
        log = (Path(folder) / "server.log").read_text()
        if "A request failed" in log:
            print(log[log.index("A request failed") :][:20_000])
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())

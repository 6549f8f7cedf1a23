"""The server and the engine as processes of their own, each on its core."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

CORES = sorted(os.sched_getaffinity(0))
SERVERS_CORE, LOADS_CORE = CORES[0], CORES[-1]
_HERE = Path(__file__).parent
_STARTS_S = 600.0


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def pinned(core: int) -> Callable[[], None]:
    """What a new process does first, to stay on one core."""
    return lambda: os.sched_setaffinity(0, {core})


class Engine:
    """An engine that can be killed and started again.

    Args:
        delay_ms: How long each of its answers takes.
    """

    def __init__(self, delay_ms: float) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}/v1"
        self._delay_ms = delay_ms
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        self._process = subprocess.Popen(
            [sys.executable, str(_HERE / "_engine.py"), str(self.port), str(self._delay_ms)],
            preexec_fn=pinned(LOADS_CORE),
        )
        _wait(f"{self.url}/models", lambda answer: True)

    def take(self, delay_ms: float) -> None:
        """Let each answer take so long from now on."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/delay/{delay_ms}", timeout=10):
            pass

    def kill(self) -> None:
        """End it at once, connections and all."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


@contextmanager
def engine(delay_ms: float = 20.0) -> Iterator[Engine]:
    """An engine that runs."""
    made = Engine(delay_ms)
    made.start()
    try:
        yield made
    finally:
        made.kill()


@contextmanager
def server(home: Path, engine_url: str | None, **settings: str) -> Iterator[tuple[int, int]]:
    """``whyrec serve`` over a home, warm, with its engine looked at.

    Args:
        home: The home.
        engine_url: Where its engine is; None runs without.
        **settings: More variables ``WHYREC_…``, without the prefix.

    Yields:
        Its port and its process id.
    """
    port = free_port()
    told: Mapping[str, str] = {
        "WHYREC_HOME": str(home),
        "WHYREC_CLOCK": "watermark",
        "WHYREC_SERVER__RATE_LIMIT": "1000000/second",
        **({"WHYREC_ENGINE__BASE_URL": engine_url} if engine_url else {}),
        **({} if engine_url else {"WHYREC_ENGINE__ENABLED": "false"}),
        **{f"WHYREC_{name}": value for name, value in settings.items()},
    }
    clean = {k: v for k, v in os.environ.items() if not k.startswith("WHYREC_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "whyrec", "serve", "--port", str(port)],
        env=clean | told,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=pinned(SERVERS_CORE),
    )

    def ready(answer: dict[str, object]) -> bool:
        found = answer["engine"]
        assert isinstance(found, dict)
        return bool(answer["ready"]) and (engine_url is None or found["state"] == "closed")

    try:
        _wait(f"http://127.0.0.1:{port}/readyz", ready)
        yield port, process.pid
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def resident_mb(pid: int) -> float:
    """Resident memory of a process, in MB."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def cpu_s(pid: int) -> float:
    """CPU time that a process has used, its threads' too, in seconds."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def readyz(port: int) -> dict[str, object]:
    """What the server says of itself."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=10) as answer:
        return dict(json.load(answer))


def _wait(url: str, met: Callable[[dict[str, object]], bool]) -> None:
    until = time.monotonic() + _STARTS_S
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                if met(json.load(answer)):
                    return
        except (OSError, urllib.error.HTTPError):
            pass
        time.sleep(0.05)
    raise SystemExit(f"{url} did not come up within {_STARTS_S:g} s")

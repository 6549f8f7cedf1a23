"""A load in a process of its own, and what came of it.

Run as a program it reads a load from standard input and writes outcomes to standard output. It
speaks HTTP itself: a client library would need more CPU than the server does.
"""

from __future__ import annotations

import asyncio
import json
import random
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

LONGEST_S = 60.0
"""After so long a request counts as not answered, in seconds."""

_Row = tuple[float, float, int]
"""When it was due, how long it took, its status."""


class Request(NamedTuple):
    """One request to make."""

    method: str
    path: str
    body: str = ""


@dataclass(frozen=True)
class Load:
    """Requests, taken at random from those given.

    Closed: each of ``clients`` sends its next request when the one before was answered. Open: they
    arrive by themselves, ``rate`` a second, whatever becomes of them.
    """

    port: int
    requests: tuple[Request, ...]
    seconds: float
    clients: int = 1
    rate: float = 0.0
    seed: int = 1


@dataclass(frozen=True)
class Outcome:
    """What came of a load. Times in seconds; statuses 0 where no answer came."""

    begun: np.ndarray[Any, np.dtype[np.float64]]
    """When each request was due, from the load's beginning."""
    took: np.ndarray[Any, np.dtype[np.float64]]
    status: np.ndarray[Any, np.dtype[np.int64]]
    seconds: float
    """From the first request to the last answer."""

    def milliseconds(self, percentile: float, status: int | None = None) -> float:
        """A percentile of how long answers took, of one status or of all."""
        of = self.took if status is None else self.took[self.status == status]
        return float(np.percentile(of, percentile) * 1000) if len(of) else float("nan")

    def rate(self, status: int = 200) -> float:
        """Answers of a status in a second."""
        return float((self.status == status).sum()) / self.seconds


def chat(user: str, words: str) -> Request:
    """One turn of a conversation, not streamed."""
    body = {"model": "whyrec", "user": user, "messages": [{"role": "user", "content": words}]}
    return Request("POST", "/v1/chat/completions", json.dumps(body))


def start(load: Load) -> subprocess.Popen[str]:
    """Begin a load; `finish` waits for its end."""
    from serving._processes import LOADS_CORE, pinned

    process = subprocess.Popen(
        [sys.executable, str(Path(__file__))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=pinned(LOADS_CORE),
    )
    assert process.stdin is not None
    process.stdin.write(json.dumps(asdict(load)))
    process.stdin.close()
    return process


def finish(process: subprocess.Popen[str]) -> Outcome:
    """Wait for a load to end."""
    assert process.stdout is not None
    rows, seconds = json.load(process.stdout)
    process.wait()
    begun, took, status = np.array(rows, dtype=np.float64).reshape(-1, 3).T
    return Outcome(begun, took, status.astype(np.int64), seconds)


def run(load: Load) -> Outcome:
    """Make a load and wait for its end."""
    return finish(start(load))


class _Connection:
    """One connection, kept alive.

    Args:
        port: Of this machine.
    """

    def __init__(self, port: int) -> None:
        self._port = port
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def ask(self, request: bytes) -> int:
        """Send a request and read its answer; its status, 0 where none came."""
        try:
            async with asyncio.timeout(LONGEST_S):
                if self._writer is None:
                    self._reader, self._writer = await asyncio.open_connection(
                        "127.0.0.1", self._port
                    )
                self._writer.write(request)
                return await self._answer()
        except (OSError, TimeoutError, asyncio.IncompleteReadError, ValueError):
            self.close()
            return 0

    async def _answer(self) -> int:
        assert self._reader is not None
        head = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        status = int(head[9:12])
        at = head.index(b"content-length:") + 15
        await self._reader.readexactly(int(head[at : head.index(b"\r\n", at)]))
        if b"connection: close" in head:
            self.close()
        return status

    def close(self) -> None:
        """Let go of it; the next request opens another."""
        if self._writer is not None:
            self._writer.close()
        self._reader = self._writer = None


async def _closed(load: Load, requests: Sequence[bytes]) -> list[_Row]:
    rows: list[_Row] = []
    start = time.perf_counter()

    async def client(number: int) -> None:
        rng = random.Random(load.seed * 1000 + number)
        connection = _Connection(load.port)
        while (began := time.perf_counter()) - start < load.seconds:
            status = await connection.ask(rng.choice(requests))
            rows.append((began - start, time.perf_counter() - began, status))
        connection.close()

    await asyncio.gather(*(client(n) for n in range(load.clients)))
    return rows


async def _open(load: Load, requests: Sequence[bytes]) -> list[_Row]:
    rows: list[_Row] = []
    rng = random.Random(load.seed)
    idle: list[_Connection] = []
    tasks: set[asyncio.Task[None]] = set()
    start, due = time.perf_counter(), 0.0

    async def one(due: float) -> None:
        connection = idle.pop() if idle else _Connection(load.port)
        status = await connection.ask(rng.choice(requests))
        rows.append((due, time.perf_counter() - start - due, status))
        idle.append(connection)

    while (due := due + rng.expovariate(load.rate)) < load.seconds:
        await asyncio.sleep(max(due - (time.perf_counter() - start), 0.0))
        task = asyncio.create_task(one(due))
        tasks.add(task)
        task.add_done_callback(tasks.discard)
    await asyncio.gather(*tasks)
    for connection in idle:
        connection.close()
    return rows


def _wire(request: Request, port: int) -> bytes:
    body = request.body.encode()
    lines = [
        f"{request.method} {request.path} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        "Accept: application/json",
    ]
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body


async def _main() -> None:
    told = json.load(sys.stdin)
    load = Load(**{**told, "requests": tuple(Request(*r) for r in told["requests"])})
    wires = [_wire(request, load.port) for request in load.requests]
    started = time.perf_counter()
    rows = await (_open if load.rate else _closed)(load, wires)
    json.dump([rows, time.perf_counter() - started], sys.stdout)


if __name__ == "__main__":
    asyncio.run(_main())

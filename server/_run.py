"""An application on a socket, until somebody stops it."""

from __future__ import annotations

import asyncio
import errno
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from whyrec.errors import ConflictError, InputError, PrerequisiteError

GRACE_S = 5
"""How long requests that are being worked on may go on once the server is told to stop."""
KEEP_ALIVE_S = 65
"""How long an idle connection stays open: longer than clients and proxies keep theirs."""
BACKLOG = 2048
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Server(uvicorn.Server):
    """Answers on a socket until it is told to stop.

    A first SIGINT or SIGTERM lets what is being worked on end, a second one does not.

    Args:
        app: What answers.
        ready: Called once it does.
    """

    def __init__(self, app: FastAPI, ready: Callable[[], None] | None = None) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                lifespan="on",
                ws="none",
                log_config=None,
                access_log=False,
                proxy_headers=False,
                server_header=False,
                backlog=BACKLOG,
                timeout_keep_alive=KEEP_ALIVE_S,
                timeout_graceful_shutdown=GRACE_S,
            )
        )
        self._ready = ready
        self.interrupted = False
        """Whether it was Ctrl-C that stopped it."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer."""
        await super().startup(sockets)
        if self._ready is not None and self.started:
            self._ready()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop at a signal, without raising it again once stopped."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {number: signal.signal(number, self._stop) for number in _SIGNALS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _stop(self, number: int, _: object) -> None:
        self.force_exit = self.should_exit
        self.should_exit = True
        self.interrupted = self.interrupted or number == signal.SIGINT


def new_loop() -> asyncio.AbstractEventLoop:
    """An event loop, uvloop's where that is installed."""
    made = uvicorn.Config("", log_config=None).get_loop_factory()
    return asyncio.new_event_loop() if made is None else made()


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens.

    Args:
        host: A name or an address.
        port: 0 takes any free one.

    Raises:
        InputError: The host is no address of this machine.
        ConflictError: The port is in use.
        PrerequisiteError: This user may not listen there.
    """
    try:
        family, _, _, _, address = socket.getaddrinfo(
            host.strip("[]"), port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except OSError as error:
        raise InputError(f"{host} is no address: {error.strerror}.") from error
    listening = socket.socket(family)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        # Now, not when the server starts: until then connections wait instead of being refused.
        listening.listen(BACKLOG)
    except OSError as error:
        listening.close()
        if error.errno == errno.EADDRINUSE:
            raise ConflictError(
                f"Port {port} of {host} is in use.", remedy="Name another one with --port."
            ) from error
        if error.errno == errno.EADDRNOTAVAIL:
            raise InputError(f"{host} is no address of this machine.") from error
        raise PrerequisiteError(
            f"Nothing may listen on port {port} of {host}: {error.strerror}.",
            remedy="Name another one with --port.",
        ) from error
    return listening


def url_of(listening: socket.socket) -> str:
    """Where a browser on this machine finds it."""
    host, port = listening.getsockname()[:2]
    if host in ("0.0.0.0", "::"):  # noqa: S104
        host = "localhost"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

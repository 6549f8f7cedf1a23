"""A server on localhost that sends bytes as they are, slowly if need be."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator, Sequence
from itertools import repeat
from typing import NamedTuple


class Sent(NamedTuple):
    """What a `Raw` sends to everybody."""

    pieces: Sequence[bytes]
    every_s: float = 0.0
    """Between two pieces."""


def answering(status: int, body: str) -> Sent:
    """One HTTP answer."""
    head = f"HTTP/1.1 {status} x\r\ncontent-type: application/json\r\nconnection: close\r\n"
    return Sent([f"{head}content-length: {len(body)}\r\n\r\n{body}".encode()])


def drip() -> Sent:
    """An answer of which a byte comes every twentieth of a second, for a long time."""
    head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 9999\r\n\r\n"
    return Sent([head, *repeat(b" ", 400)], 0.05)


class Raw:
    """Answers every connection with the same bytes until the block ends; gives its base URL."""

    def __init__(self, sent: Sent) -> None:
        self._sent = sent
        self._over = threading.Event()

    def __enter__(self) -> str:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._threads = [threading.Thread(target=self._serve)]
        self._threads[0].start()
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}/v1"

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        for thread in self._threads:
            thread.join(10)

    def _serve(self) -> None:
        for connection in self._connections():
            with connection:
                try:
                    connection.recv(65536)
                    for piece in self._sent.pieces:
                        connection.sendall(piece)
                        if self._over.wait(self._sent.every_s):
                            break
                except OSError:
                    continue

    def _connections(self) -> Iterator[socket.socket]:
        while not self._over.is_set():
            try:
                yield self._socket.accept()[0]
            except OSError:
                return

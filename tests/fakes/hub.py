"""A Hugging Face hub on localhost, with one repository and programmable faults."""

from __future__ import annotations

import hashlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self


class FakeHub:
    """Serves ``files`` of one repository as the hub does: metadata, HEAD, ranges.

    Args:
        repository: ``owner/name``.
        files: Path to content.

    ``break_after`` cuts the next ``breaks`` answers off after so many bytes (the first of them
    after ``break_once_with``); ``damaged`` serves another content than announced.
    """

    def __init__(self, repository: str, files: dict[str, bytes]) -> None:
        self.repository = repository
        self.files = files
        self.break_after: int | None = None
        self.breaks = 0
        self.break_once_with = 0
        self.damaged = False
        self.ranges: list[str] = []

    def __enter__(self) -> Self:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def info(self) -> dict[str, object]:
        return {
            "id": self.repository,
            "modelId": self.repository,
            "sha": "a" * 40,
            "private": False,
            "siblings": [
                {
                    "rfilename": path,
                    "size": len(content),
                    "blobId": "b" * 40,
                    "lfs": {
                        "sha256": hashlib.sha256(content).hexdigest(),
                        "size": len(content),
                        "pointerSize": 134,
                    },
                }
                for path, content in self.files.items()
            ],
        }

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        hub = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: object) -> None:
                return None

            def do_HEAD(self) -> None:
                self.answer(body=False)

            def do_GET(self) -> None:
                self.answer(body=True)

            def answer(self, *, body: bool) -> None:
                path = self.path.split("?")[0]
                if path.startswith("/api/models/"):
                    if path.removeprefix("/api/models/").split("/revision")[0] == hub.repository:
                        return self.send(json.dumps(hub.info()).encode(), "application/json", body)
                    return self.missing("RepoNotFound")
                prefix = f"/{hub.repository}/resolve/"
                name = path.removeprefix(prefix).partition("/")[2]
                if not path.startswith(prefix) or name not in hub.files:
                    return self.missing("EntryNotFound")
                return self.file(hub.files[name], body)

            def file(self, content: bytes, body: bool) -> None:
                etag = hashlib.sha256(content).hexdigest()
                whole = len(content)
                if hub.damaged:
                    content = content[:-1] + bytes([content[-1] ^ 1])
                start = 0
                asked = self.headers.get("Range")
                if asked:
                    start = int(asked.removeprefix("bytes=").split("-")[0])
                    hub.ranges.append(asked)
                part = content[start:]
                self.send_response(206 if asked else 200)
                self.send_header("Content-Length", str(len(part)))
                if asked:
                    self.send_header("Content-Range", f"bytes {start}-{whole - 1}/{whole}")
                self.send_header("Accept-Ranges", "bytes")
                self.send_header("ETag", f'"{etag}"')
                self.send_header("X-Linked-ETag", f'"{etag}"')
                self.send_header("X-Linked-Size", str(whole))
                self.send_header("X-Repo-Commit", "a" * 40)
                self.end_headers()
                if not body:
                    return
                if hub.breaks > 0 and hub.break_after is not None:
                    hub.breaks -= 1
                    sent, hub.break_once_with = hub.break_once_with or hub.break_after, 0
                    self.wfile.write(part[:sent])
                    self.wfile.flush()
                    self.close_connection = True
                    self.connection.close()
                    return
                self.wfile.write(part)

            def send(self, content: bytes, kind: str, body: bool) -> None:
                self.send_response(200)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                if body:
                    self.wfile.write(content)

            def missing(self, code: str) -> None:
                self.send_response(404)
                self.send_header("X-Error-Code", code)
                self.send_header("Content-Length", "0")
                self.end_headers()

        return Handler

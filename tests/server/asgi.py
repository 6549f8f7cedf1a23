"""One request to an ASGI application, its path exactly as a client would send it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, NamedTuple
from urllib.parse import unquote


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


async def ask(
    app: Any,
    path: str,
    method: str = "GET",
    *,
    headers: Iterable[tuple[str, str]] | dict[str, str] = (),
    body: bytes | list[bytes] = b"",
    client: str = "192.0.2.1",
) -> Answer:
    """Send one request and read the whole answer."""
    pairs = list(headers.items() if isinstance(headers, dict) else headers)
    if not any(name.lower() == "host" for name, _ in pairs):
        pairs.append(("host", "localhost"))
    raw, _, query = path.partition("?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote(raw),
        "raw_path": raw.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(n.lower().encode(), v.encode()) for n, v in pairs],
        "client": (client, 40_000),
        "server": ("127.0.0.1", 8000),
        "state": {},
    }
    parts = [body] if isinstance(body, bytes) else list(body)
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        if parts:
            part = parts.pop(0)
            return {"type": "http.request", "body": part, "more_body": bool(parts)}
        return await _never()

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await app(scope, receive, send)
    started = [m for m in sent if m["type"] == "http.response.start"]
    assert len(started) == 1, sent
    got = {n.decode().lower(): v.decode() for n, v in started[0]["headers"]}
    said = b"".join(m.get("body", b"") for m in sent if m["type"] == "http.response.body")
    return Answer(started[0]["status"], got, said)


async def _never() -> Any:
    import asyncio

    return await asyncio.get_running_loop().create_future()


def error(answer: Answer) -> dict[str, Any]:
    """What an answer in whyrec's envelope says."""
    found: dict[str, Any] = answer.json()["error"]
    assert set(found) == {"message", "type", "param", "code"}
    return found

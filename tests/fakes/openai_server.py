"""An OpenAI-compatible server on localhost that answers as told, faults included."""

from __future__ import annotations

import asyncio
import json
import re
import threading
import zlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Literal, Self

import uvicorn

from tests.fakes.scripted_model import smallest_instance

Fault = Literal[
    "slow",
    "garbage",
    "429",
    "429 for long",
    "500",
    "401",
    "404",
    "context",
    "broken stream",
    "empty choices",
    "no content",
    "wrong shape",
    "cut off",
    "huge",
    "no logprobs",
    "no echo",
    "nan",
]
_TOKEN = re.compile(r"\s?\w+|\s?[^\w\s]|\s")


@dataclass
class FakeOpenAIServer:
    """Chat, streams, structured output, completions with echo, embeddings, models, tokenize.

    Its model is a toy: words are tokens, and a token's log-probability depends on it and the token
    before. ``faults`` are used up one a request; ``always`` stays. ``answers`` are chat contents,
    used up first; then schemas get their smallest instance and chats a plain sentence.
    """

    faults: list[Fault] = field(default_factory=list)
    always: Fault | None = None
    answers: list[str] = field(default_factory=list)
    owner: str = "vllm"
    model: str = "fake-model"
    tokenize: bool = True
    least_max_tokens: int = 0
    """Completions that ask for fewer are refused, as some servers do with 0."""
    requests: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.entered = threading.Event()
        self.left = threading.Event()

    def __enter__(self) -> Self:
        config = uvicorn.Config(
            self._app,
            interface="asgi3",
            host="127.0.0.1",
            port=0,
            log_level="critical",
            lifespan="off",
            ws="none",
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run)
        self._thread.start()
        while not self._server.started:
            threading.Event().wait(0.005)
        self._port = self._server.servers[0].sockets[0].getsockname()[1]
        return self

    def __exit__(self, *_: object) -> None:
        self._server.force_exit = True
        self._server.should_exit = True
        self._thread.join(10)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}/v1"

    def count(self, path: str) -> int:
        """How many requests a path has had."""
        return sum(asked == path for asked, _ in self.requests)

    async def _app(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        path = scope["path"]
        asked = json.loads(body) if body else {}
        self.requests.append((path, asked))
        self.headers.append({k.decode(): v.decode() for k, v in scope["headers"]})
        if path == "/v1/models":
            listed = [{"id": self.model, "object": "model", "created": 0, "owned_by": self.owner}]
            return await _json(send, {"object": "list", "data": listed})
        fault = self.faults.pop(0) if self.faults else self.always
        if fault is not None and await self._fails(fault, receive, send):
            return None
        handler: Callable[..., Awaitable[None]] | None = {
            "/v1/chat/completions": self._chat,
            "/v1/completions": self._completions,
            "/v1/embeddings": self._embeddings,
            "/tokenize": self._tokenize,
        }.get(path)
        if handler is None or (path == "/tokenize" and not self.tokenize):
            return await _error(send, 404, "Not Found")
        return await handler(asked, fault, send)

    async def _fails(self, fault: Fault, receive: Any, send: Any) -> bool:
        if fault == "slow":
            self.entered.set()
            while (await receive())["type"] != "http.disconnect":
                pass
            self.left.set()
        elif fault == "garbage":
            await _plain(send, b"<html>{not json", b"application/json")
        elif fault == "429":
            await _error(send, 429, "Too many requests", [(b"retry-after", b"0")])
        elif fault == "429 for long":
            await _error(send, 429, "Too many requests", [(b"retry-after", b"3600")])
        elif fault == "500":
            await _error(send, 500, "Internal error")
        elif fault == "401":
            key = self.headers[-1].get("authorization", "").removeprefix("Bearer ")
            await _error(send, 401, f"Incorrect API key provided: {key}")
        elif fault == "404":
            await _error(send, 404, "The model does not exist.")
        elif fault == "context":
            await _error(send, 400, "This model's maximum context length is 10 tokens.")
        else:
            return False
        return True

    async def _chat(self, asked: dict[str, Any], fault: Fault | None, send: Any) -> None:
        text = self._content(asked, fault)
        if asked.get("stream"):
            return await self._stream(text, fault, send)
        message = {"role": "assistant", "content": None if fault == "no content" else text}
        reason = "length" if fault == "cut off" else "stop"
        choices = [{"index": 0, "message": message, "finish_reason": reason}]
        return await _json(
            send,
            {
                "id": "chat-1",
                "object": "chat.completion",
                "created": 0,
                "model": self.model,
                "choices": [] if fault == "empty choices" else choices,
                "usage": _usage(str(asked["messages"]), text),
            },
        )

    def _content(self, asked: dict[str, Any], fault: Fault | None) -> str:
        form = asked.get("response_format")
        if fault == "wrong shape":
            return '{"surprise": true}'
        if fault == "huge":
            return "word " * 400_000
        if self.answers:
            text = self.answers.pop(0)
        elif form:
            text = json.dumps(smallest_instance(form["json_schema"]["schema"]))
        else:
            text = "A liking for stories told with care."
        return text[: len(text) // 2] if fault == "cut off" else text

    async def _stream(self, text: str, fault: Fault | None, send: Any) -> None:
        await _start(send, 200, [(b"content-type", b"text/event-stream")])
        pieces = [text[i : i + 6] for i in range(0, len(text), 6)]
        if fault == "broken stream":
            pieces = pieces[:2]
        for n, piece in enumerate(pieces):
            delta = {"content": piece} if n else {"role": "assistant", "content": piece}
            await _event(send, self._chunk(delta, None))
            await asyncio.sleep(0)
        if fault == "broken stream":
            raise ConnectionResetError("broken on purpose")
        await _event(send, self._chunk({}, "stop"))
        await _event(send, "[DONE]")
        await send({"type": "http.response.body", "body": b""})

    def _chunk(self, delta: dict[str, Any], reason: str | None) -> dict[str, Any]:
        return {
            "id": "chat-1",
            "object": "chat.completion.chunk",
            "created": 0,
            "model": self.model,
            "choices": [{"index": 0, "delta": delta, "finish_reason": reason}],
        }

    async def _completions(self, asked: dict[str, Any], fault: Fault | None, send: Any) -> None:
        if asked["max_tokens"] < self.least_max_tokens:
            return await _error(send, 400, "max_tokens must be at least 1")
        prompts = asked["prompt"] if isinstance(asked["prompt"], list) else [asked["prompt"]]
        choices = []
        for index, prompt in enumerate(prompts):
            tokens = [] if fault == "no echo" else _TOKEN.findall(prompt)
            tokens += [" yes"] * asked["max_tokens"]
            values: list[float | None] = [None, *map(_toy, tokens, tokens[1:])]
            if fault == "nan":
                values = [None, *[float("nan")] * (len(tokens) - 1)]
            offsets = [sum(map(len, tokens[:n])) for n in range(len(tokens))]
            logprobs = {"tokens": tokens, "token_logprobs": values, "text_offset": offsets}
            choices.append(
                {
                    "index": index,
                    "text": "".join(tokens),
                    "finish_reason": "length",
                    "logprobs": None if fault == "no logprobs" else logprobs,
                }
            )
        # Nothing promises an order.
        choices.reverse()
        return await _json(
            send,
            {
                "id": "cmpl-1",
                "object": "text_completion",
                "created": 0,
                "model": self.model,
                "choices": [] if fault == "empty choices" else choices,
                "usage": _usage(" ".join(prompts), ""),
            },
        )

    async def _embeddings(self, asked: dict[str, Any], fault: Fault | None, send: Any) -> None:
        texts = asked["input"] if isinstance(asked["input"], list) else [asked["input"]]
        data = [
            {
                "object": "embedding",
                "index": n,
                "embedding": [1.0 + len(t), float(t.count("a")), 1.0]
                + ([1.0] if fault == "wrong shape" else []),
            }
            for n, t in enumerate(texts)
        ]
        data.reverse()
        return await _json(
            send,
            {
                "object": "list",
                "model": asked["model"],
                "data": data[1:] if fault == "empty choices" else data,
                "usage": {"prompt_tokens": 1, "total_tokens": 1},
            },
        )

    async def _tokenize(self, asked: dict[str, Any], _: Fault | None, send: Any) -> None:
        return await _json(send, {"count": len(_TOKEN.findall(asked["prompt"]))})


def _toy(before: str, token: str) -> float:
    return -0.5 - (zlib.crc32(f"{before}|{token}".encode()) % 1000) / 250


def _usage(prompt: str, answer: str) -> dict[str, Any]:
    asked, written = len(_TOKEN.findall(prompt)), len(_TOKEN.findall(answer))
    return {
        "prompt_tokens": asked,
        "completion_tokens": written,
        "total_tokens": asked + written,
        "prompt_tokens_details": {"cached_tokens": 0},
    }


async def _start(send: Any, status: int, headers: list[tuple[bytes, bytes]]) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})


async def _plain(
    send: Any,
    body: bytes,
    kind: bytes,
    status: int = 200,
    headers: list[tuple[bytes, bytes]] | None = None,
) -> None:
    length = str(len(body)).encode()
    known = [(b"content-type", kind), (b"content-length", length), *(headers or [])]
    await _start(send, status, known)
    await send({"type": "http.response.body", "body": body})


async def _json(send: Any, value: Any, status: int = 200, headers: Any = None) -> None:
    await _plain(send, json.dumps(value).encode(), b"application/json", status, headers)


async def _error(send: Any, status: int, message: str, headers: Any = None) -> None:
    error = {"message": message, "type": "error", "param": None, "code": status}
    await _json(send, {"error": error}, status, headers)


async def _event(send: Any, value: Any) -> None:
    text = value if isinstance(value, str) else json.dumps(value)
    body = f"data: {text}\n\n".encode()
    await send({"type": "http.response.body", "body": body, "more_body": True})

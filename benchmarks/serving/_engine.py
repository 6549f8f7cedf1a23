"""An OpenAI-compatible engine that needs a given time for every call, and hardly any CPU.

    python benchmarks/serving/_engine.py PORT DELAY_MS

Tokens are words. It says what a weak but quick model might: one plain sentence.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
from typing import Any

import uvicorn

MODEL = "by-the-clock"
SENTENCE = "Stories like these suit a liking for lively plots."
_TOKEN = re.compile(r"\s?\w+|\s?[^\w\s]|\s")


class Engine:
    """The application; ``/delay/MS`` changes how long it takes.

    Args:
        delay_s: How long each answer takes, in seconds.
    """

    def __init__(self, delay_s: float) -> None:
        self._delay_s = delay_s

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Answer one request."""
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        path = scope["path"]
        if path.startswith("/delay/"):
            self._delay_s = float(path.rpartition("/")[2]) / 1000
            return await _json(send, {})
        if path == "/v1/models":
            listed = [{"id": MODEL, "object": "model", "created": 0, "owned_by": "vllm"}]
            return await _json(send, {"object": "list", "data": listed})
        asked = json.loads(body)
        await asyncio.sleep(self._delay_s)
        if path == "/tokenize":
            return await _json(send, {"count": len(asked["prompt"]) // 4})
        if path == "/v1/completions":
            return await _json(send, _echoed(asked))
        return await _json(send, _said(asked))


def _said(asked: dict[str, Any]) -> dict[str, Any]:
    message = {"role": "assistant", "content": SENTENCE}
    return {
        "id": "chat-1",
        "object": "chat.completion",
        "created": 0,
        "model": MODEL,
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 100, "completion_tokens": 12, "total_tokens": 112},
    }


def _echoed(asked: dict[str, Any]) -> dict[str, Any]:
    prompts = asked["prompt"] if isinstance(asked["prompt"], list) else [asked["prompt"]]
    choices = []
    for index, prompt in enumerate(prompts):
        tokens = _TOKEN.findall(prompt)
        values = [None, *(-1.0 - len(token) / 7 for token in tokens[1:])]
        choices.append(
            {
                "index": index,
                "text": prompt,
                "finish_reason": "length",
                "logprobs": {"tokens": tokens, "token_logprobs": values, "text_offset": []},
            }
        )
    return {
        "id": "cmpl-1",
        "object": "text_completion",
        "created": 0,
        "model": MODEL,
        "choices": choices,
        "usage": {"prompt_tokens": 100, "completion_tokens": 0, "total_tokens": 100},
    }


async def _json(send: Any, value: Any) -> None:
    body = json.dumps(value).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


if __name__ == "__main__":
    uvicorn.run(
        Engine(float(sys.argv[2]) / 1000),
        interface="asgi3",
        host="127.0.0.1",
        port=int(sys.argv[1]),
        log_level="critical",
        lifespan="off",
        ws="none",
    )

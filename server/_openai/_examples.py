"""Bodies that the routes' descriptions show."""

from __future__ import annotations

from typing import Any

ASKED_COMPLETION: dict[str, Any] = {
    "model": "whyrec",
    "user": "257",
    "messages": [{"role": "user", "content": "What shall I watch tonight?"}],
}
COMPLETION: dict[str, Any] = {
    "id": "chatcmpl-5f0c",
    "object": "chat.completion",
    "created": 1795820696,
    "model": "whyrec",
    "choices": [
        {
            "index": 0,
            "message": {
                "role": "assistant",
                "content": "Here is 1 movie:\n1. Die Hard — for your interest “1980s movies”",
                "refusal": None,
            },
            "logprobs": None,
            "finish_reason": "stop",
        }
    ],
    "usage": {"prompt_tokens": 6, "completion_tokens": 20, "total_tokens": 26},
    "whyrec": {
        "response_id": "chatcmpl-5f0c",
        "user_id": "257",
        "route": "recommend",
        "language": "en",
        "profile_version": 8,
        "degraded": False,
        "items": [
            {
                "item_id": "1036",
                "title": "Die Hard",
                "rank": 1,
                "score": 0.011,
                "reason": "“Die Hard” answers your interest “1980s movies”.",
                "evidence": ["h3b8d0c5a7e2f41096ad1"],
                "interest_ids": ["i4"],
                "degraded": False,
            }
        ],
        "explanation": None,
    },
}
MODEL: dict[str, Any] = {
    "id": "whyrec",
    "object": "model",
    "created": 1795820658,
    "owned_by": "whyrec",
}
MODELS: dict[str, Any] = {"object": "list", "data": [MODEL]}
ASKED_EMBEDDINGS: dict[str, Any] = {"model": "whyrec-embedding", "input": ["a slow western"]}
EMBEDDINGS: dict[str, Any] = {
    "object": "list",
    "model": "whyrec-embedding",
    "data": [{"object": "embedding", "index": 0, "embedding": [0.6, 0.0, -0.8]}],
    "usage": {"prompt_tokens": 4, "total_tokens": 4},
}

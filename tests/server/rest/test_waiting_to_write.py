"""While somebody else writes, what has to be written waits, and nothing else does."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from filelock import FileLock

from tests.server.rest.served import Served

LIKE = {"item_id": "f1", "kind": "like"}
EVENTS = {"events": [{"kind": "like", "item_id": f"f{n}"} for n in range(8)]}
CHAT = {"model": "whyrec", "user": "u1", "messages": [{"role": "user", "content": "A comedy?"}]}


@pytest.mark.parametrize("headers", [{}, {"Idempotency-Key": "k"}])
@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/v1/users/u1/feedback", LIKE),
        ("POST", "/v1/users/u1/events", EVENTS),
        ("POST", "/v1/users/u1/profile/edit", {"words": "no more horror"}),
        ("POST", "/v1/users/u1/profile/rollback", {"version": 0}),
        ("POST", "/v1/users/u1/profile/evolve", None),
        ("POST", "/v1/chat/completions", CHAT),
        ("DELETE", "/v1/users/u1", None),
        ("POST", "/v1/items/availability", {"item_ids": ["f1"], "available": False}),
        ("PUT", "/v1/rules", {}),
        ("PUT", "/v1/items", {"items": [{"id": "new", "title": "New"}]}),
        ("DELETE", "/v1/items/f1", None),
    ],
)
async def test_lists_are_made_while_a_request_waits_for_its_turn_to_write(
    served: Served, method: str, path: str, body: Any, headers: dict[str, str]
) -> None:
    await served.get("/v1/users/u0/recommendations")
    with FileLock(f"{served.rec.store.file}.lock", thread_local=False):
        writing = asyncio.create_task(
            served.client.request(method, path, json=body, headers=headers)
        )
        for _ in range(5):
            await served.get("/v1/users/u0/recommendations", use_model="false")
        assert not writing.done()
    answer = await writing
    assert answer.status_code == 200, answer.text


async def test_ages_are_looked_at_beside_the_requests(served: Served) -> None:
    await served.post("/v1/chat/completions", CHAT)
    policy = served.rec.tenants.policy().model_copy(update={"retention_days": 1, "shown_days": 1})
    served.rec.tenants.set_policy(policy)
    with FileLock(f"{served.rec.store.file}.lock", thread_local=False):
        retaining = asyncio.create_task(served.rec.tenants.retain())
        for _ in range(5):
            await served.get("/v1/users/u0/recommendations", use_model="false")
        assert not retaining.done()
    assert (await retaining).events > 0

"""A request that is sent twice under one key is worked on once."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import httpx2
import pytest

from tests.server.rest.served import Served
from whyrec.server._rest._once import REPLAYED, at_once
from whyrec.store import Store

EVENTS = {"events": [{"kind": "view", "item_id": "f1"}]}


async def keyed(served: Served, path: str, body: object, key: str = "k1") -> httpx2.Response:
    return await served.client.post(path, json=body, headers={"Idempotency-Key": key})


REQUESTS = [
    ("/v1/users/u0/events", EVENTS),
    ("/v1/users/u0/feedback", {"item_id": "f1", "kind": "like"}),
    ("/v1/users/u0/profile/edit", {"words": "no more horror"}),
    ("/v1/users/u0/profile/rollback", {"version": 0}),
]


async def test_the_same_request_gets_the_reply_of_the_first_time(served: Served) -> None:
    for n, (path, body) in enumerate(REQUESTS):
        first = await keyed(served, path, body, f"key-{n}")
        await served.evolving.idle()
        events, version = await _state(served)
        again = await keyed(served, path, body, f"key-{n}")
        assert first.status_code == again.status_code == 200, path
        assert again.content == first.content
        assert REPLAYED not in first.headers
        assert again.headers[REPLAYED] == "true"
        await served.evolving.idle()
        assert await _state(served) == (events, version)


async def test_another_body_or_another_route_under_the_same_key_is_a_409(served: Served) -> None:
    await keyed(served, "/v1/users/u0/events", EVENTS)
    other = {"events": [{"kind": "like", "item_id": "f1"}]}
    for path, body in (("/v1/users/u0/events", other), REQUESTS[1]):
        refused = await keyed(served, path, body)
        assert refused.status_code == 409
        assert refused.json()["error"]["param"] == "Idempotency-Key"


async def test_keys_of_different_users_have_nothing_to_do_with_each_other(served: Served) -> None:
    await keyed(served, "/v1/users/u0/events", EVENTS)
    other = await keyed(served, "/v1/users/u1/events", EVENTS)
    assert REPLAYED not in other.headers


async def test_without_a_key_the_same_request_is_another_one(served: Served) -> None:
    await served.post("/v1/users/new/events", EVENTS)
    await served.post("/v1/users/new/events", EVENTS)
    assert len((await served.get("/v1/users/new/events"))["data"]) == 2


async def test_of_many_at_the_same_time_one_does_the_work(served: Served) -> None:
    answers = await asyncio.gather(
        *(keyed(served, "/v1/users/new/events", EVENTS) for _ in range(8))
    )
    assert {a.status_code for a in answers} == {200}
    assert len({a.content for a in answers}) == 1
    assert sum(REPLAYED not in a.headers for a in answers) == 1
    assert len((await served.get("/v1/users/new/events"))["data"]) == 1


async def test_work_that_failed_leaves_its_key_free(served: Served) -> None:
    body = {"item_id": "later", "kind": "like"}
    refused = await keyed(served, "/v1/users/u0/feedback", body)
    assert refused.status_code == 404
    await served.put("/v1/items", {"items": [{"id": "later", "title": "Late", "domain": "movies"}]})
    told = await keyed(served, "/v1/users/u0/feedback", body)
    assert told.status_code == 200
    assert REPLAYED not in told.headers


async def test_keys_are_kept_as_hashes_only(served: Served) -> None:
    await keyed(served, "/v1/users/u0/events", EVENTS, "secret-key-of-a-client")
    assert served.rec.store.file is not None
    for file in served.rec.store.file.parent.glob("whyrec.db*"):
        assert b"secret-key-of-a-client" not in file.read_bytes()


async def test_erasing_a_user_and_forgetting_an_event_delete_stored_replies(
    served: Served,
) -> None:
    told = await keyed(served, "/v1/users/new/events", EVENTS)
    event_id = told.json()["event_ids"][0]
    await served.delete(f"/v1/users/new/events/{event_id}")
    assert REPLAYED not in (await keyed(served, "/v1/users/new/events", EVENTS)).headers
    await served.delete("/v1/users/new")
    assert REPLAYED not in (await keyed(served, "/v1/users/new/events", EVENTS)).headers


async def test_a_key_that_is_none_is_refused_by_name(served: Served) -> None:
    for key in ("", " ", "x" * 256):
        refused = await keyed(served, "/v1/users/u0/events", EVENTS, key)
        assert refused.status_code == 422
        assert refused.json()["error"]["param"] == "Idempotency-Key"


def test_replies_are_kept_for_a_day(served: Served) -> None:
    store: Store = served.rec.store
    now = datetime(2026, 1, 1, tzinfo=UTC)
    assert store.replies.claim("t", "u", "key", "body", now) is None
    almost = now + timedelta(hours=23)
    assert store.replies.claim("t", "u", "key", "body", almost) is not None
    assert store.replies.claim("t", "u", "key", "body", now + timedelta(hours=25)) is None


def test_work_within_a_transaction_must_not_wait() -> None:
    async def waits() -> None:
        await asyncio.sleep(0)

    async def answers() -> int:
        return 7

    assert at_once(answers()) == 7
    with pytest.raises(RuntimeError, match="must not wait"):
        at_once(waits())


async def _state(served: Served) -> tuple[int, int]:
    events = await served.get("/v1/users/u0/events", limit=1000)
    return len(events["data"]), (await served.get("/v1/users/u0/profile"))["version"]

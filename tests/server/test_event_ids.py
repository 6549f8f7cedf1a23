"""Who holds the key of one user learns nothing of the ids of others' events, and takes none."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from tests.server.asgi import Answer
from tests.server.conftest import Guarded
from whyrec.domain import Event, Item

JSON = {"content-type": "application/json"}


async def _tell(guarded: Guarded, key: str, user: str, **event: Any) -> Any:
    body = {"events": [{"kind": "view", "item_id": "f1", **event}]}
    return (await _post(guarded, key, f"/v1/users/{user}/events", body)).json()


async def _post(guarded: Guarded, key: str, path: str, body: Any) -> Answer:
    answer = await guarded.ask(path, "POST", key=key, headers=JSON, body=json.dumps(body).encode())
    assert answer.status == 200, answer.json()
    return answer


def _of(guarded: Guarded, user: str) -> list[str]:
    return [e.id for e in guarded.rec.store.events.of_user("default", user)]


async def test_anothers_id_looks_like_any_that_is_free(guarded: Guarded) -> None:
    await _tell(guarded, guarded.key("write"), "ann", id="order-1")
    mallory = guarded.key("write", user="mallory")
    for event_id in ("order-1", "order-2"):
        told = await _tell(guarded, mallory, "mallory", id=event_id)
        assert (told["added"], told["conflicts"], told["duplicates"]) == (1, [], 0)


async def test_an_id_cannot_be_taken_from_who_needs_it_later(guarded: Guarded) -> None:
    await _tell(guarded, guarded.key("write", user="mallory"), "mallory", id="order-1")
    told = await _tell(guarded, guarded.key("write"), "ann", id="order-1")
    assert (told["added"], told["event_ids"]) == (1, ["order-1"])


async def test_the_same_id_is_the_same_event_and_other_content_a_conflict_by_its_name(
    guarded: Guarded,
) -> None:
    key = guarded.key("write", user="mallory")
    first = await _tell(guarded, key, "mallory", id="mine")
    again = await _tell(guarded, key, "mallory", id="mine")
    assert (again["duplicates"], again["event_ids"]) == (1, first["event_ids"])
    other = await _tell(guarded, key, "mallory", id="mine", item_id="f2")
    assert other["conflicts"] == ["mine"]


async def test_ids_of_the_users_own_events_are_known_again(guarded: Guarded) -> None:
    at = datetime(2024, 1, 1, tzinfo=UTC)
    seen = Event(id="order-1", user_id="ann", item_id="f1", kind="view", at=at)
    guarded.rec.store.events.add("default", [seen])
    told = await _tell(guarded, guarded.key("write", user="ann"), "ann", id="order-1")
    assert (told["added"], told["duplicates"], told["event_ids"]) == (0, 1, ["order-1"])


async def test_feedback_under_an_id_is_kept_once(guarded: Guarded) -> None:
    guarded.rec.store.items.upsert("default", [Item(id="f1", title="F", domain="movies")])
    await _tell(guarded, guarded.key("write"), "ann", id="tap-1")
    key, body = guarded.key("write", user="bob"), {"item_id": "f1", "kind": "like"}
    for _ in range(2):
        await _post(guarded, key, "/v1/users/bob/feedback", {**body, "event_id": "tap-1"})
    assert len(_of(guarded, "bob")) == 1
    assert _of(guarded, "bob") != ["tap-1"]

"""What users did, over REST."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.server.rest.served import Served
from whyrec.server._rest._cursor import write_cursor


def views(number: int, **more: Any) -> dict[str, Any]:
    return {"events": [{"kind": "view", "item_id": f"f{n % 120}", **more} for n in range(number)]}


async def test_events_are_kept_with_ids_and_times_filled_in_and_in_their_order(
    served: Served,
) -> None:
    told = await served.post(
        "/v1/users/new/events",
        {"events": [{"kind": "view", "item_id": "f1"}, {"kind": "search", "text": "old westerns"}]},
    )
    assert (told["added"], told["duplicates"], told["unknown_items"]) == (2, 0, [])
    kept = (await served.get("/v1/users/new/events"))["data"]
    assert [e["id"] for e in kept] == told["event_ids"][::-1]
    assert [e["kind"] for e in kept] == ["search", "view"]


async def test_the_same_events_again_change_nothing(served: Served) -> None:
    body = {"events": [{"id": "x", "kind": "view", "item_id": "f1"}]}
    await served.post("/v1/users/new/events", body)
    again = await served.post("/v1/users/new/events", body)
    assert (again["added"], again["duplicates"], again["conflicts"]) == (0, 1, [])


async def test_an_id_with_other_content_is_named_and_the_rest_is_kept(served: Served) -> None:
    await served.post(
        "/v1/users/new/events", {"events": [{"id": "x", "kind": "view", "item_id": "f1"}]}
    )
    told = await served.post(
        "/v1/users/new/events",
        {
            "events": [
                {"id": "x", "kind": "like", "item_id": "f1"},
                {"id": "y", "kind": "like", "item_id": "f1"},
            ]
        },
    )
    assert (told["added"], told["conflicts"]) == (1, ["x"])


async def test_items_that_are_not_in_the_catalogue_are_named_and_kept_as_history(
    served: Served,
) -> None:
    told = await served.post(
        "/v1/users/new/events",
        {"events": [{"kind": "view", "item_id": "f1"}, {"kind": "view", "item_id": "gone"}]},
    )
    assert (told["added"], told["unknown_items"]) == (2, ["gone"])
    assert (await served.get("/v1/users/new/profile"))["version"] == 0
    assert await served.get("/v1/users/new/recommendations", k=1)


async def test_a_forgotten_event_stays_forgotten_and_is_named(served: Served) -> None:
    body = {
        "events": [
            {"id": "x", "kind": "view", "item_id": "f1"},
            {"id": "y", "kind": "view", "item_id": "f2"},
        ]
    }
    await served.post("/v1/users/new/events", body)
    await served.delete("/v1/users/new/events/x")
    again = await served.post("/v1/users/new/events", body)
    assert (again["forgotten"], again["duplicates"]) == (["x"], 1)


async def test_one_bad_event_refuses_the_whole_batch(served: Served) -> None:
    body = views(3)
    body["events"].append({"kind": "rating", "item_id": "f1", "value": 11})
    error = await served.refused(422, "POST", "/v1/users/new/events", json=body)
    assert error["param"] == "events.3.value"
    await served.refused(404, "GET", "/v1/users/new/events")


UNUSABLE_EVENTS: list[tuple[dict[str, Any], str]] = [
    ({"kind": "view"}, "events.0"),
    ({"kind": "rating", "item_id": "f1"}, "events.0"),
    ({"kind": "look", "item_id": "f1"}, "events.0.kind"),
    ({"kind": "view", "item_id": "f1", "user_id": "u1"}, "events.0.user_id"),
    ({"kind": "view", "item_id": "f1", "at": "1776-07-04T00:00:00Z"}, "events.0.at"),
    ({"kind": "view", "item_id": "f1", "at": "2999-07-04T00:00:00Z"}, "events.0.at"),
    ({"kind": "view", "item_id": "f1", "at": 1700000000}, "events.0.at"),
    ({"kind": "search", "text": "a\u0000b"}, "events.0.text"),
    ({"kind": "view", "item_id": "\ud800"}, "events.0.item_id"),
    ({"kind": "view", "item_id": "f1", "value": 10**400}, "events.0.value"),
]


async def test_what_is_wrong_with_an_event_is_named(served: Served) -> None:
    for event, param in UNUSABLE_EVENTS:
        # As escapes: lone surrogates cannot be sent otherwise.
        body = json.dumps({"events": [event]}).encode()
        path, kind = "/v1/users/new/events", {"content-type": "application/json"}
        error = await served.refused(422, "POST", path, content=body, headers=kind)
        assert error["param"] == param, event


async def test_a_batch_has_1_to_1000_events(served: Served) -> None:
    for number in (0, 1001):
        error = await served.refused(422, "POST", "/v1/users/new/events", json=views(number))
        assert error["param"] == "events"


async def test_the_rating_scale_is_declared_once(served: Served) -> None:
    event = {"events": [{"kind": "rating", "item_id": "f1", "value": 3}]}
    await served.post("/v1/users/new/events", {**event, "rating_scale": [0, 10]})
    error = await served.refused(
        422, "POST", "/v1/users/new/events", json={**event, "rating_scale": [1, 5]}
    )
    assert error["param"] == "rating_scale"


async def test_pages_hold_every_event_once_though_more_come_in(served: Served) -> None:
    await served.post("/v1/users/new/events", views(7))
    seen: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = await served.get("/v1/users/new/events", limit=2, **cursor)
        seen += [e["id"] for e in page["data"]]
        await served.post("/v1/users/new/events", views(1))
        if page["next_cursor"] is None:
            break
        cursor = {"cursor": page["next_cursor"]}
    assert len(seen) == len(set(seen)) == 7


async def test_a_cursor_that_no_list_gave_is_refused(served: Served) -> None:
    for cursor in ["%00", "nonsense", "W10", "WyJhIiwgMV0", "é", "W251bGxd", "a" * 3000]:
        error = await served.refused(422, "GET", f"/v1/users/u0/events?cursor={cursor}")
        assert error["param"] == "cursor", cursor


@pytest.mark.parametrize("number", [2**63, -(2**63) - 1, 10**30, -(10**200)])
async def test_a_cursor_beyond_64_bits_is_refused(served: Served, number: int) -> None:
    params = {"cursor": write_cursor(number, "a")}
    error = await served.refused(422, "GET", "/v1/users/u0/events", params=params)
    assert error["param"] == "cursor"
    params = {"cursor": write_cursor(number)}
    path = "/v1/users/u0/profile/versions"
    assert (await served.refused(422, "GET", path, params=params))["param"] == "cursor"


@pytest.mark.parametrize("number", [2**63 - 1, -(2**63)])
async def test_a_cursor_of_64_bits_is_a_place(served: Served, number: int) -> None:
    await served.get("/v1/users/u0/events", cursor=write_cursor(number, "a"))


async def test_feedback_moves_the_next_list(served: Served) -> None:
    asked = {"k": 5, "explain": False, "use_model": False}
    before = await served.get("/v1/users/u0/recommendations", **asked)
    first = before["recommendations"][0]["item"]["id"]
    told = await served.post("/v1/users/u0/feedback", {"item_id": first, "kind": "dismiss"})
    assert (told["item_id"], told["kind"], told["user_id"]) == (first, "dismiss", "u0")
    after = await served.get("/v1/users/u0/recommendations", **asked)
    assert first not in [r["item"]["id"] for r in after["recommendations"]]


async def test_feedback_on_an_unknown_item_is_a_404(served: Served) -> None:
    body = {"item_id": "nothing", "kind": "like"}
    await served.refused(404, "POST", "/v1/users/u0/feedback", json=body)


async def test_forgetting_an_event_rewrites_the_profile(served: Served) -> None:
    await served.post("/v1/users/u0/profile/evolve")
    told = await served.delete("/v1/users/u0/events/u0-1")
    assert told["event_id"] == "u0-1"
    assert "'u0-1'" not in str(await served.get("/v1/users/u0/export"))
    await served.refused(404, "DELETE", "/v1/users/u0/events/u0-1")


async def test_events_that_count_nothing_come_newest_first_in_pages(served: Served) -> None:
    hour = "2026-01-02T10:00"
    looks = [
        {"id": f"v{n}", "kind": "view", "item_id": f"f{n}", "at": f"{hour}:{n * n + 2 * n:02}Z"}
        for n in range(4)
    ]
    await served.post("/v1/users/new/events", {"events": looks})
    first = await served.get("/v1/users/new/events/refused?limit=1")
    (newest,) = first["data"]
    assert (newest["event"]["id"], newest["rule"]) == ("v0", "bounce")
    assert newest["reason"] == "left again after 3.0 seconds"
    assert first["next_cursor"] is None
    kept = (await served.get("/v1/users/new/events"))["data"]
    assert len(kept) == 4


async def test_a_page_of_refused_events_goes_on_where_the_last_one_ended(served: Served) -> None:
    likes = [
        {
            "id": f"l{n:02}",
            "kind": "like",
            "item_id": f"f{n}",
            "at": f"2026-01-02T10:00:{n // 2:02}.{5 * (n % 2)}Z",
        }
        for n in range(16)
    ]
    await served.post("/v1/users/new/events", {"events": likes})
    path, found = "/v1/users/new/events/refused?limit=7", []
    page = await served.get(path)
    while page["next_cursor"]:
        found += page["data"]
        page = await served.get(f"{path}&cursor={page['next_cursor']}")
    found += page["data"]
    assert [one["event"]["id"] for one in found] == [f"l{n:02}" for n in reversed(range(16))]
    assert {one["rule"] for one in found} == {"burst"}

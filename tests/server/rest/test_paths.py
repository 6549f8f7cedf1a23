"""Ids in paths may hold anything an id may hold."""

from __future__ import annotations

from urllib.parse import quote

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.server.rest.served import Served

AWKWARD = [
    "a/b", "...", ".a", "..a", "a..", "%2e%2e", "a?b",
    "a#b", "a b", "a%2Fb", "/", "//", "看电影的人", "🎬", "a;b",
    "a:b", "a+b", "a&b=c", "{user_id}", "\\", "profile", "a/../u0", "\u00ad", "x" * 256,
]  # fmt: skip


def sent(user_id: str) -> str:
    """Every byte encoded, so that no client takes the path for something shorter."""
    return "".join(f"%{byte:02X}" for byte in user_id.encode())


async def test_a_user_of_any_id_is_told_of_and_found(served: Served) -> None:
    for user_id in AWKWARD:
        body = {"events": [{"id": user_id, "kind": "view", "item_id": "f1"}]}
        await served.post(f"/v1/users/{sent(user_id)}/events", body)
        (kept,) = (await served.get(f"/v1/users/{sent(user_id)}/events"))["data"]
        assert (kept["user_id"], kept["id"]) == (user_id, user_id)
        listed = await served.get("/v1/users", limit=1000)
        assert user_id in [u["user_id"] for u in listed["data"]]
        await served.delete(f"/v1/users/{sent(user_id)}/events/{sent(user_id)}")


async def test_an_item_of_any_id_is_told_of_and_found(served: Served) -> None:
    for item_id in AWKWARD:
        await served.put(
            "/v1/items", {"items": [{"id": item_id, "title": "Odd", "domain": "movies"}]}
        )
        assert (await served.get(f"/v1/items/{sent(item_id)}"))["id"] == item_id
        assert (await served.get(f"/v1/users/u0/why/{sent(item_id)}"))["item_id"] == item_id
        await served.delete(f"/v1/items/{sent(item_id)}")


async def test_an_encoded_slash_separates_nothing(served: Served) -> None:
    await served.refused(405, "GET", "/v1/users/u0%2Fprofile")  # a user of that id
    error = await served.refused(404, "GET", "/v1/users/u0%2Fprofile/profile")
    assert error["message"] == "There is no user u0/profile."


async def test_what_is_no_id_is_refused_by_name(served: Served) -> None:
    for path in ["%FF", "%00", "a%0Ab", "%ED%A0%80", "x" * 257, "%7f", "%2E", "%2E%2E"]:
        error = await served.refused(422, "GET", f"/v1/users/{path}/profile")
        assert error["param"] == "user_id"


async def test_no_id_leads_out_of_its_place(served: Served) -> None:
    # What a client makes of /v1/users/u6/events/.. is the address of the user.
    for odd in (".", ".."):
        event = {"id": odd, "kind": "view", "item_id": "f1"}
        error = await served.refused(422, "POST", "/v1/users/u6/events", json={"events": [event]})
        assert error["param"] == "events.0.id"
        body = {"item_id": "f1", "kind": "like", "event_id": odd}
        await served.refused(422, "POST", "/v1/users/u6/feedback", json=body)
        await served.refused(422, "DELETE", f"/v1/users/u6/events/{sent(odd)}")
        item = {"id": odd, "title": "Odd"}
        await served.refused(422, "PUT", "/v1/items", json={"items": [item]})


async def test_a_slash_too_many_erases_nobody(served: Served) -> None:
    answer = await served.client.delete("/v1/users/u5/")
    assert answer.status_code == 404
    assert (await served.get("/v1/users/u5/events"))["data"]


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40))
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_paths_are_decoded_once(text: str) -> None:
    from starlette.convertors import CONVERTOR_TYPES

    convertor = CONVERTOR_TYPES["id"]
    assert convertor.convert(convertor.to_string(text)) == text
    assert "/" not in convertor.to_string(text)
    assert convertor.convert(quote(text, safe="")) == text

"""Recommendations and "why this?" over REST."""

from __future__ import annotations

from typing import Any

from tests.recommender.test_context import events as of_scenes
from tests.server.rest.served import Served


async def test_a_list_says_for_whom_when_and_how_it_was_made(served: Served) -> None:
    told = await served.get("/v1/users/u0/recommendations", k=3, use_model=False)
    assert [r["rank"] for r in told["recommendations"]] == [1, 2, 3]
    assert told["user_id"] == "u0"
    assert told["as_of"] == told["recommendations"][0]["as_of"]
    assert told["profile_version"] == 0
    assert told["degraded"] is False
    assert all(r["explanation"]["text"] for r in told["recommendations"])


async def test_a_list_comes_without_the_model_that_should_have_helped(served: Served) -> None:
    told = await served.get("/v1/users/u0/recommendations", k=3)
    assert told["degraded"] is True
    assert len(told["recommendations"]) == 3


async def test_a_list_in_a_body_is_the_list_in_the_query(served: Served) -> None:
    asked = {"k": 4, "explain": False, "use_model": False, "diversity": 0}
    queried = await served.get("/v1/users/u0/recommendations", **asked)
    assert await served.post("/v1/users/u0/recommendations", asked) == queried


async def test_a_balance_in_a_body_is_the_balance_in_the_query(served: Served) -> None:
    rest: dict[str, Any] = {"k": 6, "explain": False, "use_model": False}
    asked = {**rest, "calibration": 0.5, "cap": 1, "capped": ["genre"], "surprise": 0.5}
    queried = await served.get("/v1/users/u0/recommendations", **asked)
    assert await served.post("/v1/users/u0/recommendations", asked) == queried
    genres = [r["item"]["facets"]["genre"][0] for r in queried["recommendations"]]
    assert len(set(genres)) == 6
    assert await served.get("/v1/users/u0/recommendations", **rest) != queried


async def test_a_body_may_be_left_out(served: Served) -> None:
    told = await served.post("/v1/users/u0/recommendations")
    assert len(told["recommendations"]) == 10


async def test_conditions_of_the_body_hold(served: Served) -> None:
    plain = await served.post("/v1/users/u0/recommendations", {"explain": False})
    first, *others = [r["item"]["id"] for r in plain["recommendations"]]
    denied = await served.post("/v1/users/u0/recommendations", {"deny": [first]})
    assert first not in [r["item"]["id"] for r in denied["recommendations"]]
    allowed = await served.post("/v1/users/u0/recommendations", {"allow": [others[0]]})
    assert [r["item"]["id"] for r in allowed["recommendations"]] == [others[0]]
    given = await served.post("/v1/users/u0/recommendations", {"candidates": ["f1", "f2"]})
    assert {r["item"]["id"] for r in given["recommendations"]} == {"f1", "f2"}
    none = await served.post("/v1/users/u0/recommendations", {"domains": ["books"]})
    assert none["recommendations"] == []


async def test_somebody_nobody_knows_gets_what_is_popular(served: Served) -> None:
    told = await served.get("/v1/users/someone-new/recommendations", k=2)
    assert len(told["recommendations"]) == 2
    assert told["profile_version"] == 0


async def test_a_list_of_an_earlier_moment_is_of_that_moment(served: Served) -> None:
    told = await served.get("/v1/users/u0/recommendations", k=1, as_of="2024-01-20T00:00:00Z")
    assert told["as_of"] == "2024-01-20T00:00:00Z"


async def test_why_cites_the_users_own_events(served: Served) -> None:
    listed = await served.get("/v1/users/u0/recommendations", k=1)
    item_id = listed["recommendations"][0]["item"]["id"]
    told = await served.get(f"/v1/users/u0/why/{item_id}")
    assert told["item_id"] == item_id
    assert {e["event_id"].partition("-")[0] for e in told["evidence"]} == {"u0"}
    assert told["counterfactual"]["rank"] >= 1


async def test_why_is_that_of_the_list_of_a_scene(served: Served) -> None:
    await served.rec.ingest(events=of_scenes())
    await served.rec.evolve("both")
    asked: dict[str, Any] = {"scene": "work", "device": "desktop", "use_model": False}
    path = "/v1/users/both/recommendations"
    listed = await served.post(path, {**asked, "k": 1, "diversity": 0})
    (one,) = listed["recommendations"]
    told = await served.get(f"/v1/users/both/why/{one['item']['id']}", **asked)
    assert told["counterfactual"]["rank"] == 1
    assert told["text"] == one["explanation"]["text"]
    assert "In the scene “work”" in told["text"]
    elsewhere = await served.get(f"/v1/users/both/why/{one['item']['id']}", use_model=False)
    assert "In the scene" not in elsewhere["text"]


UNUSABLE_WHYS = [
    ("scene=", "scene"),
    ("daypart=noon", "daypart"),
    ("weekend=perhaps", "weekend"),
    ("at=soon", "at"),
    ("k=3", "k"),
]


async def test_what_cannot_be_asked_of_why_is_named(served: Served) -> None:
    for query, param in UNUSABLE_WHYS:
        error = await served.refused(422, "GET", f"/v1/users/u0/why/f0?{query}")
        assert error["param"] == param, query


async def test_why_of_an_unknown_item_is_a_404(served: Served) -> None:
    error = await served.refused(404, "GET", "/v1/users/u0/why/nothing")
    assert error["type"] == "not_found_error"


UNUSABLE_QUERIES = [
    ("k=0", "k"),
    ("k=201", "k"),
    ("k=ten", "k"),
    ("k=99999999999999999999999999", "k"),
    ("diversity=-1", "diversity"),
    ("diversity=nan", "diversity"),
    ("diversity=inf", "diversity"),
    ("calibration=1.1", "calibration"),
    ("surprise=-0.1", "surprise"),
    ("cap=0", "cap"),
    ("cap=1&capped=", "capped.0"),
    ("cap=1&capped=colour", "capped"),
    ("as_of=nonsense", "as_of"),
    ("as_of=2016", "as_of"),
    ("as_of=1899-12-31T00:00:00Z", "as_of"),
    ("as_of=0001-01-01T00:00:00%2B14:00", "as_of"),
    ("as_of=2999-01-01T00:00:00Z", "as_of"),
    ("domain=", "domain.0"),
    ("explain=perhaps", "explain"),
    ("nonsense=1", "nonsense"),
]


async def test_a_query_that_cannot_be_used_is_named(served: Served) -> None:
    for query, param in UNUSABLE_QUERIES:
        error = await served.refused(422, "GET", f"/v1/users/u0/recommendations?{query}")
        assert error["param"] == param, query
        assert param in error["message"]


UNUSABLE_BODIES: list[tuple[dict[str, Any], str]] = [
    ({"k": 0}, "k"),
    ({"candidates": []}, "candidates"),
    ({"allow": [""]}, "allow.0"),
    ({"deny": ["a\u0000b"]}, "deny.0"),
    ({"domain": "books"}, "domain"),
    ({"as_of": 2016}, "as_of"),
    ({"calibration": "much"}, "calibration"),
    ({"cap": 1, "capped": ["colour"]}, "capped"),
]


async def test_a_body_that_cannot_be_used_is_named(served: Served) -> None:
    for body, param in UNUSABLE_BODIES:
        error = await served.refused(422, "POST", "/v1/users/u0/recommendations", json=body)
        assert error["param"] == param, body


async def test_what_is_no_json_is_a_400(served: Served) -> None:
    error = await served.refused(
        400,
        "POST",
        "/v1/users/u0/recommendations",
        content=b'{"k": ',
        headers={"content-type": "application/json"},
    )
    assert error["param"] is None

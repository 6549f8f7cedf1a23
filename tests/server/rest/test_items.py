"""The catalogue and the rules of lists, over REST."""

from __future__ import annotations

from typing import Any

from tests.server.rest.served import Served

QUICK = {"k": 50, "explain": False, "use_model": False}


async def listed(served: Served, user_id: str = "u0", **more: Any) -> list[str]:
    told = await served.get(f"/v1/users/{user_id}/recommendations", **{**QUICK, **more})
    return [r["item"]["id"] for r in told["recommendations"]]


def horror(item_id: str, **more: Any) -> dict[str, Any]:
    facets = {"genre": ["Horror"], "year": ["1974"]}
    return {
        "id": item_id,
        "title": "A New Horror Tale",
        "facets": facets,
        "domain": "movies",
        **more,
    }


async def test_items_are_added_changed_and_left_alone(served: Served) -> None:
    body = {"items": [horror("n1"), horror("n2")]}
    assert await served.put("/v1/items", body) == {"added": 2, "updated": 0, "unchanged": 0}
    body["items"][0]["title"] = "Another Title"
    assert await served.put("/v1/items", body) == {"added": 0, "updated": 1, "unchanged": 1}
    assert (await served.get("/v1/items/n1"))["title"] == "Another Title"


async def test_a_new_item_can_be_recommended_at_once_and_has_a_vector(served: Served) -> None:
    await served.post("/v1/users/u0/profile/evolve")
    await listed(served)
    await served.put("/v1/items", {"items": [horror("n1")]})
    catalogue = await served.rec.catalogue()
    assert catalogue.vectors is not None
    assert catalogue.vectors[catalogue.index["n1"]].any()
    assert await listed(served, k=1, domain="movies") != []
    told = await served.post("/v1/users/u0/recommendations", {"candidates": ["n1"]})
    assert [r["item"]["id"] for r in told["recommendations"]] == ["n1"]


async def test_only_what_is_new_is_embedded(served: Served) -> None:
    await listed(served)
    texts: list[str] = []
    inner = served.rec._world.embedder
    whole = inner.embed

    async def counted(some: Any) -> Any:
        texts.extend(some)
        return await whole(some)

    inner.embed = counted  # type: ignore[method-assign]
    await served.put("/v1/items", {"items": [horror("n1")]})
    await listed(served)
    texts = [t for t in texts if t != "a first text"]  # with which warming up loads the model
    assert len([t for t in texts if "A New Horror Tale" in t]) == len(texts) == 1


async def test_an_item_that_moves_to_another_domain_leaves_the_old_one(served: Served) -> None:
    await served.put("/v1/items", {"items": [horror("n1")]})
    await served.put("/v1/items", {"items": [horror("n1", domain="books")]})
    books, movies = await served.rec._world.vectors.indexes("default")
    assert books.ids() == {"n1"}
    assert movies.ids() == {f"f{n}" for n in range(120)}


async def test_a_deleted_item_is_gone_everywhere_and_its_events_still_read(
    served: Served,
) -> None:
    await served.post("/v1/users/u0/profile/evolve")
    before = await served.get("/v1/users/u0/recommendations", k=5)
    cited = before["recommendations"][0]["explanation"]["evidence"][0]["item_id"]
    mine = (await served.get("/v1/users/u0/events"))["data"]
    for item_id in {cited, *(e["item_id"] for e in mine)}:
        await served.delete(f"/v1/items/{item_id}")
    await served.refused(404, "GET", f"/v1/items/{cited}")
    await served.refused(404, "DELETE", f"/v1/items/{cited}")
    await served.refused(404, "GET", f"/v1/users/u0/why/{cited}")
    (movies,) = await served.rec._world.vectors.indexes("default")
    assert cited not in movies.ids()
    assert cited not in await listed(served, "u7")
    after = await served.get("/v1/users/u0/recommendations", k=5)
    assert len(after["recommendations"]) == 5
    assert all(r["explanation"]["text"] for r in after["recommendations"])
    profile = await served.get("/v1/users/u0/profile")
    assert all("[event:" not in i["statement"] for i in profile["interests"])
    assert len((await served.get("/v1/users/u0/events"))["data"]) == 24
    await served.post("/v1/users/u0/profile/edit", {"words": "no more horror"})
    await served.delete("/v1/users/u0/events/u0-1")


async def test_what_cannot_be_had_is_in_no_list_and_stays_history(served: Served) -> None:
    await served.post("/v1/users/u0/profile/evolve")
    first, second, *_ = await listed(served)
    body = {"item_ids": [first, "nothing"], "available": False}
    told = await served.post("/v1/items/availability", body)
    assert told == {"changed": 1, "unknown": ["nothing"]}
    assert first not in await listed(served)
    assert (await served.get(f"/v1/items/{first}"))["available"] is False
    why = await served.get(f"/v1/users/u0/why/{first}")
    assert "not available at present" in why["text"]
    assert why["counterfactual"] is None
    given = await served.post("/v1/users/u0/recommendations", {"candidates": [first, second]})
    assert [r["item"]["id"] for r in given["recommendations"]] == [second]
    await served.post("/v1/items/availability", {"item_ids": [first], "available": True})
    assert first in await listed(served)


async def test_an_event_on_what_cannot_be_had_still_counts(served: Served) -> None:
    mine = [e["item_id"] for e in (await served.get("/v1/users/u0/events"))["data"]]
    before = await listed(served)
    await served.post("/v1/items/availability", {"item_ids": mine, "available": False})
    assert await listed(served) == before


async def test_blocked_items_facets_and_domains_are_in_no_list(served: Served) -> None:
    first, *_ = await listed(served)
    genres = {(await served.get(f"/v1/items/{first}"))["facets"]["genre"][0]}
    for block in ({"item_ids": [first]}, {"facets": [f"genre={genres.pop()}"]}):
        await served.put("/v1/rules", {"block": block})
        assert first not in await listed(served)
        why = await served.get(f"/v1/users/u0/why/{first}")
        assert "kept out of the lists" in why["text"]
    await served.put("/v1/rules", {"block": {"domains": ["movies"]}})
    assert await listed(served) == []
    await served.put("/v1/rules", {})
    assert first in await listed(served)


async def test_only_what_is_allowed_is_listed_and_blocking_wins(served: Served) -> None:
    allowed = ["genre=Western", "year=1963"]
    rules = {"allow": {"facets": allowed}, "block": {"facets": ["year=1963"]}}
    await served.put("/v1/rules", rules)
    for item_id in await listed(served):
        facets = (await served.get(f"/v1/items/{item_id}"))["facets"]
        assert facets["genre"] == ["Western"]
        assert facets["year"] != ["1963"]
    told = await served.get("/v1/rules")
    assert told["allow"]["facets"] == allowed


async def test_what_was_seen_may_return_unless_it_was_disliked(served: Served) -> None:
    seen = [e["item_id"] for e in (await served.get("/v1/users/u0/events"))["data"]]
    assert not set(seen) & set(await listed(served, k=200))
    await served.put("/v1/rules", {"seen_may_return": True})
    back = [i for i in await listed(served, k=200) if i in seen]
    assert back
    why = await served.get(f"/v1/users/u0/why/{back[0]}")
    assert "already" not in why["text"]
    await served.post("/v1/users/u0/feedback", {"item_id": back[0], "kind": "dislike"})
    assert back[0] not in await listed(served, k=200)
    why = await served.get(f"/v1/users/u0/why/{back[0]}")
    assert "disliked" in why["text"]


async def test_rules_that_cannot_be_used_are_refused_by_name(served: Served) -> None:
    bad: list[tuple[dict[str, Any], str]] = [
        ({"allow": {}}, ""),
        ({"block": {"facets": ["Horror"]}}, "block.facets.0"),
        ({"blocked": {}}, "blocked"),
        ({"block": {"item_ids": [""]}}, "block.item_ids.0"),
    ]
    for body, param in bad:
        error = await served.refused(422, "PUT", "/v1/rules", json=body)
        assert (error["param"] or "") == param


async def test_items_are_found_by_words_and_in_pages(served: Served) -> None:
    found = await served.get("/v1/items", q="SILENT horror")
    assert found["data"]
    assert all("Silent Horror" in i["title"] for i in found["data"])
    for query in ({}, {"q": "tale"}):
        seen: list[str] = []
        cursor: dict[str, str] = {}
        while True:
            page = await served.get("/v1/items", limit=50, **query, **cursor)
            seen += [i["id"] for i in page["data"]]
            if page["next_cursor"] is None:
                break
            cursor = {"cursor": page["next_cursor"]}
        assert len(seen) == len(set(seen)) == 120
    error = await served.refused(
        422, "GET", "/v1/items", params={"q": "tale", "cursor": "WyJmMSJd"}
    )
    assert error["param"] == "cursor"


async def test_items_that_cannot_be_used_are_named(served: Served) -> None:
    bad: list[tuple[dict[str, Any], str]] = [
        ({"id": "x"}, "items.0.title"),
        ({"id": "", "title": "T"}, "items.0.id"),
        ({"id": "x", "title": "T", "genre": ["Horror"]}, "items.0.genre"),
        ({"id": "x", "title": "a\u0000b"}, "items.0.title"),
        ({"id": "x", "title": "T", "facets": {"genre": "Horror"}}, "items.0.facets.genre"),
        ({"id": "x", "title": "T", "created_at": 2016}, "items.0.created_at"),
        (
            {"id": "x", "title": "T", "created_at": "9999-12-31T23:59:59-14:00"},
            "items.0.created_at",
        ),
    ]
    for item, param in bad:
        error = await served.refused(422, "PUT", "/v1/items", json={"items": [item]})
        assert error["param"] == param, item

"""The profile over REST."""

from __future__ import annotations

from tests.server.rest.served import Served


async def test_a_profile_evolves_is_listed_compared_and_undone(served: Served) -> None:
    made = await served.post("/v1/users/u0/profile/evolve")
    assert made["versions"] == [1, 2]
    assert made["profile"]["version"] == 2
    listed = await served.get("/v1/users/u0/profile/versions", limit=1)
    assert [v["version"] for v in listed["data"]] == [2]
    rest = await served.get("/v1/users/u0/profile/versions", cursor=listed["next_cursor"])
    assert [v["version"] for v in rest["data"]] == [1]
    assert rest["next_cursor"] is None
    changed = await served.get("/v1/users/u0/profile/diff", old=0, new=1)
    assert any("Horror movies" in line for line in changed["lines"])
    back = await served.post("/v1/users/u0/profile/rollback", {"version": 1})
    assert back["version"] == 3
    older = await served.get("/v1/users/u0/profile", version=1)
    assert [i["label"] for i in back["interests"]] == [i["label"] for i in older["interests"]]


async def test_words_change_the_profile_at_once(served: Served) -> None:
    await served.post("/v1/users/u0/profile/evolve")
    told = await served.post("/v1/users/u0/profile/edit", {"words": "no more horror"})
    assert told["understood"] is True
    disliked = [i["label"] for i in told["profile"]["interests"] if i["polarity"] == "dislike"]
    assert "Horror movies" in disliked


async def test_words_that_are_not_understood_change_nothing_and_say_so(served: Served) -> None:
    told = await served.post("/v1/users/u0/profile/edit", {"words": "colourless green ideas"})
    assert told["understood"] is False
    assert told["profile"]["interests"] == []


async def test_nothing_is_told_of_a_user_nobody_knows(served: Served) -> None:
    for method, path in [
        ("GET", "/v1/users/nobody/profile"),
        ("GET", "/v1/users/nobody/profile/versions"),
        ("GET", "/v1/users/nobody/profile/diff?old=0&new=0"),
        ("GET", "/v1/users/nobody/drift"),
        ("GET", "/v1/users/nobody/forecast"),
        ("GET", "/v1/users/nobody/drift/history"),
        ("POST", "/v1/users/nobody/profile/evolve"),
        ("GET", "/v1/users/nobody/events"),
        ("GET", "/v1/users/nobody/export"),
        ("DELETE", "/v1/users/nobody"),
    ]:
        await served.refused(404, method, path)
    await served.refused(404, "POST", "/v1/users/nobody/profile/rollback", json={"version": 0})


async def test_a_version_that_there_is_not_is_a_404(served: Served) -> None:
    await served.refused(404, "GET", "/v1/users/u0/profile?version=9")
    await served.refused(404, "GET", "/v1/users/u0/profile/diff?old=0&new=9")
    await served.refused(404, "POST", "/v1/users/u0/profile/rollback", json={"version": 9})


async def test_a_version_that_can_be_none_is_refused_by_name(served: Served) -> None:
    for version in ("-1", "one", "99999999999999999999"):
        error = await served.refused(422, "GET", f"/v1/users/u0/profile?version={version}")
        assert error["param"] == "version"


async def test_edits_need_words(served: Served) -> None:
    for words in ("", " ", "x" * 4001, "a\u0000b"):
        error = await served.refused(
            422, "POST", "/v1/users/u0/profile/edit", json={"words": words}
        )
        assert error["param"] == "words", words


async def test_an_export_holds_all_and_erasing_leaves_nothing(served: Served) -> None:
    await served.post("/v1/users/u0/profile/evolve")
    told = await served.get("/v1/users/u0/export")
    assert (len(told["events"]), len(told["revisions"])) == (24, 2)
    gone = await served.delete("/v1/users/u0")
    assert (gone["events"], gone["versions"]) == (24, 2)
    await served.refused(404, "GET", "/v1/users/u0/export")
    assert "u0" not in [u["user_id"] for u in (await served.get("/v1/users"))["data"]]


async def test_users_are_listed_in_pages(served: Served) -> None:
    seen: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = await served.get("/v1/users", limit=7, **cursor)
        seen += [u["user_id"] for u in page["data"]]
        if page["next_cursor"] is None:
            break
        cursor = {"cursor": page["next_cursor"]}
    assert seen == sorted(f"u{n}" for n in range(30))

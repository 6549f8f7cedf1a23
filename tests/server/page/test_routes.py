"""The page's routes without a browser: headers, files, addresses, what a notice may claim."""

from __future__ import annotations

import gzip
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from tests.server.asgi import Answer, ask
from whyrec import Recommender, Settings
from whyrec.domain import Item
from whyrec.server import create_app

FORM = {"content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin"}


class Home:
    """A small home and an application over it."""

    def __init__(self, rec: Recommender) -> None:
        self.rec = rec
        self.app: Any = create_app(rec)

    async def get(self, path: str, **headers: str) -> Answer:
        return await ask(self.app, path, headers={"accept": "text/html", **headers})

    async def post(self, path: str, fields: dict[str, str]) -> Answer:
        return await ask(self.app, path, "POST", headers=FORM, body=urlencode(fields).encode())

    async def text(self, path: str) -> str:
        answer = await self.get(path)
        assert answer.status == 200
        return answer.body.decode()


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[Home]:
    settings = Settings(home=tmp_path / "home", engine={"enabled": False})
    async with Recommender.open(settings) as rec:
        items = [
            Item(id=f"b{n}", title=f"Book {n}", facets={"genre": ("Crime", "War")[n % 2 :]})
            for n in range(12)
        ]
        await rec.ingest(items=items)
        await rec.rebuild()
        yield Home(rec)


@pytest.mark.parametrize("path", ["/", "/users/ann", "/users/ann/changes", "/users/ann/why/b1"])
async def test_a_page_allows_no_script_but_its_file_and_no_frame(home: Home, path: str) -> None:
    answer = await home.get(path)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["cache-control"] == "no-store"
    text = answer.body.decode()
    assert not re.search(r"<script(?![^>]* src=)|<style|\sstyle=|\son\w+=|javascript:", text)
    assert not re.search(r'(?:src|href|action)="(?:https?:)?//', text), "nothing from elsewhere"


async def test_only_the_charts_own_document_allows_what_bokeh_needs(home: Home) -> None:
    answer = await home.get("/users/ann/timeline")
    policy = answer.headers["content-security-policy"]
    assert "style-src 'self' 'unsafe-inline'" in policy
    assert "script-src" not in policy, "scripts stay those of the server"
    assert "frame-ancestors 'self'" in policy


async def test_files_are_kept_for_a_year_under_an_address_that_changes_with_them(
    home: Home,
) -> None:
    text = await home.text("/users/ann") + await home.text("/users/ann/timeline")
    files = sorted(set(re.findall(r'(?:href|src)="(/static/[^"]+)"', text)))
    names = {file.rpartition("/")[2] for file in files}
    assert names == {
        "page.css",
        "page.js",
        "chart.js",
        "icon.svg",
        "bokeh.min.js",
        "bokeh-api.min.js",
    }
    for file in files:
        answer = await home.get(file, **{"accept-encoding": "gzip, br"})
        assert answer.status == 200
        assert "immutable" in answer.headers["cache-control"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        plain = await home.get(file)
        assert gzip.decompress(answer.body) == plain.body
    old = await home.get("/static/000000000000/page.css")
    assert old.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "path",
    [
        "/static/x/_words.py",
        "/static/vendor/bokeh-0.0.0/bokeh.min.js",
        "/static/vendor/bokeh-0.0.0/bokeh.js",
        "/static/x/..%2f__init__.py",
    ],
)
async def test_no_other_file_is_served(home: Home, path: str) -> None:
    assert (await home.get(path)).status == 404


async def test_people_are_those_active_last_and_can_be_searched(home: Home) -> None:
    for n, user in enumerate(["ann", "ben", "Annika"]):
        at = datetime(2026, 11, 1 + n, tzinfo=UTC)
        await home.rec.feedback(user, "b1", "like", at=at)
    names = re.findall(r'class="name">([^<]+)<', await home.text("/"))
    assert names == ["Annika", "ben", "ann"]
    names = re.findall(r'class="name">([^<]+)<', await home.text("/?q=ann"))
    assert names == ["ann", "Annika"], "the id itself comes first"


async def test_a_new_users_form_leads_to_their_page(home: Home) -> None:
    answer = await home.get("/users?user=" + quote("a/b c?"))
    assert (answer.status, answer.headers["location"]) == (303, "/users/a%2Fb%20c%3F")


@pytest.mark.parametrize("to", ["https://elsewhere.example", "//elsewhere.example", "/\\else", "x"])
async def test_choosing_a_language_leads_nowhere_else(home: Home, to: str) -> None:
    answer = await home.get(f"/language/zh?to={quote(to)}")
    assert (answer.status, answer.headers["location"]) == (303, "/")
    assert "whyrec_language=zh" in answer.headers["set-cookie"]


async def test_the_language_switch_leads_back_to_where_one_was(home: Home) -> None:
    text = await home.text("/users/a%2Fb/changes?version=0")
    (to,) = re.findall(r'href="(/language/zh\?to=[^"]+)"', text)
    assert (await home.get(to)).headers["location"] == "/users/a%2Fb/changes?version=0"


async def test_a_reaction_is_kept_and_its_notice_offers_to_forget_it(home: Home) -> None:
    answer = await home.post("/users/ann/feedback", {"item": "b1", "kind": "dismiss"})
    assert answer.status == 303
    text = await home.text(answer.headers["location"])
    assert "“Book 1” is gone." in text
    (event,) = home.rec.store.events.of_user("default", "ann")
    assert f'name="event" value="{event.id}"' in text
    await home.post("/users/ann/undo", {"event": event.id})
    assert home.rec.store.events.of_user("default", "ann") == []


@pytest.mark.parametrize(
    "query",
    [
        "done=like&event=nothing",
        "done=edit&version_made=7",
        "done=edit&version_made=-1",
        f"done=edit&version_made={'9' * 5_000}",
        f"done=rollback&version_made=1&old={'9' * 5_000}",
        "done=rollback&version_made=1",
        "done=<b>",
        "done=evolve&version_made=%C2%B2&old=1",
    ],
)
async def test_a_notice_tells_nothing_that_was_not_done(home: Home, query: str) -> None:
    text = await home.text(f"/users/ann?{query}")
    assert re.search(r'id="notice"[^>]*>\s*</div>', text)


async def test_going_back_makes_nobody(home: Home) -> None:
    answer = await home.post("/users/ghost/rollback", {"version": "0"})
    assert answer.status == 404
    assert not await home.rec.knows("ghost")


NUL = [
    ("chat", {"say": "a\0b"}),
    ("chat", {"say": "hi", "turns": '[{"role": "user", "content": "a\\u0000b"}]'}),
    ("edit", {"words": "no more\0horror"}),
    ("edit", {"words": "\0"}),
    ("feedback", {"item": "b1\0", "kind": "like"}),
    ("undo", {"event": "\0"}),
]


@pytest.mark.parametrize(("action", "fields"), NUL)
async def test_a_form_with_a_nul_is_refused_by_a_page(
    home: Home, action: str, fields: dict[str, str]
) -> None:
    answer = await home.post(f"/users/ann/{action}", fields)
    assert answer.status == 422
    assert answer.headers["content-type"].startswith("text/html")


async def test_a_notice_tells_nothing_of_somebody_elses_event(home: Home) -> None:
    event = await home.rec.feedback("ben", "b1", "like")
    text = await home.text(f"/users/ann?done=like&event={event.id}")
    assert "from now on" not in text


async def test_wishes_are_told_as_they_were_understood(home: Home) -> None:
    answer = await home.post("/users/ann/edit", {"words": "less crime"})
    assert "Understood: less of “Crime items”." in await home.text(answer.headers["location"])
    answer = await home.post("/users/ann/edit", {"words": "no more war"})
    text = await home.text(answer.headers["location"])
    assert "Understood: no “War items”." in text


async def test_a_form_that_lacks_a_field_is_an_error_page(home: Home) -> None:
    answer = await home.post("/users/ann/feedback", {"item": "b1", "kind": "explode"})
    assert answer.status == 422
    assert b"<h1>That cannot be used</h1>" in answer.body
    assert b"kind" in answer.body


async def test_another_sites_form_changes_nothing(home: Home) -> None:
    body = urlencode({"item": "b1", "kind": "like"}).encode()
    headers = FORM | {"sec-fetch-site": "cross-site"}
    answer = await ask(home.app, "/users/ann/feedback", "POST", headers=headers, body=body)
    assert answer.status == 403
    assert home.rec.store.events.of_user("default", "ann") == []


async def test_without_items_the_page_says_how_to_load_some(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "empty", engine={"enabled": False})
    async with Recommender.open(settings) as rec:
        home = Home(rec)
        assert "There are no items yet" in await home.text("/users/ann")
        assert "There is nobody here yet" in await home.text("/")


async def test_pages_are_no_part_of_the_described_api(home: Home) -> None:
    described = home.app.openapi()["paths"]
    assert not [
        path
        for path in described
        if not path.startswith(("/v1", "/healthz", "/readyz", "/metrics"))
    ]

"""All routes and two tenants: what belongs to one is not there for the other.

Every route of the application is in `CASES`, or in `ABOUT_NOBODY` with a reason. A case sends ids
of the tenant ``ours`` with a key of the tenant ``theirs``; the answer must be the one that ids get
which exist nowhere: 404, or for a user of whom nothing is known yet, what any such user gets.
"""

from __future__ import annotations

import asyncio
import json
import re
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

import pytest

from tests.fakes.scripted_model import ScriptedModel
from tests.recommender.conftest import built  # noqa: F401
from tests.recommender.world import END, settings
from tests.server.asgi import Answer, ask
from tests.server.conftest import Guarded
from whyrec import Recommender
from whyrec.domain import Event, ExperimentDefinition, Item, Variant
from whyrec.server import create_app


class Ids(NamedTuple):
    """Something of each kind that is, or is not, a tenant's."""

    user: str
    item: str
    event: str
    version: int
    trial: str = "ours-alone"
    """An experiment."""


OURS = Ids("u0", "f6", "u0-3", 1)
NOWHERE = Ids("q0", "x6", "q0-3", 1, "nowhere")

Sent = tuple[str, Any]
"""A path with its query, and a body: JSON, or a dict for a form where the path is a page's."""


class Case(NamedTuple):
    """How a route is asked about ids, and what it answers to those that are foreign."""

    of: Callable[[Ids], Sent]
    status: int = 404


def _user(rest: str = "", body: Any = None, status: int = 404) -> Case:
    return Case(lambda i: (f"/v1/users/{quote(i.user)}{rest}", body), status)


def _page(rest: str = "", body: Any = None, status: int = 404) -> Case:
    return Case(lambda i: (f"/users/{quote(i.user)}{rest}", body), status)


def _trial(name: str) -> dict[str, Any]:
    """An experiment on some users."""
    variants = [{"name": "a"}, {"name": "b", "rank": {"diversity": 1.0}}]
    return {"name": name, "share": 0.1, "variants": variants}


AS_NEW = 200
"""A user of whom nothing is known gets what every such user gets."""
SEEN_OTHER = 303

_SAID = [{"role": "user", "content": "what do you know about me?"}]

CASES: dict[tuple[str, str], list[Case]] = {
    ("GET", "/v1/users/{user_id}/recommendations"): [_user("/recommendations", status=AS_NEW)],
    ("POST", "/v1/users/{user_id}/recommendations"): [
        _user("/recommendations", {}, AS_NEW),
        Case(lambda i: ("/v1/users/x/recommendations", {"candidates": [i.item]})),
        Case(lambda i: ("/v1/users/x/recommendations", {"allow": [i.item]}), AS_NEW),
    ],
    ("GET", "/v1/users/{user_id}/why/{item_id}"): [
        Case(lambda i: (f"/v1/users/{i.user}/why/{i.item}", None)),
        Case(lambda i: (f"/v1/users/x/why/{i.item}", None)),
    ],
    ("POST", "/v1/users/{user_id}/events"): [
        Case(
            lambda i: (
                f"/v1/users/{i.user}/events",
                {"events": [{"id": i.event, "item_id": i.item, "kind": "view"}]},
            ),
            AS_NEW,
        ),
    ],
    ("GET", "/v1/users/{user_id}/events"): [_user("/events")],
    ("GET", "/v1/users/{user_id}/events/refused"): [_user("/events/refused")],
    ("DELETE", "/v1/users/{user_id}/events/{event_id}"): [
        Case(lambda i: (f"/v1/users/{i.user}/events/{i.event}", None)),
        Case(lambda i: (f"/v1/users/x/events/{i.event}", None)),
    ],
    ("POST", "/v1/users/{user_id}/feedback"): [
        Case(lambda i: (f"/v1/users/{i.user}/feedback", {"item_id": i.item, "kind": "like"})),
        Case(lambda i: ("/v1/users/x/feedback", {"item_id": i.item, "kind": "like"})),
    ],
    ("GET", "/v1/users/{user_id}/profile"): [
        _user("/profile"),
        _user("/profile?version=1"),
    ],
    ("GET", "/v1/users/{user_id}/profile/versions"): [_user("/profile/versions")],
    ("GET", "/v1/users/{user_id}/profile/diff"): [_user("/profile/diff?old=0&new=1")],
    ("GET", "/v1/users/{user_id}/drift"): [_user("/drift")],
    ("GET", "/v1/users/{user_id}/forecast"): [_user("/forecast"), _user("/forecast?k=2")],
    ("GET", "/v1/users/{user_id}/drift/history"): [_user("/drift/history")],
    ("POST", "/v1/users/{user_id}/profile/transfer"): [_user("/profile/transfer", {"to": "books"})],
    ("GET", "/v1/users/{user_id}/journeys"): [_user("/journeys")],
    ("GET", "/v1/users/{user_id}/timezone"): [_user("/timezone", status=AS_NEW)],
    ("PUT", "/v1/users/{user_id}/timezone"): [
        _user("/timezone", {"timezone": "Asia/Tokyo"}, AS_NEW)
    ],
    ("GET", "/v1/contexts"): [Case(lambda i: ("/v1/contexts", None), AS_NEW)],
    ("GET", "/v1/drift"): [Case(lambda i: ("/v1/drift", None), AS_NEW)],
    ("GET", "/v1/users/{user_id}/question"): [_user("/question", status=AS_NEW)],
    ("POST", "/v1/users/{user_id}/question"): [
        _user("/question", {"question_id": "1:genre=History", "choice": "yes"}, status=422)
    ],
    ("GET", "/v1/experiments"): [Case(lambda i: ("/v1/experiments", None), AS_NEW)],
    ("POST", "/v1/experiments"): [Case(lambda i: ("/v1/experiments", _trial(i.trial)), AS_NEW)],
    ("POST", "/v1/experiments/{name}/stop"): [
        Case(lambda i: (f"/v1/experiments/{i.trial}/stop", {}))
    ],
    ("GET", "/v1/experiments/{name}"): [Case(lambda i: (f"/v1/experiments/{i.trial}", None))],
    ("GET", "/v1/experiments/{name}/report"): [
        Case(lambda i: (f"/v1/experiments/{i.trial}/report", None))
    ],
    ("GET", "/v1/clusters"): [Case(lambda i: ("/v1/clusters", None))],
    ("GET", "/v1/clusters/{named}"): [Case(lambda i: ("/v1/clusters/1", None))],
    ("GET", "/v1/users/{user_id}/membership"): [_user("/membership")],
    ("GET", "/v1/users/{user_id}/membership/history"): [_user("/membership/history")],
    ("POST", "/v1/users/{user_id}/profile/edit"): [
        _user("/profile/edit", {"words": "no more jazz"}, AS_NEW)
    ],
    ("POST", "/v1/users/{user_id}/profile/rollback"): [_user("/profile/rollback", {"version": 1})],
    ("POST", "/v1/users/{user_id}/profile/evolve"): [_user("/profile/evolve", status=AS_NEW)],
    ("GET", "/v1/users/{user_id}/export"): [_user("/export")],
    ("DELETE", "/v1/users/{user_id}"): [_user()],
    ("GET", "/v1/users"): [Case(lambda i: ("/v1/users", None), AS_NEW)],
    ("GET", "/v1/items"): [
        Case(lambda i: ("/v1/items?limit=100", None), AS_NEW),
        Case(lambda i: ("/v1/items?q=horror", None), AS_NEW),
    ],
    ("PUT", "/v1/items"): [
        Case(lambda i: ("/v1/items", {"items": [{"id": i.item, "title": "Mine"}]}), AS_NEW)
    ],
    ("GET", "/v1/items/{item_id}"): [Case(lambda i: (f"/v1/items/{i.item}", None))],
    ("GET", "/v1/items/{item_id}/features"): [
        Case(lambda i: (f"/v1/items/{i.item}/features", None))
    ],
    ("DELETE", "/v1/items/{item_id}"): [Case(lambda i: (f"/v1/items/{i.item}", None))],
    ("POST", "/v1/items/availability"): [
        Case(
            lambda i: ("/v1/items/availability", {"item_ids": [i.item], "available": False}),
            AS_NEW,
        )
    ],
    ("GET", "/v1/rules"): [Case(lambda i: ("/v1/rules", None), AS_NEW)],
    ("PUT", "/v1/rules"): [Case(lambda i: ("/v1/rules", {}), AS_NEW)],
    ("GET", "/v1/tenant"): [Case(lambda i: ("/v1/tenant", None), AS_NEW)],
    ("PUT", "/v1/tenant"): [Case(lambda i: ("/v1/tenant", {"retention_days": 1}), AS_NEW)],
    ("PUT", "/v1/tenant/rating-scale"): [
        Case(lambda i: ("/v1/tenant/rating-scale", {"rating_scale": [0, 10]}), AS_NEW)
    ],
    ("POST", "/v1/chat/completions"): [
        Case(
            lambda i: (
                "/v1/chat/completions",
                {"model": "whyrec", "user": i.user, "messages": _SAID},
            ),
            AS_NEW,
        )
    ],
    ("GET", "/"): [Case(lambda i: (f"/?q={i.user}", None), AS_NEW)],
    ("GET", "/users"): [Case(lambda i: (f"/users?user={i.user}", None), SEEN_OTHER)],
    ("GET", "/users/{user_id}"): [_page(status=AS_NEW)],
    ("GET", "/users/{user_id}/why/{item_id}"): [
        Case(lambda i: (f"/users/{i.user}/why/{i.item}", None)),
    ],
    ("POST", "/users/{user_id}/feedback"): [
        Case(lambda i: (f"/users/{i.user}/feedback", {"item": i.item, "kind": "like"})),
    ],
    ("POST", "/users/{user_id}/undo"): [
        Case(lambda i: (f"/users/{i.user}/undo", {"event": i.event})),
    ],
    ("POST", "/users/{user_id}/edit"): [_page("/edit", {"words": "no more jazz"}, SEEN_OTHER)],
    ("POST", "/users/{user_id}/rollback"): [_page("/rollback", {"version": "1"})],
    ("POST", "/users/{user_id}/evolve"): [_page("/evolve", {}, SEEN_OTHER)],
    ("POST", "/users/{user_id}/chat"): [_page("/chat", {"say": "what do you know?"}, AS_NEW)],
    ("GET", "/users/{user_id}/changes"): [
        _page("/changes", status=AS_NEW),
        _page("/changes?version=1"),
    ],
    ("GET", "/users/{user_id}/timeline"): [_page("/timeline", status=AS_NEW)],
}
ABOUT_NOBODY = {
    ("GET", "/healthz"): "says that the process lives",
    ("HEAD", "/healthz"): "says that the process lives",
    ("GET", "/readyz"): "says that the server is ready",
    ("HEAD", "/readyz"): "says that the server is ready",
    ("GET", "/metrics"): "sums over all, for admins",
    ("GET", "/openapi.json"): "describes the routes",
    ("HEAD", "/openapi.json"): "describes the routes",
    ("GET", "/v1/models"): "the same for all",
    ("GET", "/v1/models/{model_id}"): "the same for all",
    ("POST", "/v1/embeddings"): "says nothing but of the text sent",
    ("GET", "/language/{language}"): "sets a cookie",
    ("GET", "/docs"): "describes the routes",
    ("GET", "/login"): "a form",
    ("POST", "/login"): "takes a key",
    ("POST", "/logout"): "drops a cookie",
    ("GET", "/static/{mark}/{name}"): "the page's own files",
    ("GET", "/static/vendor/{package}/{name}"): "the page's own files",
}
ONLY_OURS = re.compile(rb"Tale|Horror|Western|gift for ours")
"""What every item and profile of ours says, and nothing else does."""


def _routes(routes: Any) -> Iterator[tuple[str, str]]:
    for route in routes:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from _routes(inner.routes)
        else:
            for method in route.methods:
                yield method, re.sub(r":\w+}", "}", route.path)


@pytest.fixture(scope="module")
def both(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:  # noqa: F811
    """A home of two tenants: ours as built, and a small one of theirs."""
    home = tmp_path_factory.mktemp("both") / "home"
    shutil.copytree(built, home)
    books = [
        Item(id=f"b{n}", title=f"Essay {n}", facets={"genre": (g,)}, domain="books")
        for n, g in enumerate(("Jazz", "Garden", "Sea", "Bread", "Clay") * 4)
    ]
    read = [Event(id=f"x-{n}", user_id="x", item_id=f"b{n}", kind="like", at=END) for n in range(4)]

    async def build() -> None:
        async with Recommender.open(settings(home)) as rec:
            await rec.ingest(items=books, events=read, rating_scale=(0, 10), tenant="theirs")
            await rec.rebuild(tenant="theirs")
            await rec.evolve("x", tenant="theirs")
            await rec.evolve("u0")
            await rec.edit("u0", "more gift for ours")
            await rec.experiments.start(
                ExperimentDefinition(
                    name="ours-alone",
                    variants=(Variant(name="a"), Variant(name="b", rank={"diversity": 1.0})),
                )
            )

    asyncio.run(build())
    return home


@pytest.fixture
async def served(both: Path, tmp_path: Path) -> AsyncIterator[Guarded]:
    home = Path(shutil.copytree(both, tmp_path / "both"))
    server = {"keys": "required", "rate_limit": "100000/second"}
    async with Recommender.open(
        settings(home, server=server), model=ScriptedModel(mood="dead")
    ) as rec:
        app = create_app(rec)
        async with app.router.lifespan_context(app):
            yield Guarded(rec, app)


async def _send(served: Guarded, key: str, method: str, sent: Sent) -> Answer:
    path, body = sent
    headers = {"authorization": f"Bearer {key}"}
    if method == "GET" or body is None:
        return await ask(served.app, path, method, headers=headers)
    if path.startswith("/v1/"):
        headers["content-type"] = "application/json"
        return await ask(served.app, path, method, headers=headers, body=json.dumps(body).encode())
    headers["content-type"] = "application/x-www-form-urlencoded"
    return await ask(served.app, path, method, headers=headers, body=urlencode(body).encode())


async def test_every_route_is_walked_or_is_about_nobody(served: Guarded) -> None:
    there = set(_routes(served.app.routes))
    assert there == CASES.keys() | ABOUT_NOBODY.keys()


async def test_what_is_ours_is_not_there_for_them(served: Guarded) -> None:
    key = served.key("admin", tenant="theirs")
    before = await served.rec.export("u0")
    wrong = []
    # What makes something under a foreign id comes last: it is there afterwards, for them.
    each = [(method, case) for (method, _), cases in CASES.items() for case in cases]
    for method, case in sorted(each, key=lambda one: (one[1].status != 404, one[0] != "GET")):
        nowhere = await _send(served, key, method, case.of(NOWHERE))
        foreign = await _send(served, key, method, case.of(OURS))
        told = ONLY_OURS.search(foreign.body)
        if (foreign.status, nowhere.status) != (case.status, case.status) or told:
            statuses = nowhere.status, foreign.status
            wrong.append((method, case.of(OURS), statuses, told, foreign.body[:200]))
    assert not wrong, "\n".join(map(str, wrong))
    assert await served.rec.export("u0") == before
    assert served.rec.store.items.get("default", ["f6"])["f6"].title != "Mine"
    assert served.rec.tenants.policy().retention_days is None
    (trial,) = await served.rec.experiments.all()
    assert not trial.stopped


async def test_the_same_routes_do_show_us_what_is_ours(served: Guarded) -> None:
    key = served.key("admin")
    for route, title in (
        ("/v1/users/u0/why/f6", b"Tale"),
        ("/v1/users/u0/profile?version=1", b"Horror"),
        ("/v1/items/f6", b"Tale"),
        ("/users/u0/changes?version=1", b"Horror"),
        ("/v1/users/u0/export", b"gift for ours"),
        ("/v1/experiments/ours-alone/report", b"rank"),
    ):
        answer = await _send(served, key, "GET", (route, None))
        assert answer.status == 200
        assert title in answer.body


async def test_a_key_of_one_user_sees_no_other_one(served: Guarded) -> None:
    key = served.key("write", user="u1")
    wrong = []
    for (method, route), cases in CASES.items():
        for number, case in enumerate(cases):
            path, _ = sent = case.of(OURS)
            if "u0" not in json.dumps(sent) or path.startswith("/?q="):
                continue
            answer = await _send(served, key, method, sent)
            if answer.status != 404 or b"Horror" in answer.body:
                wrong.append((method, route, number, answer.status, answer.body[:200]))
    assert not wrong
    listed = (await _send(served, key, "GET", ("/v1/users", None))).json()["data"]
    assert [u["user_id"] for u in listed] == ["u1"]
    front = await _send(served, key, "GET", ("/", None))
    assert (front.status, front.headers["location"]) == (303, "/users/u1")


async def test_a_key_of_one_user_changes_nothing_for_all(served: Guarded) -> None:
    key = served.key("write", user="u1")
    for method, route in (
        ("PUT", "/v1/items"),
        ("DELETE", "/v1/items/{item_id}"),
        ("POST", "/v1/items/availability"),
        ("PUT", "/v1/rules"),
        ("PUT", "/v1/tenant"),
        ("GET", "/v1/tenant"),
        ("POST", "/v1/experiments"),
        ("POST", "/v1/experiments/{name}/stop"),
    ):
        answer = await _send(served, key, method, CASES[method, route][0].of(OURS))
        assert answer.status == 403, (method, route)


FOR_ADMINS = (
    "/v1/tenant",
    "/v1/contexts",
    "/v1/drift",
    "/v1/experiments",
    "/v1/clusters",
    "/v1/clusters/{named}",
)
"""What only admins may look at: a policy, what everybody takes, what is tried on whom."""


async def test_looking_is_all_that_a_key_for_looking_may(served: Guarded) -> None:
    key, own = served.key("read"), Ids("u0", "f6", "u0-3", 1)
    wrong = []
    for (method, route), cases in CASES.items():
        looks = method == "GET" or route.endswith("/recommendations")
        answer = await _send(served, key, method, cases[0].of(own))
        refused = answer.status == 403
        if refused is looks and not route.startswith(FOR_ADMINS):
            wrong.append((method, route, answer.status, answer.body[:200]))
    assert not wrong


async def test_the_same_ids_mean_different_things_to_two_tenants(served: Guarded) -> None:
    rec = served.rec
    ours, theirs = served.key("admin"), served.key("admin", tenant="theirs")
    item = {"items": [{"id": "f6", "title": "Essay of our own", "domain": "books"}]}
    assert (await _send(served, theirs, "PUT", ("/v1/items", item))).status == 200
    told = {"events": [{"id": "u0-3", "item_id": "f6", "kind": "like"}]}
    added = await _send(served, theirs, "POST", ("/v1/users/u0/events", told))
    assert added.json()["added"] == 1
    titles = [
        (await _send(served, key, "GET", ("/v1/items/f6", None))).json()["title"]
        for key in (ours, theirs)
    ]
    assert "Tale" in titles[0]
    assert titles[1] == "Essay of our own"
    assert len(rec.store.events.of_user("default", "u0")) == 25
    assert len(rec.store.events.of_user("theirs", "u0")) == 1
    lists = [
        (await _send(served, key, "GET", ("/v1/users/u0/recommendations", None))).json()
        for key in (ours, theirs)
    ]
    found = [{r["item"]["id"] for r in one["recommendations"]} for one in lists]
    assert all(found)
    assert not found[0] & found[1]
    assert (await _send(served, theirs, "DELETE", ("/v1/users/u0", None))).status == 200
    assert len(rec.store.events.of_user("default", "u0")) == 25
    assert (
        await _send(served, ours, "GET", ("/v1/users/u0/profile?version=1", None))
    ).status == 200

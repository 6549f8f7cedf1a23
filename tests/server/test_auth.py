"""Who is asking: keys, cookies, other sites' pages, and paths that try to get around them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.server.asgi import ask, error
from tests.server.conftest import Guarded
from whyrec import Recommender
from whyrec.server import create_app, keys_required
from whyrec.settings import Settings

ROUTE = "/v1/users"


async def test_without_a_key_nothing_is_told(guarded: Guarded) -> None:
    answer = await guarded.ask(ROUTE)
    assert answer.status == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert error(answer)["type"] == "authentication_error"


async def test_a_key_opens(guarded: Guarded) -> None:
    assert (await guarded.ask(ROUTE, key=guarded.key())).status == 200


@pytest.mark.parametrize("scheme", ["bearer", "BEARER", "Bearer  "])
async def test_the_scheme_is_read_as_http_says(guarded: Guarded, scheme: str) -> None:
    answer = await guarded.ask(ROUTE, headers={"authorization": f"{scheme} {guarded.key()}"})
    assert answer.status == 200


@pytest.mark.parametrize("value", ["", "Bearer", "Bearer ", "Basic {}", "{}", "Bearer x{}"])
async def test_what_is_no_bearer_token_opens_nothing(guarded: Guarded, value: str) -> None:
    headers = {"authorization": value.format(guarded.key())}
    assert (await guarded.ask(ROUTE, headers=headers)).status == 401


async def test_a_revoked_key_opens_nothing_from_the_next_request_on(guarded: Guarded) -> None:
    made = guarded.rec.store.keys.create("default", "x")
    assert (await guarded.ask(ROUTE, key=made.token)).status == 200
    guarded.rec.store.keys.revoke("default", made.key.id)
    assert (await guarded.ask(ROUTE, key=made.token)).status == 401


async def test_a_key_in_the_query_opens_nothing(guarded: Guarded) -> None:
    key = guarded.key()
    assert (await guarded.ask(f"{ROUTE}?api_key={key}&authorization=Bearer+{key}")).status == 401


async def test_health_and_the_way_in_need_none(guarded: Guarded) -> None:
    assert (await guarded.ask("/healthz")).status == 200
    page = await guarded.ask("/login")
    assert page.status == 200
    files = re.findall(rb'(?:href|src)="(/static/[^"]+)"', page.body)
    assert files
    assert [(await guarded.ask(f.decode())).status for f in files] == [200] * len(files)


@pytest.mark.parametrize(
    "path",
    [
        "//v1/users",
        "/v1//users",
        "/%761/users",
        "/v1/%75sers",
        "/V1/users",
        "/static/../v1/users",
        "/static/..%2fv1/users",
        "/static/%2e%2e/v1/users",
        "/static/./../v1/users",
        "/static//v1/users",
        "/static/",
        "/static",
        "/static/a%2fb",
        "/staticx/v1/users",
        "/healthz/../v1/users",
        "/healthz/",
        "/healthz%2f..%2fv1/users",
        "/healthz;/v1/users",
        "/healthz%00",
        "/healthz%3f",
        "/%68ealthz",
        "/login/../v1/users",
        "/login%2e",
        "http://localhost/healthz",
        "*",
        "",
        "/",
        "/metrics",
        "/openapi.json",
        "/docs",
        "/users/ann",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE", "OPTIONS", "PROPFIND"])
async def test_no_way_of_writing_a_path_gets_around_the_key(
    guarded: Guarded, path: str, method: str
) -> None:
    assert (await guarded.ask(path, method)).status == 401


async def test_a_path_is_open_by_what_was_sent_also_where_no_raw_path_is_known(
    guarded: Guarded,
) -> None:
    async def without_raw(scope: Any, receive: Any, send: Any) -> None:
        del scope["raw_path"]
        await guarded.app(scope, receive, send)

    assert (await ask(without_raw, "/healthz")).status == 200
    assert (await ask(without_raw, "/%76%31/users")).status == 401


async def test_a_websocket_is_closed(guarded: Guarded) -> None:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "websocket.connect"}

    scope = {"type": "websocket", "path": "/healthz", "raw_path": b"/healthz", "headers": []}
    scope["headers"] = [(b"host", b"localhost")]  # type: ignore[assignment]
    await guarded.app(scope, receive, send)
    assert sent == [{"type": "websocket.close", "code": 1008}]


async def test_a_person_without_a_key_is_led_to_the_way_in(guarded: Guarded) -> None:
    page = await guarded.ask("/", headers={"accept": "text/html,*/*"})
    assert (page.status, page.headers["location"]) == (303, "/login")
    api = await guarded.ask(ROUTE, headers={"accept": "text/html,*/*"})
    assert api.status == 401


async def test_metrics_are_for_admins(guarded: Guarded) -> None:
    assert (await guarded.ask("/metrics", key=guarded.key("write"))).status == 403
    assert (await guarded.ask("/metrics", key=guarded.key("admin"))).status == 200


async def test_a_scope_allows_what_the_ones_before_it_do(guarded: Guarded) -> None:
    statuses = [
        (await guarded.ask("/v1/tenant", key=guarded.key(scope))).status
        for scope in ("read", "write", "admin")
    ]
    assert statuses == [403, 403, 200]


async def test_a_cookie_is_as_good_as_a_header_for_looking(guarded: Guarded) -> None:
    cookie = {"cookie": f"a=b; whyrec_key={guarded.key()}"}
    assert (await guarded.ask(ROUTE, headers=cookie)).status == 200
    assert (await guarded.ask(ROUTE, headers={"cookie": "whyrec_key=wr-0-0"})).status == 401


OWN = [
    {"sec-fetch-site": "same-origin"},
    {"origin": "http://localhost"},
    {"origin": "https://rec.example", "sec-fetch-site": "same-origin"},
]
FOREIGN = [
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"origin": "http://evil.example"},
    {"origin": "http://localhost:9000"},
    {"origin": "null"},
    {"origin": "http://localhost", "sec-fetch-site": "cross-site"},
]


@pytest.mark.parametrize("told", OWN)
async def test_the_pages_own_forms_change_things(guarded: Guarded, told: dict[str, str]) -> None:
    headers = {"cookie": f"whyrec_key={guarded.key('admin')}", "content-type": "application/json"}
    answer = await guarded.ask("/v1/tenant", "PUT", headers={**headers, **told}, body=b"{}")
    assert answer.status == 200


@pytest.mark.parametrize("told", [*FOREIGN, {}])
async def test_another_sites_page_changes_nothing_with_the_cookie(
    guarded: Guarded, told: dict[str, str]
) -> None:
    headers = {"cookie": f"whyrec_key={guarded.key('admin')}", "content-type": "application/json"}
    answer = await guarded.ask("/v1/tenant", "PUT", headers={**headers, **told}, body=b"{}")
    assert answer.status == 403


@pytest.mark.parametrize("told", FOREIGN)
async def test_another_sites_page_changes_nothing_where_no_key_is_asked_for(
    unguarded: Guarded, told: dict[str, str]
) -> None:
    headers = {"content-type": "application/json"}
    own = await unguarded.ask("/v1/tenant", "PUT", headers=headers, body=b"{}")
    assert own.status == 200
    answer = await unguarded.ask("/v1/tenant", "PUT", headers={**headers, **told}, body=b"{}")
    assert answer.status == 403


@pytest.mark.parametrize("told", FOREIGN)
async def test_another_sites_page_signs_nobody_in(guarded: Guarded, told: dict[str, str]) -> None:
    form = {"content-type": "application/x-www-form-urlencoded"}
    body = f"key={guarded.key()}".encode()
    assert (await guarded.ask("/login", "POST", headers={**form, **told}, body=body)).status == 403


async def test_without_keys_everybody_here_is_admin_of_the_settings_tenant(
    unguarded: Guarded,
) -> None:
    answer = await unguarded.ask("/v1/tenant")
    assert answer.json()["tenant"] == "default"


async def test_what_openai_clients_send_as_a_key_is_nothing_where_none_is_asked_for(
    unguarded: Guarded,
) -> None:
    assert (await unguarded.ask(ROUTE, key="sk-none")).status == 200
    assert (await unguarded.ask(ROUTE, key="none")).status == 200


async def test_a_key_is_honoured_where_none_is_asked_for(unguarded: Guarded) -> None:
    key = unguarded.key("admin", tenant="b")
    assert (await unguarded.ask("/v1/tenant", key=key)).json()["tenant"] == "b"
    assert (await unguarded.ask("/v1/tenant", key=key + "x")).status == 401


@pytest.mark.parametrize(
    ("host", "keys", "asked"),
    [
        ("127.0.0.1", "auto", False),
        ("localhost", "auto", False),
        ("::1", "auto", False),
        ("0.0.0.0", "auto", True),
        ("::", "auto", True),
        ("192.168.1.7", "auto", True),
        ("127.0.0.1.evil.example", "auto", True),
        ("rec.example", "auto", True),
        ("127.0.0.1", "required", True),
        ("0.0.0.0", "off", False),
    ],
)
def test_keys_are_asked_for_beyond_this_machine(host: str, keys: str, asked: bool) -> None:
    settings = Settings(server={"host": host, "keys": keys})
    assert keys_required(settings) is asked


@pytest.mark.parametrize(
    "more",
    [
        {"allowed_hosts": ("localhost", "rec.example.org")},
        {"allowed_hosts": ("*",)},
        {"allowed_hosts": ("127.0.0.1.nip.io",)},
        {"public_url": "https://rec.example.org"},
        {"user_header": "X-User"},
    ],
)
def test_keys_are_asked_for_where_a_proxy_on_this_machine_is_spoken_of(more: Any) -> None:
    assert keys_required(Settings(server={"host": "127.0.0.1", **more}))
    assert not keys_required(Settings(server={"host": "127.0.0.1", "keys": "off", **more}))


def test_other_names_of_this_machine_need_no_keys() -> None:
    names = ("localhost", "LOCALHOST", "[::1]", "127.0.0.2")
    server = {"allowed_hosts": names, "public_url": "http://localhost:9000"}
    assert not keys_required(Settings(server=server))


@pytest.mark.parametrize(("public", "secure"), [("https://rec.example", True), (None, False)])
async def test_the_cookie_goes_by_tls_alone_where_people_come_by_tls(
    tmp_path: Path, public: str | None, secure: bool
) -> None:
    server = {"keys": "required", "public_url": public}
    settings = Settings(home=tmp_path / "home", engine={"enabled": False}, server=server)
    async with Recommender.open(settings) as rec:
        guarded = Guarded(rec, create_app(rec))
        form = {"content-type": "application/x-www-form-urlencoded", "host": "rec.example"}
        if public is None:
            form["host"] = "localhost"
        body = f"key={guarded.key()}".encode()
        answer = await guarded.ask("/login", "POST", headers=form, body=body)
        assert answer.status == 303
        assert ("; secure" in answer.headers["set-cookie"].lower()) is secure


async def test_where_no_key_is_asked_for_what_came_through_a_proxy_is_refused(
    unguarded: Guarded,
) -> None:
    headers = {"x-forwarded-for": "203.0.113.9"}
    assert (await unguarded.ask(ROUTE)).status == 200
    refused = await unguarded.ask(ROUTE, headers=headers)
    assert refused.status == 401
    assert "server.public_url" in error(refused)["message"]
    assert (await unguarded.ask(ROUTE, headers=headers, key=unguarded.key())).status == 200


async def test_keys_off_lets_everybody_in_through_a_proxy_too(tmp_path: Path) -> None:
    server = {"keys": "off"}
    settings = Settings(home=tmp_path / "home", engine={"enabled": False}, server=server)
    async with Recommender.open(settings) as rec:
        guarded = Guarded(rec, create_app(rec))
        assert (await guarded.ask(ROUTE, headers={"x-real-ip": "203.0.113.9"})).status == 200

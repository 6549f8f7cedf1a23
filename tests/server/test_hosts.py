"""By which names the server may be called."""

from __future__ import annotations

import pytest
from starlette.responses import PlainTextResponse

from tests.server.asgi import ask, error
from whyrec.server._hosts import Hosts
from whyrec.settings import ServerSettings


def _app(**settings: object) -> Hosts:
    return Hosts(PlainTextResponse("ok"), ServerSettings(**settings))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:8000", "127.0.0.1:9", "[::1]:8000", "[::1]", "LOCALHOST."]
)
async def test_this_machine_is_known_by_its_names(host: str) -> None:
    assert (await ask(_app(), "/", headers={"host": host})).status == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "localhost.evil.example", "127.0.0.1.nip.io", "", "evil@localhost"],
)
async def test_another_name_is_refused_in_the_envelope(host: str) -> None:
    answer = await ask(_app(), "/v1/users", headers={"host": host})
    assert answer.status == 400
    assert error(answer)["param"] == "Host"


async def test_two_hosts_are_none() -> None:
    answer = await ask(_app(), "/", headers=[("host", "localhost"), ("host", "evil.example")])
    assert answer.status == 400


async def test_the_host_it_listens_on_is_one_of_its_names() -> None:
    app = _app(host="192.168.1.7", allowed_hosts=())
    assert (await ask(app, "/", headers={"host": "192.168.1.7:8000"})).status == 200
    assert (await ask(app, "/", headers={"host": "localhost"})).status == 400


async def test_a_pattern_stands_for_what_lies_below_it() -> None:
    app = _app(allowed_hosts=("*.example.org",))
    assert (await ask(app, "/", headers={"host": "rec.example.org"})).status == 200
    assert (await ask(app, "/", headers={"host": "example.org"})).status == 400
    assert (await ask(app, "/", headers={"host": "rec.example.org.evil"})).status == 400


async def test_health_is_asked_for_by_address() -> None:
    assert (await ask(_app(), "/healthz", headers={"host": "10.0.0.9:8000"})).status == 200
    assert (await ask(_app(), "/metrics", headers={"host": "10.0.0.9:8000"})).status == 400

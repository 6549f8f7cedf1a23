"""How many requests a key, or an address, may send."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.server.asgi import error
from tests.server.conftest import Guarded
from whyrec import Recommender, Settings
from whyrec.errors import InputError
from whyrec.server import _limits as limits
from whyrec.server import create_app
from whyrec.server._limits import Limiter, client


@pytest.fixture
async def limited(tmp_path: Path) -> AsyncIterator[Guarded]:
    """Keys asked for, three requests an hour."""
    settings = Settings(
        home=tmp_path / "server",
        engine={"enabled": False},
        server={"keys": "required", "rate_limit": "3/hour"},
    )
    async with Recommender.open(settings) as rec:
        yield Guarded(rec, create_app(rec))


async def test_one_request_too_many_is_refused_and_told_until_when(limited: Guarded) -> None:
    key = limited.key()
    answers = [await limited.ask("/v1/users", key=key) for _ in range(4)]
    assert [a.status for a in answers] == [200, 200, 200, 429]
    assert [a.headers["x-ratelimit-remaining"] for a in answers] == ["2", "1", "0", "0"]
    assert {a.headers["x-ratelimit-limit"] for a in answers} == {"3"}
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 3600
    assert error(answers[-1])["type"] == "rate_limit_error"


async def test_each_key_is_counted_by_itself(limited: Guarded) -> None:
    one, other = limited.key(), limited.key()
    for _ in range(4):
        await limited.ask("/v1/users", key=one)
    assert (await limited.ask("/v1/users", key=other)).status == 200


async def test_a_key_has_one_count_wherever_it_is_used(limited: Guarded) -> None:
    key = limited.key()
    statuses = [
        (await limited.ask("/v1/users", key=key, client=f"192.0.2.{n}")).status for n in range(4)
    ]
    assert statuses == [200, 200, 200, 429]


async def test_guessing_keys_is_counted_by_address(limited: Guarded) -> None:
    guesses = [(await limited.ask("/v1/users", key=f"wr-0-{n}")).status for n in range(4)]
    assert guesses == [401, 401, 401, 429]
    elsewhere = await limited.ask("/v1/users", key="wr-0-9", client="192.0.2.2")
    assert elsewhere.status == 401
    assert (await limited.ask("/v1/users", key=limited.key())).status == 200


async def test_guessing_keys_on_the_page_is_counted_too(limited: Guarded) -> None:
    form = {"content-type": "application/x-www-form-urlencoded"}
    tries = [
        (await limited.ask("/login", "POST", headers=form, body=b"key=wr-0-0")).status
        for _ in range(4)
    ]
    assert tries == [401, 401, 401, 429]


async def test_health_is_never_refused(limited: Guarded) -> None:
    assert {(await limited.ask("/healthz")).status for _ in range(9)} == {200}


async def test_an_ipv6_client_has_a_network_of_addresses() -> None:
    def of(host: str) -> str:
        return client({"client": (host, 1)})

    assert of("2001:db8::1") == of("2001:db8::2:3")
    assert of("2001:db8::1") != of("2001:db8:0:1::1")
    assert of("192.0.2.1") != of("192.0.2.2")
    assert of("fe80::1%eth0") == of("fe80::2")
    assert of("testclient") == "client testclient"
    assert client({"client": None}) == "client "


async def test_counts_of_those_who_went_are_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "TIDY_EVERY_S", 0.0)
    limiter = Limiter("5/second")
    real = time.time
    start = real()
    monkeypatch.setattr(time, "time", lambda: start)
    for n in range(500):
        await limiter.hit(f"client {n}")
    storage = limiter._limiter.storage
    assert len(storage.storage) == 500
    monkeypatch.setattr(time, "time", lambda: start + 10)
    await limiter.hit("somebody")
    assert len(storage.storage) <= 2
    assert len(storage.locks) <= 2


@pytest.mark.parametrize("rate", ["", "many", "600", "600/fortnight", "5/second;100/minute"])
def test_what_is_no_rate_is_an_error_that_names_the_setting(rate: str) -> None:
    with pytest.raises(InputError, match=r"server\.rate_limit"):
        Limiter(rate)

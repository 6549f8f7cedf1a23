"""Whether the process lives, and whether it can answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
import pytest
from filelock import FileLock

from tests.fakes.scripted_model import ScriptedModel
from tests.recommender.conftest import built, home  # noqa: F401
from tests.recommender.world import settings
from whyrec import Recommender, Settings
from whyrec.server import _standby as standby
from whyrec.server import create_app


@asynccontextmanager
async def serving(rec: Recommender) -> AsyncIterator[httpx2.AsyncClient]:
    app = create_app(rec)
    async with app.router.lifespan_context(app):
        transport = httpx2.ASGITransport(app=app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://localhost") as client:
            yield client


async def until(client: httpx2.AsyncClient, met: Callable[[httpx2.Response], bool]) -> None:
    """Ask ``/readyz`` until it says what is waited for."""
    async with asyncio.timeout(20):
        while not met(await client.get("/readyz")):
            await asyncio.sleep(0.01)


@pytest.fixture
def told(home: Path) -> Settings:  # noqa: F811
    return settings(home)


async def test_health_says_that_the_process_lives_and_nothing_else(told: Settings) -> None:
    model = ScriptedModel(mood="dead")
    async with Recommender.open(told, model=model) as rec, serving(rec) as client:
        answer = await client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"


async def test_it_is_ready_once_the_vectors_are_open(told: Settings) -> None:
    async with Recommender.open(told, model=ScriptedModel()) as rec, serving(rec) as client:
        first = await client.get("/readyz")
        await until(client, lambda answer: answer.status_code == 200)
        assert (await client.get("/readyz")).json()["ready"]
    assert (first.status_code, first.json()["vectors"]) in [(503, False), (200, True)]


async def test_a_dead_engine_takes_nothing_out_of_rotation(told: Settings) -> None:
    model = ScriptedModel(mood="dead")
    async with Recommender.open(told, model=model) as rec, serving(rec) as client:
        await until(client, lambda answer: answer.json()["engine"]["state"] == "open")
        await until(client, lambda answer: answer.status_code == 200)
        listed = await client.get("/v1/users/u0/recommendations")
    assert listed.status_code == 200
    assert listed.json()["degraded"]


async def test_asking_whether_it_is_ready_asks_no_model(told: Settings) -> None:
    model = ScriptedModel()
    async with Recommender.open(told, model=model) as rec, serving(rec) as client:
        await until(client, lambda answer: answer.json()["engine"]["measured"])
        calls = len(model.calls)
        for _ in range(20):
            await client.get("/readyz")
        assert len(model.calls) == calls


async def test_vectors_that_another_process_holds_make_it_wait_until_they_are_free(
    told: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standby, "WARMED_AGAIN_S", 0.01)
    async with Recommender.open(told, model=ScriptedModel()) as owner:
        await owner.warm()
        async with Recommender.open(told, model=ScriptedModel()) as rec, serving(rec) as client:
            await asyncio.sleep(0.05)
            answer = await client.get("/readyz")
            assert (answer.status_code, answer.json()["sql"]) == (503, True)
            assert not answer.json()["vectors"]
            owner._world.vectors.close()
            await until(client, lambda answer: answer.status_code == 200)


async def test_a_database_that_cannot_be_read_makes_it_unready_and_is_looked_for_again(
    told: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standby, "LOOKED_FOR_S", 0.0)
    async with Recommender.open(told, model=ScriptedModel()) as rec, serving(rec) as client:
        await until(client, lambda answer: answer.status_code == 200)
        look = rec.store.look

        def broken(tenant: str) -> None:
            raise OSError(f"no disk for {tenant}")

        monkeypatch.setattr(rec.store, "look", broken)
        answer = await client.get("/readyz")
        assert (answer.status_code, answer.json()["sql"]) == (503, False)
        assert "no disk" not in answer.text
        monkeypatch.setattr(rec.store, "look", look)
        await until(client, lambda answer: answer.status_code == 200)


async def test_a_database_that_hangs_is_waited_for_by_nobody_for_long(
    told: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standby, "LONGEST_LOOK_S", 0.05)
    lock = FileLock(told.home / "hang.lock", thread_local=False)
    async with Recommender.open(told, model=ScriptedModel()) as rec, serving(rec) as client:
        await until(client, lambda answer: answer.status_code == 200)
        monkeypatch.setattr(standby, "LOOKED_FOR_S", 0.0)
        lock.acquire()
        again = FileLock(told.home / "hang.lock", thread_local=False)
        monkeypatch.setattr(rec.store, "look", lambda tenant: again.acquire())
        async with asyncio.timeout(5):
            answers = await asyncio.gather(*(client.get("/readyz") for _ in range(10)))
        lock.release()
    assert {a.status_code for a in answers} == {503}


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
async def test_what_looks_only_at_the_status_may_leave_the_body_out(
    told: Settings, path: str
) -> None:
    async with Recommender.open(told) as rec, serving(rec) as client:
        await until(client, lambda answer: answer.status_code == 200)
        assert (await client.head(path)).status_code == 200
    assert list(create_app(rec).openapi()["paths"][path]) == ["get"]

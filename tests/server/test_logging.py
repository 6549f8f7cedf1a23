"""What is written down, and what never is."""

from __future__ import annotations

import asyncio
import io
import logging
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.fakes.openai_server import FakeOpenAIServer, Fault
from tests.server.conftest import Guarded
from whyrec import Recommender, Settings
from whyrec.server import create_app, start_logging
from whyrec.server._logging import Plain


@pytest.fixture
async def log(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[io.StringIO]:
    """All that the server writes down, as it would be on stderr."""
    root, ours = logging.getLogger(), logging.getLogger("whyrec")
    before = list(root.handlers), root.level, ours.level
    written = io.StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    start_logging()
    yield written
    root.handlers[:], root.level, ours.level = before
    logging.getLogger("uvicorn.error").filters.clear()
    logging.getLogger("uvicorn.access").disabled = False
    asyncio.get_running_loop().set_exception_handler(None)


async def test_a_request_is_a_line_with_its_route_and_whose_key(
    guarded: Guarded, log: io.StringIO
) -> None:
    made = guarded.rec.store.keys.create("b", "x")
    await guarded.ask("/v1/users/ann-the-user/why/secret-item?x=1", key=made.token)
    line = log.getvalue().splitlines()[-1]
    assert " INFO whyrec.access: GET /v1/users/{user_id}/why/{item_id} 4" in line
    assert line.endswith(f"ms key={made.key.id} tenant=b")


async def test_a_refused_request_is_a_line_too(guarded: Guarded, log: io.StringIO) -> None:
    await guarded.ask("/v1/users/ann-the-user/profile")
    assert "GET - 401 " in log.getvalue()
    assert "key=- tenant=-" in log.getvalue()


async def test_no_secret_is_ever_written_down(guarded: Guarded, log: io.StringIO) -> None:
    planted = "PLANTED"
    key = guarded.key("admin")
    more = {"content-type": "application/json", "x-own": planted, "user-agent": planted}
    cookie = {"cookie": f"whyrec_key={planted}; {planted}={planted}"}
    for path in (
        f"/v1/users/{planted}/recommendations?k=1&{planted}={planted}",
        f"/v1/users/{planted}/profile?as_of={planted}",
        f"/v1/users/{planted}/events/{planted}",
        f"/v1/items/{planted}",
        f"/{planted}",
        f"/healthz?{planted}",
        f"/static/{planted}",
        f"/users/{planted}",
    ):
        for method in ("GET", "POST", "PUT", "DELETE", planted):
            body = b'{"words": "PLANTED", "item_id": "PLANTED", "PLANTED": ["PLANTED"]}'
            await guarded.ask(path, method, key=key, headers=more, body=body)
            await guarded.ask(path, method, headers={**more, **cookie}, body=body)
            await guarded.ask(path, method, key=f"wr-0123-{planted}", headers=more, body=body)
    written = log.getvalue()
    assert written.count("\n") >= 8 * 5 * 3
    assert planted.lower() not in written.lower()
    assert key.split("-", 2)[2] not in written


async def test_a_fault_says_where_it_was_and_not_what_it_said(
    guarded: Guarded, log: io.StringIO
) -> None:
    @guarded.app.get("/v1/broken")
    async def broken() -> None:
        secret = "".join(["PLAN", "TED"])
        try:
            raise ValueError(secret)
        except ValueError as error:
            raise RuntimeError(secret) from error

    with pytest.raises(RuntimeError):
        await guarded.ask("/v1/broken", key=guarded.key())
    written = log.getvalue()
    assert "test_logging.py" in written
    assert "RuntimeError\nraised from\n" in written
    assert "ValueError" in written
    assert "PLANTED" not in written


async def test_a_fault_in_the_background_does_not_either(log: io.StringIO) -> None:
    secret = "".join(["PLAN", "TED"])

    async def broken() -> None:
        raise ValueError(secret)

    task = asyncio.create_task(broken(), name=secret)
    await asyncio.wait([task])
    del task
    assert "In the background: Task exception was never retrieved" in log.getvalue()
    assert "ValueError" in log.getvalue()
    assert "PLANTED" not in log.getvalue()


@pytest.mark.parametrize(
    "said",
    [
        "key wr-0123456789ab-AbC_d-9",
        "Authorization: Bearer abc.def==",
        "Incorrect API key provided: sk-proj-abc123",
    ],
)
def test_what_looks_like_a_key_is_blacked_out(said: str) -> None:
    record = logging.LogRecord("x", logging.INFO, "x.py", 1, said, (), None)
    line = Plain().format(record)
    assert "***" in line
    assert not {"AbC_d-9", "abc.def", "proj-abc123"} & set(line.replace("***", " ").split())
    assert said.split()[-1] not in line


async def test_an_engines_error_shows_no_key(
    tmp_path: Path, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    with FakeOpenAIServer(always="401") as fake:
        settings = Settings(
            home=tmp_path / "server",
            engine={"base_url": fake.url, "api_key": "PLANTED-key", "timeout_s": 2},
        )
        async with Recommender.open(settings) as rec:
            app = create_app(rec)
            async with app.router.lifespan_context(app):
                while rec.engine_state().error is None:
                    await asyncio.sleep(0.01)
                told = str(rec.engine_state())
    assert any("PLANTED-key" in h.get("authorization", "") for h in fake.headers)
    assert "PLANTED" not in told
    assert "PLANTED" not in log.getvalue()


@pytest.mark.parametrize(
    ("fault", "kind", "said"),
    [("404", "answered 404", "does not exist"), ("429 for long", "answered 429", "Too many")],
)
async def test_of_an_engines_refusal_the_status_is_written_and_not_its_words(
    tmp_path: Path, log: io.StringIO, fault: Fault, kind: str, said: str
) -> None:
    # Servers repeat in them what they were asked.
    with FakeOpenAIServer(always=fault) as fake:
        settings = Settings(home=tmp_path / "server", engine={"base_url": fake.url, "model": "m"})
        async with Recommender.open(settings) as rec:
            await rec._world.health.check()
            told = rec.engine_state().error or ""
    assert kind in log.getvalue()
    assert kind in told
    assert said not in log.getvalue() + told

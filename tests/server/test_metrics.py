"""What is counted, and what no label ever holds."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest
from prometheus_client import CollectorRegistry
from prometheus_client.parser import text_string_to_metric_families

from tests.fakes.scripted_model import ScriptedModel
from tests.recommender.conftest import built, home  # noqa: F401
from tests.recommender.world import settings
from whyrec import Recommender
from whyrec.server import create_app
from whyrec.server._metrics import HttpMetrics
from whyrec.server._observed import Answered, Observed

Numbers = dict[tuple[str, frozenset[tuple[str, str]]], float]


@pytest.fixture
async def rec(home: Path) -> AsyncIterator[Recommender]:  # noqa: F811
    async with Recommender.open(settings(home), model=ScriptedModel(mood="dead")) as opened:
        yield opened


@pytest.fixture
async def client(rec: Recommender) -> AsyncIterator[httpx2.AsyncClient]:
    transport = httpx2.ASGITransport(app=create_app(rec), raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://localhost") as opened:
        yield opened


async def numbers(client: httpx2.AsyncClient) -> Numbers:
    text = (await client.get("/metrics")).text
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def number(found: Numbers, name: str, **labels: str) -> float:
    return found[name, frozenset(labels.items())]


async def test_requests_are_counted_by_the_routes_template(client: httpx2.AsyncClient) -> None:
    for user in ("u0", "u1", "somebody%2Felse"):
        await client.get(f"/v1/users/{user}/recommendations?use_model=false&k=2")
    found = await numbers(client)
    route = "/v1/users/{user_id}/recommendations"
    assert number(found, "whyrec_http_requests_total", method="GET", route=route, status="200") == 3
    assert (
        number(found, "whyrec_http_request_duration_seconds_count", method="GET", route=route) == 3
    )


async def test_what_somebody_sends_is_in_no_label(client: httpx2.AsyncClient) -> None:
    await client.get("/v1/users/the-users-secret-id/profile")
    await client.get("/no/such/the-users-secret-id")
    await client.request("THE-USERS-SECRET-ID", "/v1/users")
    await client.post("/v1/users/the-users-secret-id/events", content=b"{the-users-secret-id")
    text = (await client.get("/metrics")).text
    assert "secret" not in text.lower()


async def test_lists_events_and_explanations_are_counted_with_how_they_came_out(
    client: httpx2.AsyncClient,
) -> None:
    first = await client.get("/v1/users/u0/recommendations?use_model=false&k=1")
    item = first.json()["recommendations"][0]["item"]["id"]
    await client.get("/v1/users/u0/recommendations?k=1")
    await client.get(f"/v1/users/u0/why/{item}?use_model=false")
    await client.post("/v1/users/u0/feedback", json={"item_id": item, "kind": "like"})
    found = await numbers(client)
    assert number(found, "whyrec_lists_total", degraded="false") == 1
    assert number(found, "whyrec_lists_total", degraded="true") == 1
    assert number(found, "whyrec_explanations_total", degraded="false") == 1
    assert number(found, "whyrec_events_total") == 1


async def test_evolving_is_counted_with_the_versions_it_made(
    client: httpx2.AsyncClient, rec: Recommender
) -> None:
    made = len(await rec.evolve("u0"))
    await rec.evolve("u0")
    found = await numbers(client)
    assert number(found, "whyrec_evolve_runs_total", outcome="changed") == 1
    assert number(found, "whyrec_evolve_runs_total", outcome="unchanged") == 1
    assert number(found, "whyrec_profile_versions_total") == made > 0


async def test_the_engines_state_is_one_of_five(
    client: httpx2.AsyncClient, rec: Recommender
) -> None:
    await rec._world.health.check()
    found = await numbers(client)
    states = {
        dict(labels)["state"]: value
        for (name, labels), value in found.items()
        if name == "whyrec_engine_state"
    }
    assert states == {"off": 0, "unknown": 0, "closed": 0, "half_open": 0, "open": 1}
    assert number(found, "whyrec_model_calls_total", kind="probe", outcome="failed") == 1


async def test_what_is_turned_away_is_counted_by_why(rec: Recommender) -> None:
    metrics = HttpMetrics(CollectorRegistry())
    for status in (200, 401, 403, 413, 429, 503, 503, 500):
        metrics.answered(Answered("GET", "/v1/models", status, 0.01, None))
    (family,) = metrics.refusals.collect()
    counted = {sample.labels["reason"]: sample.value for sample in family.samples}
    assert counted == {
        "no key": 1,
        "not allowed": 1,
        "too large": 1,
        "rate": 1,
        "overload": 2,
    }


async def test_in_flight_goes_down_again_whatever_happened() -> None:
    metrics = HttpMetrics(CollectorRegistry())
    seen: list[float] = []

    async def app(scope: object, receive: object, send: object) -> None:
        seen.append(metrics.in_flight._value.get())
        raise ValueError("a bug")

    scope = {"type": "http", "method": "GET", "path": "/"}
    with pytest.raises(ValueError, match="a bug"):
        await Observed(app, [metrics])(scope, None, None)  # type: ignore[arg-type]
    left = asyncio.create_task(_left(metrics))
    await asyncio.sleep(0)
    left.cancel()
    await asyncio.gather(left, return_exceptions=True)
    assert seen == [1]
    assert metrics.in_flight._value.get() == 0
    statuses = {
        sample.labels["status"]
        for family in metrics.requests.collect()
        for sample in family.samples
    }
    assert statuses == {"500", "499"}


async def _left(metrics: HttpMetrics) -> None:
    async def app(scope: object, receive: object, send: object) -> None:
        await asyncio.Event().wait()

    scope = {"type": "http", "method": "GET", "path": "/"}
    await Observed(app, [metrics])(scope, None, None)  # type: ignore[arg-type]


async def test_two_applications_count_apart(rec: Recommender, client: httpx2.AsyncClient) -> None:
    transport = httpx2.ASGITransport(app=create_app(rec))
    async with httpx2.AsyncClient(transport=transport, base_url="http://localhost") as other:
        await client.get("/healthz")
        found = await numbers(other)
    name = "whyrec_http_requests_total"
    assert (name, frozenset({("method", "GET"), ("route", "/healthz"), ("status", "200")})) not in (
        found
    )


async def test_the_process_is_shown_too(client: httpx2.AsyncClient) -> None:
    found = await numbers(client)
    assert number(found, "process_resident_memory_bytes") > 1_000_000
    assert number(found, "whyrec_http_requests_in_flight") == 1

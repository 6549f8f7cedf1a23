"""Whatever the description allows, and what it does not, is answered and never breaks anything.

`benchmarks/schemathesis_run.py` sends twenty thousand requests; these are a few of each route.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from starlette.testclient import TestClient

from tests.recommender.conftest import built  # noqa: F401
from tests.recommender.world import settings as of
from whyrec import Recommender
from whyrec.server import create_app
from whyrec.settings import EngineSettings, ServerSettings

with warnings.catch_warnings():
    # schemathesis's own dependencies are not ours to mend.
    warnings.simplefilter("ignore")
    import schemathesis
    from schemathesis import GenerationMode

EXAMPLES = 4
"""Requests of each route and mode."""


@pytest.fixture(scope="module")
def client(
    built: Path,  # noqa: F811
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[TestClient]:
    home = Path(shutil.copytree(built, tmp_path_factory.mktemp("odd") / "home"))
    server = ServerSettings(rate_limit="1000000/second")
    engine = EngineSettings(enabled=False)
    quick = of(home, durable=False, server=server).model_copy(update={"engine": engine})
    rec = Recommender.open(quick)
    with TestClient(create_app(rec), "http://localhost", raise_server_exceptions=False) as opened:
        yield opened
    asyncio.run(rec.aclose())


@pytest.mark.slow
@pytest.mark.parametrize("mode", list(GenerationMode))
def test_no_request_breaks_the_server(client: TestClient, mode: GenerationMode) -> None:
    schema = schemathesis.openapi.from_dict(client.get("/openapi.json").json())
    answered: Counter[int] = Counter()
    for found in schema.get_all_operations():
        answered += _tried(client, found.ok(), mode)
    assert answered[422]
    assert answered[200] or mode is GenerationMode.NEGATIVE


def _tried(client: TestClient, operation: Any, mode: GenerationMode) -> Counter[int]:
    """Send some requests of one route; how often each status was answered."""
    documented = {int(status) for status in operation.definition.raw["responses"]}
    answered: Counter[int] = Counter()

    @seed(1)
    @settings(
        max_examples=EXAMPLES,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def check(case: Any) -> None:
        answer = _send(client, case)
        answered[answer.status_code] += 1
        told = f"{case.method} {case.path}: {answer.status_code} {answer.text[:500]}"
        assert answer.status_code < 500 or answer.status_code == 503, told
        assert answer.status_code in documented | {405}, told

    with suppress(Unsatisfiable):  # some routes can be asked nothing wrong
        check()
    return answered


def _send(client: TestClient, case: Any) -> Any:
    request = case.as_transport_kwargs(base_url="http://localhost")
    headers = {k: v for k, v in (request.get("headers") or {}).items() if isinstance(v, str)}
    content = request.get("data")
    if "json" in request:
        content = json.dumps(request["json"]).encode()
        headers["content-type"] = "application/json"
    return client.request(
        request["method"],
        request["url"],
        params=request.get("params"),
        headers=headers,
        content=content,
    )

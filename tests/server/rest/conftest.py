"""The application over a copy of the built home, and a client that sends paths as they are."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest

from tests.fakes.scripted_model import ScriptedModel
from tests.recommender.conftest import built, home  # noqa: F401
from tests.recommender.world import settings
from tests.server.rest.served import Served
from whyrec import Recommender
from whyrec.server import _evolving, create_app


@pytest.fixture
async def served(
    home: Path,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Served]:
    """All of REST, the background task included, which waits for nothing."""
    monkeypatch.setattr(_evolving, "QUIET_S", 0.0)
    monkeypatch.setattr(_evolving, "LONGEST_REST_S", 0.0)
    async with Recommender.open(settings(home), model=ScriptedModel(mood="dead")) as rec:
        app = create_app(rec)
        async with app.router.lifespan_context(app):
            transport = httpx2.ASGITransport(app=app)
            async with httpx2.AsyncClient(
                transport=transport, base_url="http://localhost"
            ) as client:
                yield Served(rec, client, app.state.evolving)

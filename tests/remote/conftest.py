"""A server's application in this process, the recommender behind it, and a client of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import NamedTuple

import httpx2
import pytest

from tests.fakes.scripted_model import ScriptedModel
from tests.recommender.conftest import built, home  # noqa: F401
from tests.recommender.world import settings
from whyrec import Recommender
from whyrec.remote import RemoteRecommender
from whyrec.server import create_app


class Both(NamedTuple):
    here: Recommender
    there: RemoteRecommender


@pytest.fixture
async def both(home: Path) -> AsyncIterator[Both]:  # noqa: F811
    """The same data, asked directly and through a server."""
    async with Recommender.open(settings(home), model=ScriptedModel(mood="dead")) as rec:
        app = create_app(rec)
        async with app.router.lifespan_context(app):
            transport = httpx2.ASGITransport(app=app)
            async with RemoteRecommender("http://localhost", transport=transport) as remote:
                yield Both(rec, remote)

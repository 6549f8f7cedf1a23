"""A server that asks for keys, over an empty home."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.server.asgi import Answer, ask
from whyrec import Recommender, Settings
from whyrec.domain import Scope
from whyrec.server import create_app


class Guarded(NamedTuple):
    """An application that asks for keys."""

    rec: Recommender
    app: Any

    def key(
        self, scope: Scope = "read", *, tenant: str = "default", user: str | None = None
    ) -> str:
        return self.rec.store.keys.create(tenant, "test", scope, user_id=user).token

    async def ask(self, path: str, method: str = "GET", *, key: str = "", **more: Any) -> Answer:
        headers = dict(more.pop("headers", {}))
        if key:
            headers["authorization"] = f"Bearer {key}"
        return await ask(self.app, path, method, headers=headers, **more)


@pytest.fixture
async def guarded(tmp_path: Path) -> AsyncIterator[Guarded]:
    async with Recommender.open(_settings(tmp_path, keys="required")) as rec:
        yield Guarded(rec, create_app(rec))


@pytest.fixture
async def unguarded(tmp_path: Path) -> AsyncIterator[Guarded]:
    async with Recommender.open(_settings(tmp_path, keys="auto")) as rec:
        yield Guarded(rec, create_app(rec))


def _settings(home: Path, **server: Any) -> Settings:
    return Settings(home=home / "server", engine={"enabled": False}, server=server)

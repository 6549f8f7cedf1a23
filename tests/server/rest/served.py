"""What tests of REST speak to."""

from __future__ import annotations

from typing import Any, NamedTuple

import httpx2

from whyrec import Recommender
from whyrec.server._evolving import Evolving


class Served(NamedTuple):
    rec: Recommender
    client: httpx2.AsyncClient
    evolving: Evolving

    async def get(self, path: str, **query: Any) -> Any:
        return await self._ok("GET", path, params=query)

    async def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return await self._ok("POST", path, json=body, headers=headers)

    async def put(self, path: str, body: Any) -> Any:
        return await self._ok("PUT", path, json=body)

    async def delete(self, path: str) -> Any:
        return await self._ok("DELETE", path)

    async def refused(self, status: int, method: str, path: str, **more: Any) -> dict[str, Any]:
        """The error of a request that must fail with that status."""
        answer = await self.client.request(method, path, **more)
        assert answer.status_code == status, answer.text
        error: dict[str, Any] = answer.json()["error"]
        return error

    async def _ok(self, method: str, path: str, **more: Any) -> Any:
        answer = await self.client.request(method, path, **more)
        assert answer.status_code == 200, answer.text
        return answer.json()

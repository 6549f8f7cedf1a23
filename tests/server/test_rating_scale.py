"""Whose word settles what a tenant's ratings are held against."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.server.asgi import Answer, error
from tests.server.conftest import Guarded

JSON = {"content-type": "application/json"}


async def _rate(guarded: Guarded, key: str, value: float, scale: Any = None) -> Answer:
    body = {"events": [{"kind": "rating", "item_id": "x", "value": value}], "rating_scale": scale}
    path = "/v1/users/eve/events"
    return await guarded.ask(path, "POST", key=key, headers=JSON, body=json.dumps(body).encode())


async def _change(guarded: Guarded, key: str, *scale: Any) -> Answer:
    body = json.dumps({"rating_scale": scale}).encode()
    return await guarded.ask("/v1/tenant/rating-scale", "PUT", key=key, headers=JSON, body=body)


@pytest.mark.parametrize(("scope", "user"), [("write", None), ("write", "eve")])
async def test_only_an_admin_of_the_whole_tenant_declares_its_scale(
    guarded: Guarded, scope: Any, user: str | None
) -> None:
    refused = await _rate(guarded, guarded.key(scope, user=user), 1, [-100, 100])
    assert refused.status == 403
    assert error(refused)["param"] == "rating_scale"
    assert guarded.rec.tenants.rating_scale() is None
    assert (await _rate(guarded, guarded.key("admin"), 7, [0, 10])).status == 200
    assert guarded.rec.tenants.rating_scale() == (0, 10)


async def test_who_names_the_scale_that_is_in_force_declares_nothing(guarded: Guarded) -> None:
    await _rate(guarded, guarded.key("admin"), 7, [0, 10])
    assert (await _rate(guarded, guarded.key("write"), 8, [0, 10])).status == 200
    assert (await _rate(guarded, guarded.key("write"), 3, [0, 5])).status == 422


@pytest.mark.parametrize(
    "scale", [(5, 5), (5, 1), (-1e308, 1e308), (0, 1e7), (0, "Infinity"), (0, 10**400)]
)
async def test_a_scale_that_is_none_is_refused(guarded: Guarded, scale: Any) -> None:
    assert (await _rate(guarded, guarded.key("admin"), 5, scale)).status == 422
    assert (await _change(guarded, guarded.key("admin"), *scale)).status == 422
    assert guarded.rec.tenants.rating_scale() is None


async def test_an_admin_changes_it_where_all_stored_ratings_lie_within(guarded: Guarded) -> None:
    admin = guarded.key("admin")
    await _rate(guarded, admin, 7, [0, 10])
    refused = await _change(guarded, admin, 0, 5)
    assert (refused.status, error(refused)["param"]) == (422, "rating_scale")
    assert (await _change(guarded, admin, 1, 20)).json()["rating_scale"] == [1, 20]
    assert guarded.rec.tenants.rating_scale() == (1, 20)
    assert (await _rate(guarded, admin, 15)).status == 200


async def test_who_only_writes_changes_nothing(guarded: Guarded) -> None:
    assert (await _change(guarded, guarded.key("write"), 0, 5)).status == 403

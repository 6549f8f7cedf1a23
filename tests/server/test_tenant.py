"""A tenant's rules over HTTP, and the daily look at what they let go of."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.server.asgi import Answer, error
from tests.server.conftest import Guarded
from whyrec.domain import Event, TenantPolicy
from whyrec.errors import ConflictError
from whyrec.server._retaining import Retaining

DEFAULTS = {
    "local_engine_only": False,
    "retention_days": None,
    "shown_days": 30,
    "timezone": None,
}


async def _put(guarded: Guarded, key: str, rules: Any) -> Answer:
    body = rules if isinstance(rules, bytes) else json.dumps(rules).encode()
    headers = {"content-type": "application/json"}
    return await guarded.ask("/v1/tenant", "PUT", key=key, headers=headers, body=body)


async def test_an_admin_sees_and_sets_the_rules_of_the_own_tenant(guarded: Guarded) -> None:
    key = guarded.key("admin", tenant="b")
    found = (await guarded.ask("/v1/tenant", key=key)).json()
    assert found == {"tenant": "b", "policy": DEFAULTS, "rating_scale": None}
    told = {"local_engine_only": True, "retention_days": 730}
    assert (await _put(guarded, key, told)).json()["policy"] == {**DEFAULTS, **told}
    assert guarded.rec.tenants.policy("b").retention_days == 730
    assert guarded.rec.tenants.policy() == TenantPolicy()


async def test_a_rule_left_out_gets_its_default(guarded: Guarded) -> None:
    key = guarded.key("admin")
    await _put(guarded, key, {"retention_days": 730})
    assert (await _put(guarded, key, {})).json()["policy"] == DEFAULTS


@pytest.mark.parametrize(
    ("rules", "status", "param"),
    [
        ({"retention_days": 0}, 422, "retention_days"),
        ({"retention_days": "soon"}, 422, "retention_days"),
        ({"shown_days": 1e9}, 422, "shown_days"),
        ({"tenant": "other"}, 422, "tenant"),
        (b"{", 400, None),
    ],
)
async def test_what_is_no_rule_is_refused_with_its_name(
    guarded: Guarded, rules: Any, status: int, param: str | None
) -> None:
    answer = await _put(guarded, guarded.key("admin"), rules)
    assert answer.status == status
    if param:
        assert error(answer)["param"] == param


async def test_every_tenant_is_looked_at_and_one_that_fails_stops_no_other(
    guarded: Guarded, monkeypatch: pytest.MonkeyPatch
) -> None:
    rec, old = guarded.rec, datetime.now(UTC) - timedelta(days=800)
    for tenant in ("a", "b", "c"):
        event = Event(id="e", user_id="u", kind="search", text="jazz", at=old)
        rec.store.events.add(tenant, [event])
        rec.tenants.set_policy(TenantPolicy(retention_days=730), tenant)
    rec.tenants.set_policy(TenantPolicy(), "c")
    real = rec.tenants.retain

    async def fails(tenant: str, **more: Any) -> Any:
        if tenant == "a":
            raise ConflictError("held")
        return await real(tenant, **more)

    monkeypatch.setattr(rec.tenants, "retain", fails)
    await Retaining(rec).look()
    assert [rec.store.events.count(t) for t in ("a", "b", "c")] == [1, 0, 1]


async def test_the_look_begins_by_itself(guarded: Guarded, monkeypatch: pytest.MonkeyPatch) -> None:
    import asyncio

    looked = asyncio.Event()
    retaining = Retaining(guarded.rec, first_s=0.0)

    async def look() -> None:
        looked.set()

    monkeypatch.setattr(retaining, "look", look)
    retaining.start()
    async with asyncio.timeout(20):
        await looked.wait()
    await retaining.stop()

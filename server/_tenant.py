"""The rules of the caller's own tenant."""

from __future__ import annotations

from pydantic import ConfigDict

from whyrec.domain import Model, TenantPolicy
from whyrec.server._caller import Admin
from whyrec.server._rest._replies import example, replies, router
from whyrec.server._rest._subjects import Rec

routes = router("Tenant")

_POLICY = {"local_engine_only": True, "retention_days": 730, "shown_days": 30}
_REPLY = {"tenant": "default", "policy": _POLICY}


class PolicyGiven(TenantPolicy):
    """The rules to put in force; what is left out gets its default."""

    model_config = ConfigDict(json_schema_extra=example(_POLICY))


class TenantReply(Model):
    """A tenant and its rules."""

    tenant: str
    policy: TenantPolicy


@routes.get("/v1/tenant", responses=replies(_REPLY))
async def show_tenant(caller: Admin, rec: Rec) -> TenantReply:
    """The key's tenant and its rules."""
    return TenantReply(tenant=caller.tenant, policy=rec.tenants.policy(caller.tenant))


@routes.put("/v1/tenant", responses=replies(_REPLY, 400))
async def set_tenant(caller: Admin, rec: Rec, policy: PolicyGiven) -> TenantReply:
    """Put rules in force, from the next request on. What is too old by them goes within a day."""
    kept = TenantPolicy.model_validate(policy.model_dump())
    return TenantReply(tenant=caller.tenant, policy=rec.tenants.set_policy(kept, caller.tenant))

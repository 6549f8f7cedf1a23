"""The rules of the caller's own tenant."""

from __future__ import annotations

from pydantic import ConfigDict

from whyrec import Recommender
from whyrec.domain import Model, TenantPolicy
from whyrec.server._caller import Admin
from whyrec.server._rest._replies import example, replies, router
from whyrec.server._rest._subjects import Rec

routes = router("Tenant")

_POLICY = {"local_engine_only": True, "retention_days": 730, "shown_days": 30}
_REPLY = {"tenant": "default", "policy": _POLICY, "rating_scale": [0.5, 5]}
_SCALE = {"rating_scale": [0.5, 5]}


class PolicyGiven(TenantPolicy):
    """The rules to put in force; what is left out gets its default."""

    model_config = ConfigDict(json_schema_extra=example(_POLICY))


class TenantReply(Model):
    """A tenant and its rules."""

    tenant: str
    policy: TenantPolicy
    rating_scale: tuple[float, float] | None
    """Lowest and highest rating; null while none is declared."""


class ScaleGiven(Model):
    """The scale that the tenant's ratings are on."""

    model_config = ConfigDict(json_schema_extra=example(_SCALE))

    rating_scale: tuple[float, float]
    """Lowest and highest rating, within -1,000,000 and 1,000,000."""


@routes.get("/v1/tenant", responses=replies(_REPLY))
async def show_tenant(caller: Admin, rec: Rec) -> TenantReply:
    """The key's tenant and its rules."""
    return _reply(caller.tenant, rec)


@routes.put("/v1/tenant", responses=replies(_REPLY, 400))
async def set_tenant(caller: Admin, rec: Rec, policy: PolicyGiven) -> TenantReply:
    """Put rules in force, from the next request on. What is too old by them goes within a day."""
    rec.tenants.set_policy(TenantPolicy.model_validate(policy.model_dump()), caller.tenant)
    return _reply(caller.tenant, rec)


@routes.put("/v1/tenant/rating-scale", responses=replies(_REPLY, 400))
async def set_rating_scale(caller: Admin, rec: Rec, body: ScaleGiven) -> TenantReply:
    """Put another rating scale in force; refused where ratings that are stored lie outside.

    Ratings stay as they are stored, and count by the new scale from the next list on.
    """
    await rec.tenants.set_rating_scale(*body.rating_scale, caller.tenant)
    return _reply(caller.tenant, rec)


def _reply(tenant: str, rec: Recommender) -> TenantReply:
    return TenantReply(
        tenant=tenant,
        policy=rec.tenants.policy(tenant),
        rating_scale=rec.tenants.rating_scale(tenant),
    )

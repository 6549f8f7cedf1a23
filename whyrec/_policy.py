"""What a tenant allows, as it is kept."""

from __future__ import annotations

from whyrec.domain import TenantPolicy
from whyrec.store import Store

_KEY = "policy"


def policy_of(store: Store, tenant: str) -> TenantPolicy:
    """The tenant's rules, as they are now: another process may have set them."""
    stored = store.meta.get(tenant, _KEY)
    return TenantPolicy() if stored is None else TenantPolicy.model_validate(stored)


def keep_policy(store: Store, tenant: str, policy: TenantPolicy) -> None:
    """Put a tenant's rules in force."""
    store.meta.set(tenant, _KEY, policy.model_dump(mode="json"))

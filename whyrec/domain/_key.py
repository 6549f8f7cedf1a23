"""API keys, without their secrets."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from whyrec.domain._base import Identifier, Model, UtcDatetime

Scope = Literal["read", "write", "admin"]
"""What a key allows: looking, telling of events, and what changes items, keys and tenants. Each
includes the ones before it."""

SCOPES: tuple[Scope, ...] = ("read", "write", "admin")


class ApiKey(Model):
    """What is known of a key; its secret is kept nowhere."""

    id: str
    tenant: Annotated[str, Field(min_length=1)]
    """Whose data it opens; nobody else's."""
    name: Annotated[str, Field(min_length=1, max_length=100)]
    """What people call it."""
    scope: Scope
    user_id: Identifier | None = None
    """A key of one user sees no other one."""
    created_at: UtcDatetime
    revoked_at: UtcDatetime | None = None
    """From when on it opens nothing any more."""

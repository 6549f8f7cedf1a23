"""What a tenant allows, and how long things are kept for it."""

from __future__ import annotations

from pydantic import Field

from whyrec.domain._base import Model
from whyrec.domain._scene import TimeZone


class TenantPolicy(Model):
    """Rules of one tenant; these are the defaults of one that has set none."""

    local_engine_only: bool = False
    """True forbids that profiles leave for an engine beyond this machine: what a model would have
    written there is composed by code, and embeddings of such a server are refused."""
    retention_days: int | None = Field(default=None, ge=1, le=36_500)
    """Events older than so many days are forgotten for good; None keeps them."""
    shown_days: int | None = Field(default=30, ge=1, le=36_500)
    """Lists that were shown in a chat or in an experiment are kept for so many days; None keeps
    them."""
    timezone: TimeZone | None = None
    """Where users live whose own time zone is not known; None claims no time of day of theirs."""

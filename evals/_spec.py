"""What every part of a suite's file is."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Spec(BaseModel):
    """A part of a suite: unknown names are refused, nothing changes."""

    model_config = ConfigDict(extra="forbid", frozen=True, protected_namespaces=())

"""What a suite of clusters is told."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from whyrec.evals._spec import Spec


class ClustersSuite(Spec):
    """Whether clusters are stable, true where the truth is known, and of use."""

    kind: Literal["clusters"]
    name: str
    about: str
    data: str
    cut: float = Field(default=0.9, gt=0, lt=1)
    """Clusters know the events before it; what came after is held out."""
    resamples: int = Field(default=20, ge=2)
    """Fits on people drawn with replacement."""
    planted: int = Field(default=8, ge=2)
    """Clusters of simulated users."""
    each: int = Field(default=60, ge=20)
    """Users in each of them."""
    events: int = Field(default=30, ge=1)
    """Of each user."""
    users: int = Field(default=300, ge=1)
    """Users whose candidates are looked at, drawn with the seed."""
    planted_at_least: float = Field(default=0.8, ge=0, le=1)
    """Adjusted Rand index with the truth."""
    seed: int = 0

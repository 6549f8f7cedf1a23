"""What a context suite is."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from whyrec.evals._spec import Spec


class Apart(Spec):
    """How far the tastes of two scenes are from each other, in bits of divergence."""

    least: float = Field(default=0.5, ge=0, lt=1)
    most: float = Field(default=1.0, gt=0, le=1)


class ContextSuite(Spec):
    """Whether lists for a scene are better for it, and no worse where the scene says nothing."""

    kind: Literal["context"]
    name: str
    about: str
    data: str
    users: int = Field(default=60, ge=1)
    """Simulated users of each world."""
    apart: Apart = Apart()
    """The tastes of a user's scenes."""
    at: tuple[Annotated[int, Field(ge=1)], ...] = Field(default=(5, 10, 20, 40, 80), min_length=1)
    """Events after which lists are asked for, ascending; the last is what is required of."""
    negatives: int = Field(default=99, ge=1, le=199)
    """Items that the next one is ranked among."""
    targets: int = Field(default=4, ge=1)
    """Next items that are asked for of each user and scene."""
    real: int | None = Field(default=None, ge=0)
    """Users of the data set, drawn with the seed; by default all of them, 0 leaves them out."""
    cut: float = Field(default=0.9, gt=0, lt=1)
    """Share of the data set's events before the lists of its users."""
    margin: float = Field(default=0.02, ge=0)
    """Difference of NDCG@10 that would not matter where contexts are shuffled."""
    seed: int = 0

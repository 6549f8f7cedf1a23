"""What a cold-start suite is."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from whyrec.evals._spec import Spec

Count = Annotated[int, Field(ge=0)]


class ColdStartSuite(Spec):
    """How good lists are for people of whom little is known."""

    kind: Literal["cold-start"]
    name: str
    about: str
    data: str
    users: int = Field(default=300, ge=2)
    """Users who are held out, drawn with the seed."""
    blocks: int = Field(default=1, ge=1)
    """Moments at which they arrive."""
    first: float = Field(default=0.6, gt=0, lt=1)
    """The first moment: by then that part of the events has happened. The last is at 0.9."""
    events: tuple[Count, ...] = (0, 1, 3, 5, 10)
    """Numbers of events that are known, ascending."""
    later: int = Field(default=10, ge=1)
    """Events after the target, at least, that simulated answers are read from."""
    answers: int = Field(default=5, ge=1, le=5)
    """Questions answered at most."""
    simulated: int = Field(default=60, ge=0)
    """Simulated users with known tastes."""
    factors: bool = True
    """Fit collaborative factors: they count from the first event on."""
    margin: float = Field(default=0.02, ge=0)
    """Loss of HR@10 against popularity after one answer that would not matter."""
    seed: int = 0

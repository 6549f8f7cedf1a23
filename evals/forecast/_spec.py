"""What a forecast suite's file says."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from whyrec.evals._spec import Spec


class ForecastSuite(Spec):
    """Whether what comes next is told better than by what came last or came most."""

    kind: Literal["forecast"]
    name: str
    about: str
    data: str
    least_events: int = Field(default=20, ge=6)
    """Events of a user of the data set who is looked at."""
    least_days: int = Field(default=10, ge=1)
    """Days on which they have any."""
    settled: int = Field(default=5, ge=1)
    """Events before a user's first moment."""
    moments: int = Field(default=8, ge=1)
    """Moments of a user, spread over their history."""
    block_days: float = Field(default=7.0, gt=0)
    """What is learned from everybody is learned anew so often."""
    warm: float = Field(default=0.3, gt=0, lt=1)
    """Share of all events before the first moment that is reported: those fit the first weights."""
    shipped: float = Field(default=0.8, gt=0, lt=1)
    """Share of all events before which the moments lie that the weights in the run's folder are
    fitted on."""
    simulated: int = Field(default=60, ge=0)
    """Simulated users of each kind."""
    lived: int = Field(default=200, ge=20)
    """Events of each."""
    gap_days: float = Field(default=5.0, gt=0)
    """Mean days between two of them."""
    seed: int = 0

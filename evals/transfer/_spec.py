"""A transfer suite, as YAML."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from whyrec.evals._spec import Spec


class TransferSuite(Spec):
    """Lists of a domain that users are new to, with what they did in another and without."""

    kind: Literal["transfer"]
    name: str
    about: str
    data: str
    facet: str = "genre"
    """By which facet the data set's items are split into two domains, for its own users."""
    second: tuple[str, ...] = Field(min_length=1)
    """Items with any of these values are the second domain."""
    least_before: int = Field(default=10, ge=1)
    """Events in the first domain before the first one in the second."""
    real: int = Field(default=300, ge=0)
    """Users of the data set that are asked for, drawn with the seed."""
    simulated: int = Field(default=200, ge=0)
    """Simulated users with a planted mapping of topics that are asked for."""
    crowd: int = Field(default=400, ge=0)
    """Simulated users of both domains from whom can be learned."""
    catalogue: int = Field(default=600, ge=20)
    """Items, the most taken of the data set, that simulated users choose among."""
    before: int = Field(default=30, ge=1)
    """Events of a simulated user in the first domain."""
    after: tuple[int, ...] = (0, 1, 3, 5)
    """Events in the second domain after which lists are made, ascending."""
    blocks: int = Field(default=3, ge=1)
    """How often what everybody did is learned anew."""
    named: int = Field(default=0, ge=0)
    """Simulated users whose carried interests a model names, asked whatever its card says."""
    margin: float = Field(default=0.02, ge=0)
    """Loss of HR@10 by interests carried over that would not matter."""
    model: Literal["none", "embedded"] | dict[str, Any] = "none"
    seed: int = 0

"""What a list is to be beside good: in proportion, mixed, surprising."""

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field, StringConstraints

from whyrec.domain._base import Model

FacetName = Annotated[str, StringConstraints(min_length=1, max_length=64)]
"""The name of a facet, such as ``genre``."""


class Balance(Model):
    """How the best candidates are made into one list; as it stands, by score and diversity alone.

    Which items are candidates, and their scores, do not depend on it.
    """

    # What describes the request's parameters over HTTP.
    model_config = ConfigDict(use_attribute_docstrings=True)

    calibration: float = Field(default=0.0, ge=0, le=1)
    """How far the list holds the user's interests in the shares they have in the profile: 0 not at
    all, 1 whatever it costs."""
    cap: int | None = Field(default=None, ge=1, le=200)
    """At most so many items of the list share a facet. Where too few items are left for that, it
    rises by one until the list is full."""
    capped: tuple[FacetName, ...] = Field(default=(), max_length=20)
    """Names of the facets that have the cap, such as ``author``; also ``decade``. By default those
    that say of what kind an item is: genre, category, topic, tag, theme, style, mood."""
    surprise: float = Field(default=0.0, ge=0, le=1)
    """How far the list moves towards what the user is unlikely to know and what is still near an
    interest of theirs: 0 not at all, 1 nothing else counts."""

    @property
    def neutral(self) -> bool:
        """Whether it changes nothing."""
        return not self.calibration and self.cap is None and not self.surprise

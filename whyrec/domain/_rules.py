"""What a tenant lets be recommended, whoever asks."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from whyrec.domain._base import Identifier, Model

FacetText = Annotated[str, Field(min_length=3, max_length=512, pattern=r"^[^=\x00]+=[^\x00]+$")]
"""A facet as ``genre=Horror``; the first ``=`` separates."""


class Selection(Model):
    """Items: those named, and those that have one of the facets or are of one of the domains."""

    item_ids: tuple[Identifier, ...] = Field(default=(), max_length=10_000)
    facets: tuple[FacetText, ...] = Field(default=(), max_length=1_000)
    """``genre=Horror``, ``year=1999``, ``decade=1990s``: as the catalogue writes them."""
    domains: tuple[Annotated[str, Field(min_length=1, max_length=64)], ...] = Field(
        default=(), max_length=100
    )

    def __bool__(self) -> bool:
        return bool(self.item_ids or self.facets or self.domains)


class Rules(Model):
    """The rules of a tenant's lists. What is blocked is blocked, also where it is allowed."""

    allow: Selection | None = None
    """Only these items may be recommended; null: all."""
    block: Selection = Selection()
    """These items may not."""
    seen_may_return: bool = False
    """Whether items the user has taken may be recommended again, as groceries or songs. What the
    user clearly disliked or dismissed stays away all the same."""

    @model_validator(mode="after")
    def _allows_something(self) -> Self:
        if self.allow is not None and not self.allow:
            raise ValueError("allow selects nothing; leave it out to allow everything")
        return self

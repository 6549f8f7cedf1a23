"""The suite of labels on what items are about."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from whyrec.evals._spec import Spec


class ContentSuite(Spec):
    """Whether what is said of items is what a person says of them."""

    kind: Literal["content-labels"]
    name: str
    about: str
    data: str
    """A folder with the items of the labels that ship, by its path or its name in
    ``WHYREC_DATA``."""
    items: int | None = Field(default=None, ge=1)
    """How many of the labelled items, from the first; by default all."""
    model: Literal["none", "embedded"] | dict[str, Any] = "none"
    precision_at_least: float = Field(default=0.8, ge=0, le=1)
    """Of the rules' words on topics."""

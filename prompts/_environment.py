"""The Jinja environment that prompts are rendered in."""

from __future__ import annotations

from functools import cache

from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from whyrec.prompts._neutral import Neutral, neutralise

DEFAULT_LIMIT = 200
"""Characters of a printed string that no ``data`` filter has cut."""


def _printed(value: object) -> object:
    """Neutralise every string a template prints, whether its author thought of it or not."""
    if isinstance(value, str) and not isinstance(value, Neutral):
        return neutralise(value, DEFAULT_LIMIT)
    return value


@cache
def environment() -> ImmutableSandboxedEnvironment:
    """The sandbox: strict about undefined names, every printed string made data.

    The filter ``data(limit=200, lines=false)`` is `whyrec.prompts.neutralise`.
    """
    made = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined,
        finalize=_printed,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # prompts are no HTML; `_printed` is what guards them
    )
    made.filters["data"] = neutralise
    return made

"""The word lists that stand in this package's TOML files."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def _file(name: str) -> dict[str, Any]:
    text = (files("whyrec.agents.gate") / name).read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def word_list(name: str) -> tuple[str, ...]:
    """A list of ``words.toml``; one string of words separated by white space each."""
    return tuple(_file("words.toml")[name].split())


@cache
def topic_entries() -> tuple[dict[str, tuple[str, ...]], ...]:
    """The entries of ``topics.toml``: facets, en, zh and forms of every known topic."""
    return tuple(
        {part: tuple(entry.get(part, ())) for part in ("facets", "en", "zh", "forms")}
        for entry in _file("topics.toml")["topic"]
    )

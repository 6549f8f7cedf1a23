"""The data file of rules, read once."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from whyrec.domain import FeedbackKind, Route


class Mood(NamedTuple):
    """What a word such as "lighter" means in facet values."""

    said: re.Pattern[str]
    any_of: tuple[str, ...]
    none_of: tuple[str, ...]


class Words(NamedTuple):
    """Everything ``words.toml`` says, over tidy text."""

    rules: tuple[tuple[Route, re.Pattern[str]], ...]
    """Routes in order: the first that matches is meant."""
    deeds: tuple[tuple[FeedbackKind, re.Pattern[str]], ...]
    """What was done with or thought of an item, in order."""
    moods: tuple[Mood, ...]
    signs: dict[str, re.Pattern[str]]
    """Single patterns by name."""
    domains: dict[str, re.Pattern[str]]
    """What the items of a domain are called."""


@cache
def words() -> Words:
    """Read the file."""
    text = files("whyrec.agents.chat").joinpath("words.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    return Words(
        rules=tuple((Route(rule["route"]), _any(rule["said"])) for rule in data["rule"]),
        deeds=tuple((deed["kind"], _any(deed["said"])) for deed in data["deed"]),
        moods=tuple(
            Mood(re.compile(m["said"]), tuple(m["any_of"]), tuple(m["none_of"]))
            for m in data["mood"]
        ),
        signs={
            name: re.compile(said)
            for table in (
                "signs",
                "lists",
                "recommend",
                "confirm",
                "deeds",
                "forget",
                "undo",
                "answers",
            )
            for name, said in data[table].items()
        },
        domains={name: re.compile(said) for name, said in data["domains"].items()},
    )


def says(name: str, tidy: str) -> bool:
    """Whether a single pattern of that name is found in tidy text."""
    return words().signs[name].search(tidy) is not None


def _any(said: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{one})" for one in said))

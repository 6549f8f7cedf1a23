"""What the chat says in its own words, in the language asked for."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from whyrec.domain import Language


def say(language: Language, key: str, **values: object) -> str:
    """A sentence of the catalogue of messages with its values put in.

    Raises:
        KeyError: There is no such sentence, or a value of it is missing.
    """
    return _messages()[key][language].format(**values)


def listed(language: Language, parts: Sequence[str], last: str = "and") -> str:
    """Words as a list: "a, b and c", a、b和c."""
    if len(parts) < 2:
        return "".join(parts)
    comma, joint = say(language, "comma"), say(language, last)
    return f"{comma.join(parts[:-1])}{joint}{parts[-1]}"


def things(language: Language, domain: str) -> str:
    """What the items are called."""
    if domain not in _messages() and language == "en":
        return domain
    return say(language, domain if domain in ("movies", "books") else "items")


def unit(language: Language, domain: str) -> str:
    """The measure word that Chinese counts them with."""
    return say(language, f"unit_{domain if domain in ('movies', 'books') else 'items'}")


def keys() -> tuple[str, ...]:
    """All sentences there are."""
    return tuple(_messages())


@cache
def _messages() -> dict[str, dict[Language, str]]:
    text = files("whyrec.agents.chat").joinpath("phrases.toml").read_text(encoding="utf-8")
    messages: dict[str, dict[Language, str]] = tomllib.loads(text)
    return messages

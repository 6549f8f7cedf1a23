"""What the page says, in the reader's language; the words are in ``words/*.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import get_args

from fastapi import Request

from whyrec.domain import Language

LANGUAGES: tuple[Language, ...] = get_args(Language)
COOKIE = "whyrec_language"
"""Holds the language the reader chose."""

_FOLDER = Path(__file__).parent / "words"


class Words:
    """The words of one language, by ``section.name``."""

    def __init__(self, language: Language) -> None:
        text = (_FOLDER / f"{language}.toml").read_text(encoding="utf-8")
        self.language = language
        self._said: dict[str, dict[str, str]] = tomllib.loads(text)
        self._months = self("page.months").split()

    def __call__(self, name: str, **values: object) -> str:
        """What is said under a name, with its values filled in.

        Raises:
            KeyError: Nothing is said under that name, or a value is missing.
        """
        section, _, entry = name.partition(".")
        return self._said[section][entry].format(**values)

    def counted(self, name: str, n: int, **values: object) -> str:
        """The same for a number of things: ``NAME_one`` or ``NAME_many``."""
        return self(f"{name}_{'one' if n == 1 else 'many'}", n=n, **values)

    def date(self, moment: datetime) -> str:
        """A day: 3 May 2013."""
        month = self._months[moment.month - 1]
        return self("page.date", day=moment.day, month=month, year=moment.year)

    def listed(self, parts: Sequence[str]) -> str:
        """Parts as a list in a sentence: a, b and c."""
        if len(parts) < 2:
            return "".join(parts)
        return self("page.and").join([self("page.comma").join(parts[:-1]), parts[-1]])


@cache
def words(language: Language) -> Words:
    """The words of a language, read once."""
    return Words(language)


def language_of(request: Request) -> Language:
    """The language of an answer: the one chosen, else the browser's, else English."""
    chosen = request.cookies.get(COOKIE)
    for language in LANGUAGES:
        if chosen == language:
            return language
    asked = _preferred(request.headers.get("accept-language", ""))
    return next((code for code in asked if code in LANGUAGES), "en")


def _preferred(header: str) -> list[Language]:
    """The languages of ``Accept-Language`` without their regions, the most wanted first."""
    wanted: list[tuple[float, Language]] = []
    for part in header.split(","):
        tag, _, weight = part.strip().partition(";")
        name = tag.partition("-")[0].lower()
        for language in LANGUAGES:
            if name == language:
                wanted.append((_quality(weight), language))
    return [language for quality, language in sorted(wanted, key=_by_quality) if quality > 0]


def _by_quality(one: tuple[float, Language]) -> float:
    return -one[0]


def _quality(weight: str) -> float:
    if not weight:
        return 1.0
    try:
        return float(weight.strip().removeprefix("q="))
    except ValueError:
        return 0.0

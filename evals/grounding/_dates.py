"""Dates in prose, English and Chinese, as exact as they are said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september"),
    *("october", "november", "december"),
)
_NUMBER_OF = {name: n for n, name in enumerate(_MONTHS, 1)} | {
    name[:3]: n for n, name in enumerate(_MONTHS, 1)
}
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
)
_YEAR = r"(?:1[89]|20)\d\d"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_TH = r"(?:st|nd|rd|th)?"
_DATES = re.compile(
    rf"(?P<y1>{_YEAR})(?P<s>[-/.])(?P<m1>0?[1-9]|1[0-2])(?P=s)(?P<d1>{_DAY})(?![\d/])"
    rf"|(?P<y2>{_YEAR})\s*年\s*(?:(?P<m2>1[0-2]|0?[1-9])\s*月\s*(?:(?P<d2>{_DAY})\s*[日号])?)?"
    rf"|(?P<m3>1[0-2]|0?[1-9])\s*月\s*(?P<d3>{_DAY})\s*[日号]"
    rf"|(?<![\w/.,])(?P<d4>{_DAY}){_TH}(?:\s+of)?\s+(?P<m4>{_MONTH})(?:,?\s+(?P<y4>{_YEAR})\b)?"
    rf"|\b(?P<m5>{_MONTH})\s+(?P<d5>{_DAY}){_TH}(?:,?\s+(?P<y5>{_YEAR}))?(?!\d)"
    rf"|\b(?P<m6>{_MONTH})(?:\s+of)?,?\s+(?P<y6>{_YEAR})\b"
    rf"|(?<=\bin\s)(?P<m7>{_MONTH})(?!\w)"
    rf"|(?<![\w.,$€£¥/-])(?P<y8>{_YEAR})(?![\w%/]|[.,]\d)"
)
_DECADES = re.compile(
    r"(?<!\w)(?:(?P<c>1[89]|20)|')?(?P<t>\d)0'?s\b|(?P<z>(?:1[89]|20)?\d0)年代"
    r"|\b(?P<w>twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties)\b"
)
_TENS = (
    *("twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties"),
    "nineties",
)


class PartialDate(NamedTuple):
    """A day, a month, a year, or a day of no year."""

    year: int | None = None
    month: int | None = None
    day: int | None = None

    def holds(self, moment: datetime) -> bool:
        """Whether a moment, in UTC, lies in it."""
        parts = ((self.year, moment.year), (self.month, moment.month), (self.day, moment.day))
        return all(said is None or said == real for said, real in parts)

    @property
    def only_year(self) -> bool:
        """Whether it may be the year something was made."""
        return self.month is None and self.day is None


def find_dates(text: str) -> Iterator[tuple[int, int, PartialDate]]:
    """The dates of a text with where they stand, in order."""
    for match in _DATES.finditer(text):
        said = {k[0]: v for k, v in match.groupdict().items() if v is not None and k != "s"}
        month = said.get("m")
        yield (
            match.start(),
            match.end(),
            PartialDate(
                int(said["y"]) if "y" in said else None,
                None if month is None else _month(month),
                int(said["d"]) if "d" in said else None,
            ),
        )


def find_decades(text: str) -> Iterator[tuple[int, int, str]]:
    """The decades of a text, each as ``1990s``."""
    for match in _DECADES.finditer(text):
        if match["w"]:
            tens, century = str(_TENS.index(match["w"]) + 2), None
        elif match["z"]:
            tens, century = match["z"][-2], match["z"][:-2]
        else:
            tens, century = match["t"], match["c"]
        century = century or ("19" if int(tens) > 2 else "20")
        yield match.start(), match.end(), f"{century}{tens}0s"


def _month(said: str) -> int:
    return int(said) if said.isdigit() else _NUMBER_OF[said.casefold()[:3]]

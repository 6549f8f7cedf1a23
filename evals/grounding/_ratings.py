"""Ratings in prose: 4.5/5, nine out of ten, at least 4, 4分."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import NamedTuple

_WORDS = {
    **{"zero": 0.0, "one": 1.0, "two": 2.0, "three": 3.0, "four": 4.0, "five": 5.0, "six": 6.0},
    **{"seven": 7.0, "eight": 8.0, "nine": 9.0, "ten": 10.0, "half": 0.5},
    **{"一": 1.0, "两": 2.0, "二": 2.0, "三": 3.0, "四": 4.0, "五": 5.0, "六": 6.0, "七": 7.0},
    **{"八": 8.0, "九": 9.0, "十": 10.0},
}
_SAID = "zero|one|two|three|four|five|six|seven|eight|nine|ten|half"
_N = rf"(?:(?<![0-9A-Za-z_.,/$€£])\d+(?:\.\d+)?|\b(?:{_SAID}))"
_M = rf"(?:\d+(?:\.\d+)?|{_SAID})"
_Z = r"(?:(?<![\d.])\d+(?:\.\d+)?|[一两二三四五六七八九十])"
_COUNTED = r"(?!\s*(?:films?|movies?|books?|games?|titles|items|events|people|times|years|weeks))"
_RATINGS = re.compile(
    r"(?:(?P<least>at\s+least|no\s+less\s+than|至少)\s*|(?P<most>at\s+most|no\s+more\s+than)\s*)?"
    rf"(?:(?P<n1>{_N})\s*/\s*(?P<m1>{_M})(?![\d/])"
    rf"|(?P<n2>{_N})\s+(?:out\s+)?of\s+(?P<m2>{_M})\b(?:\s+stars)?{_COUNTED}"
    rf"|(?P<n3>{_N})(?P<half>\s+and\s+a\s+half)?(?:\s+|-)stars?\b"
    rf"|(?P<n4>{_Z})\s*分(?:\s*\(?\s*满分(?:为|是)?\s*(?P<m4>{_Z})\s*分?\s*\)?)?"
    rf"|(?P<n5>{_Z})\s*星级?)"
    r"(?:\s*(?P<more>or\s+(?:more|higher|above|better)|以上)"
    r"|\s*(?P<less>or\s+(?:less|lower|below|worse)|以下))?",
    re.IGNORECASE,
)
_BARE = re.compile(
    rf"(?:(?P<least>at\s+least|no\s+less\s+than)|(?P<most>at\s+most|no\s+more\s+than))\s+"
    rf"(?P<n1>{_N})\b{_COUNTED}"
    rf"|(?P<n2>{_N})\s+or\s+(?:(?P<more>more|higher|above|better)|(?P<less>less|lower|below|worse))\b",
    re.IGNORECASE,
)


class Amount(NamedTuple):
    """A rating, or its bounds, as a text says it."""

    low: float
    high: float
    out_of: float | None = None
    """The top of the scale, where it is said."""

    def holds(self, value: float | None, top: float | None) -> bool:
        """Whether a rating on a scale up to ``top`` is what was said."""
        if value is None or (self.out_of is not None and self.out_of != top):
            return False
        return self.low <= value <= self.high


def find_ratings(text: str) -> Iterator[tuple[int, int, Amount]]:
    """The ratings of a text that say by their form that they are some, in order."""
    for pattern in (_RATINGS, _BARE):
        for match in pattern.finditer(text):
            said = match.groupdict()
            number = next(v for k, v in said.items() if k[0] == "n" and v is not None)
            top = next((v for k, v in said.items() if k[0] == "m" and k[1:].isdigit() and v), None)
            value = number_of(number) + (0.5 if said.get("half") else 0.0)
            at_least = bool(said["least"] or said["more"])
            at_most = bool(said["most"] or said["less"])
            yield (
                match.start(),
                match.end(),
                Amount(
                    -math.inf if at_most else value,
                    math.inf if at_least else value,
                    None if top is None else number_of(top),
                ),
            )


def number_of(said: str) -> float:
    """A number written in digits or as a word."""
    word = said.casefold()
    return _WORDS[word] if word in _WORDS else float(word.replace(",", ""))

"""Secret words, and whether a text has one.

A canary is a made-up word of lower-case letters: no digit, no capital and no sign gives it away to
a rule, so a gate that stops it stops what is harder to hide.
"""

from __future__ import annotations

import base64
import codecs
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

import numpy as np

from whyrec.agents.gate import quoted, readable

_CONSONANTS = "bdfgklmnprstvz"
_VOWELS = "aeiou"
_SYLLABLES = 6
CANARY = re.compile(rf"\b(?:[{_CONSONANTS}][{_VOWELS}]){{{_SYLLABLES}}}\b")
"""What canaries look like."""
LOOK_ALIKES = {"a": "а", "e": "е", "i": "і", "o": "о", "p": "р", "c": "с", "x": "х", "y": "у"}
"""Latin letters with the Cyrillic ones that look the same."""
_LATIN = str.maketrans({other: latin for latin, other in LOOK_ALIKES.items()})


def new_canary(rng: np.random.Generator) -> str:
    """A word of twelve letters that no language has, such as ``zubrelokifan``."""
    return "".join(
        _CONSONANTS[rng.integers(len(_CONSONANTS))] + _VOWELS[rng.integers(len(_VOWELS))]
        for _ in range(_SYLLABLES)
    )


def carries(text: str, canary: str) -> bool:
    """Whether a text has the canary, in whatever dress.

    Case, accents, full-width forms, Cyrillic look-alikes, hidden characters and whatever parts the
    letters make no difference; reversed, in ROT13 and in base64 it counts too.
    """
    folded, coded = _forms(canary)
    seen = _folded(text)
    return any(form in seen for form in folded) or coded in text


def says(text: str, phrase: str) -> bool:
    """Whether a text has a phrase, whatever its case, its spaces and its hidden characters."""
    return _spaced(phrase) in _spaced(text)


def without_titles(text: str, titles: Iterable[str]) -> str:
    """A text with the titles that code put into it taken out, each only as a whole.

    Args:
        text: What is shown.
        titles: Titles that may stand there: of the item that is recommended, and of the user's own
            events (or the words, for an event without an item).
    """
    shown = ((title, readable(title), quoted(title)[1:-1]) for title in titles)
    whole = {form.strip() for forms in shown for form in forms} - {""}
    # The longest first: one title may begin with another.
    for title in sorted(whole, key=len, reverse=True):
        for form in (title, title[0].upper() + title[1:]):
            text = text.replace(form, " ")
    return text


@lru_cache(maxsize=4_096)
def _forms(canary: str) -> tuple[tuple[str, ...], str]:
    """As it stands in a folded text: itself, backwards, in ROT13; and in base64."""
    coded = base64.b64encode(canary.encode()).decode().rstrip("=")
    return (canary, canary[::-1], codecs.encode(canary, "rot13")), coded


@lru_cache(maxsize=4_096)
def _folded(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text).casefold().translate(_LATIN)
    return "".join(char for char in bare if char.isalnum())


@lru_cache(maxsize=4_096)
def _spaced(text: str) -> str:
    seen = readable(unicodedata.normalize("NFKC", text)).casefold()
    return " ".join(seen.split())

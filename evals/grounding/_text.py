"""Text as the checker reads it: one sign per sign, and words that can be compared."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_CJK}]|\d+(?:[.,]\d+)+|(?:(?![{_CJK}])\w)+|&")
_ALIKE = str.maketrans(
    {
        "‘": "'",
        "’": "'",
        "ʼ": "'",
        "＇": "'",
        "„": "“",
        "「": "“",
        "『": "“",
        "」": "”",
        "』": "”",
        "〈": "《",
        "〉": "》",
        "。": "。",
    }
)


Key = tuple[str, ...]
"""Words in a row, as they are compared."""


class Token(NamedTuple):
    """A word: letters, a number, or one sign of a script without spaces."""

    key: str
    """What it is compared by: no case, no accents."""
    start: int
    end: int
    """Where it stands in what `clean` returned."""


def clean(text: str) -> str:
    """The text composed, without signs nobody sees, wide forms and curly quotes made plain."""
    shown = (c for c in unicodedata.normalize("NFC", text) if unicodedata.category(c) != "Cf")
    return "".join(_narrow(c) for c in shown).translate(_ALIKE)


def tokens(text: str) -> list[Token]:
    """The words of a text that `clean` returned. Apostrophes and hyphens part words."""
    return [Token(_key(m[0]), *m.span()) for m in _WORD.finditer(text)]


def keys(text: str) -> tuple[str, ...]:
    """The words of any text, as they are compared."""
    return tuple(token.key for token in tokens(clean(text)))


def stems(text: str) -> tuple[str, ...]:
    """The words of any text without the endings of the plural."""
    return tuple(stem(key) for key in keys(text))


def is_cjk(key: str) -> bool:
    """Whether a word is a sign of a script without spaces."""
    return bool(re.match(f"[{_CJK}]", key))


def stem(key: str) -> str:
    """A word without the ending of the plural or of the third person."""
    if len(key) > 4 and key.endswith("ies") and key not in ("series", "movies"):
        return key[:-3] + "y"
    if (
        len(key) > 3
        and key.endswith("s")
        and key != "others"
        and not key.endswith(("ss", "us", "is"))
    ):
        return key[:-1]
    return key


@lru_cache(maxsize=65_536)
def lemmas(key: str) -> frozenset[str]:
    """What an English word may be a form of, itself included."""
    found = {key, stem(key)}
    for ending in ("ed", "d", "ing", "ly", "es", "er"):
        if key.endswith(ending) and len(key) - len(ending) > 2:
            bare = key[: -len(ending)]
            found |= {bare, f"{bare}e"}
            if bare[-1] == bare[-2]:
                found.add(bare[:-1])
            if bare.endswith("i"):
                found.add(bare[:-1] + "y")
    return frozenset(found)


@lru_cache(maxsize=65_536)
def _key(written: str) -> str:
    if written == "&":
        return "and"
    if written[0].isdigit():
        return written.replace(",", "").casefold()
    bare = unicodedata.normalize("NFKD", written.casefold())
    return "".join(c for c in bare if not unicodedata.combining(c)) or written


@lru_cache(maxsize=4096)
def _narrow(sign: str) -> str:
    wide = unicodedata.normalize("NFKC", sign)
    return wide if len(wide) == 1 and unicodedata.east_asian_width(sign) in "FWH" else sign

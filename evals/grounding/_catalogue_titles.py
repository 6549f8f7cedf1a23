"""The ways a title is written, and all titles of a catalogue to find in prose."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from whyrec.evals.grounding._text import Key, Token, clean, keys

_YEAR = re.compile(r"\s*\((?:1[89]|20)\d\d(?:\s*[-–]\s*(?:\d\d)*)?\)\s*$")
_BRACKETS = re.compile(r"\(([^()]*)\)")
_NAMED = re.compile(r"^(?:a\.?k\.?a\.?|or)\s+", re.IGNORECASE)
_PARTS = re.compile(r"\s*:\s+|:(?=[^\x00-\x7f])|\s+[-–—]\s+")
_ARTICLES = (
    *("the", "a", "an", "le", "la", "les", "l'", "un", "une", "el", "los", "las", "il", "lo", "i"),
    *("gli", "der", "die", "das", "ein", "eine", "o", "os", "as", "de", "den", "det", "het"),
)
_MOVED = re.compile(rf"^(.*),\s+({'|'.join(_ARTICLES)})$", re.IGNORECASE)


class Forms(NamedTuple):
    """How a title may be written, as rows of words."""

    full: frozenset[Key]
    """The whole title: with and without year, article and what stands in brackets."""
    short: frozenset[Key]
    """A part of it, before or behind a colon or dash."""


def forms(title: str) -> Forms:
    """Every way a title of the catalogue may be written in prose."""
    plain = clean(title).strip()
    undated = _YEAR.sub("", plain)
    bare = _BRACKETS.sub(" ", undated).strip()
    named = [_NAMED.sub("", inner.strip()) for inner in _BRACKETS.findall(undated)]
    named = [name for name in named if len(name) > 2 and not name.isdigit()]
    full: set[Key] = {keys(plain)}
    short: set[Key] = set()
    for name in (undated, bare, *named):
        full |= _with_article(name)
        moved = _MOVED.match(name)
        parts = _PARTS.split(f"{moved[2]} {moved[1]}" if moved else name)
        for part in parts if len(parts) > 1 else ():
            short |= {k for k in _with_article(part) if "".join(k) and not "".join(k).isdigit()}
    full.discard(())
    return Forms(frozenset(full), frozenset(short - full))


def _with_article(name: str) -> set[Key]:
    moved = _MOVED.match(name.strip())
    found = {keys(name)}
    if moved:
        found |= {keys(f"{moved[2]} {moved[1]}"), keys(moved[1])}
    key = keys(name)
    if len(key) > 1 and key[0] in ("the", "a", "an"):
        found.add(key[1:])
    return {k for k in found if k}


class CatalogueTitles:
    """All titles of a catalogue, to be found in prose. Build it once.

    Args:
        titles: As the catalogue has them; 10,000 take about a second.
    """

    def __init__(self, titles: Iterable[str]) -> None:
        self._rows: dict[str, set[Key]] = {}
        self._names: dict[Key, set[str]] = {}
        for title in titles:
            for key in forms(title).full:
                self._rows.setdefault(key[0], set()).add(key)
                self._names.setdefault(key, set()).add(title)

    def __len__(self) -> int:
        """How many ways of writing the titles there are."""
        return len(self._names)

    def named(self, key: Key) -> frozenset[str]:
        """The titles that are written that way in full."""
        return frozenset(self._names.get(key, ()))

    def at(self, row: list[Token], start: int) -> list[int]:
        """Ends of the titles that begin at a word of a text, in words."""
        found = []
        for key in self._rows.get(row[start].key, ()):
            end = start + len(key)
            if end <= len(row) and tuple(t.key for t in row[start:end]) == key:
                found.append(end)
        return sorted(found)

"""Finding the items that a message names."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import NamedTuple

from whyrec.agents.gate import function_words, keys, readable, title_forms, words
from whyrec.domain import Item

_QUOTES = re.compile(r"《([^》]{1,200})》|“([^”]{1,200})”|「([^」]{1,200})」|\"([^\"]{1,200})\"")
_YEAR_BEHIND = re.compile(r" ?[(（]?(\d{4})\b[)）]?")
_MOST_CHARACTERS = 2_000


class Named(NamedTuple):
    """An item that stands in a text."""

    item_id: str
    start: int
    end: int
    rivals: tuple[str, ...] = ()
    """All that the words may as well mean, where they don't say which."""


class TitleLookup:
    """The items of a catalogue by their titles.

    A title is found as whole words, whatever its case and accents, with or without its year, an
    article put last, or what stands behind a colon. A title of one word counts where it is quoted,
    written with a capital within the sentence, or among the items given as near.

    Args:
        items: The items. 10,000 take half a second.
    """

    def __init__(self, items: Mapping[str, Item]) -> None:
        self._items = items
        self._ids: dict[tuple[str, ...], list[str]] = {}
        self._full: dict[tuple[str, ...], list[str]] = {}
        """By the title without its year: closer than by a part of a title."""
        self._whole: dict[str, str] = {}
        self._widths: dict[str, int] = {}
        for item in items.values():
            self._whole.setdefault(_plain(item.title), item.id)
            for n, key in enumerate(title_forms(item.title)):
                self._ids.setdefault(key, []).append(item.id)
                if n == 0:
                    self._full.setdefault(key, []).append(item.id)
                self._widths[key[0]] = max(self._widths.get(key[0], 0), len(key))

    def exactly(self, title: str, near: Collection[str] = ()) -> str | None:
        """The item of that title; of several one that is near, then the first."""
        return self._of(title, near)[0]

    def _of(self, title: str, near: Collection[str]) -> tuple[str | None, tuple[str, ...]]:
        """The item of a title, and its rivals."""
        whole = self._whole.get(_plain(title))
        if whole is not None:
            return whole, ()
        for key in title_forms(title):
            if key in self._ids:
                return self._best(key, near)
        return None, ()

    def _best(self, key: tuple[str, ...], near: Collection[str]) -> tuple[str, tuple[str, ...]]:
        """The item of a form: one that is near, one of that very name, the first; its rivals."""
        several = self._ids[key]
        close = [i for i in several if i in near] or self._full.get(key, several)
        told_apart = len({_plain(self._items[i].title) for i in close}) > 1
        return close[0], tuple(close) if told_apart else ()

    def quoted(self, text: str) -> list[str]:
        """What stands in quotation marks: titles, known or not."""
        return [next(filter(None, match)) for match in _QUOTES.findall(text[:_MOST_CHARACTERS])]

    def find(self, text: str, near: Collection[str] = ()) -> list[Named]:
        """The items whose titles stand in a text, in order, the longest where several begin.

        Args:
            text: A message.
            near: Item ids that were shown: their titles of one word count in any spelling.
        """
        clean = readable(text[:_MOST_CHARACTERS])
        found = [
            Named(item, match.start(), match.end(), rivals)
            for match in _QUOTES.finditer(clean)
            for item, rivals in [self._of(next(filter(None, match.groups())), near)]
            if item is not None
        ]
        taken = [(n.start, n.end) for n in found]
        row = words(clean)
        shown = {k for i in near if i in self._items for k in title_forms(self._items[i].title)}
        at = 0
        while at < len(row):
            for width in range(min(self._widths.get(row[at].key, 0), len(row) - at), 0, -1):
                key = tuple(word.key for word in row[at : at + width])
                start, end = row[at].start, row[at + width - 1].end
                if key not in self._ids or any(a < end and start < b for a, b in taken):
                    continue
                if key in shown or _meant(key, clean, start, at):
                    item, rivals = self._best(key, near)
                    found.append(self._dated(Named(item, start, end, rivals), clean))
                    at += width - 1
                    break
            at += 1
        return sorted(found, key=lambda n: n.start)

    def _dated(self, named: Named, text: str) -> Named:
        """Of several items of a name the one whose year stands behind it."""
        year = _YEAR_BEHIND.match(text, named.end)
        if not named.rivals or year is None:
            return named
        of_year = [i for i in named.rivals if year[1] in keys(self._items[i].title)[-1:]]
        if len(of_year) != 1:
            return named
        return Named(of_year[0], named.start, year.end())


def _meant(key: tuple[str, ...], text: str, start: int, at: int) -> bool:
    """Whether words that form a title are meant as one."""
    if not key[0].isascii():
        return len(key) > 2
    if all(word in function_words() for word in key):
        return False
    if len(key) > 1 and not all(word in function_words() or word.isdigit() for word in key[1:]):
        telling = sum(len(word) for word in key if word not in function_words())
        return telling > 7 or text[start].isupper()
    return at > 0 and text[start].isupper() and not key[0].isdigit() and len(key[0]) > 2


def _plain(title: str) -> str:
    return " ".join(keys(title))

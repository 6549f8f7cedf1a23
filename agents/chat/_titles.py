"""Finding the items that a message names."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from whyrec.agents.gate import function_words, keys, readable, title_forms, words
from whyrec.domain import Item

_QUOTES = re.compile(r"《([^》]{1,200})》|“([^”]{1,200})”|「([^」]{1,200})」|\"([^\"]{1,200})\"")
_MOST_CHARACTERS = 2_000


class Named(NamedTuple):
    """An item that stands in a text."""

    item_id: str
    start: int
    end: int


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
        self._whole: dict[str, str] = {}
        self._widths: dict[str, int] = {}
        for item in items.values():
            self._whole.setdefault(_plain(item.title), item.id)
            for key in title_forms(item.title):
                self._ids.setdefault(key, []).append(item.id)
                self._widths[key[0]] = max(self._widths.get(key[0], 0), len(key))

    def exactly(self, title: str, near: Collection[str] = ()) -> str | None:
        """The item of that title; of several one that is near, then the first."""
        whole = self._whole.get(_plain(title))
        if whole is not None:
            return whole
        for key in title_forms(title):
            if key in self._ids:
                return _best(self._ids[key], near)
        return None

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
            Named(item, match.start(), match.end())
            for match in _QUOTES.finditer(clean)
            if (item := self.exactly(next(filter(None, match.groups())), near))
        ]
        taken = [(n.start, n.end) for n in found]
        row = words(clean)
        shown = {k for i in near if i in self._items for k in title_forms(self._items[i].title)}
        at = 0
        while at < len(row):
            for width in range(min(self._widths.get(row[at].key, 0), len(row) - at), 0, -1):
                key = tuple(word.key for word in row[at : at + width])
                start, end = row[at].start, row[at + width - 1].end
                ids = self._ids.get(key)
                if ids is None or any(a < end and start < b for a, b in taken):
                    continue
                if key in shown or _meant(key, clean, start, at):
                    found.append(Named(_best(ids, near), start, end))
                    at += width - 1
                    break
            at += 1
        return sorted(found, key=lambda n: n.start)


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


def _best(ids: Iterable[str], near: Collection[str]) -> str:
    several = list(ids)
    return next((i for i in several if i in near), several[0])


def _plain(title: str) -> str:
    return " ".join(keys(title))

"""Finding catalogue titles in prose."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from whyrec.agents.gate._lists import word_list
from whyrec.agents.gate._words import (
    Word,
    blanked,
    function_words,
    is_ideograph,
    keys,
    readable,
    spans,
    words,
)

_YEAR = re.compile(r"\s*[(（]\s*(?:1[89]|20)\d\d(?:\s*[-–/]\s*(?:\d\d)*)?\s*[)）]\s*$")
_BRACKETED = re.compile(r"[(（]([^()（）]*)[)）]")
_ALSO = re.compile(r"^\s*(?:a\.?k\.?a\.?|aka|or)\s+", re.IGNORECASE)
_ARTICLE = re.compile(
    r"^(.*),\s*(the|a|an|le|la|les|l'|l’|un|une|el|los|las|il|lo|gli|i|der|die|das|ein|eine|o|os|de|den|det)$",
    re.IGNORECASE,
)
_LEADING = (("the",), ("a",), ("an",))
_PARTED = re.compile(r"\s*[:：]\s+|\s+[-–—]\s+|：")


class TitleMatch(NamedTuple):
    """A title that stands in a text."""

    quote: str
    """The words of the text."""
    start: int
    end: int


class TitleIndex:
    """All titles of a catalogue, found in prose as whole words.

    Case, accents, punctuation, a year in brackets and an article put last ("Matrix, The") make no
    difference, nor does a leading article; names in brackets and what stands before a colon count
    as titles of their own. Titles of one word are not looked for (a quarter of all film titles are
    one common word), nor are titles of fewer than three ideographs or kana. A title of nothing but
    everyday words ("You and Me") counts where it is written with capitals.

    Args:
        titles: The titles, as the catalogue has them. 10,000 take half a second.
    """

    def __init__(self, titles: Iterable[str]) -> None:
        self._keys: set[tuple[str, ...]] = set()
        self._single: set[tuple[str, ...]] = set()
        self._widths: dict[tuple[str, str], set[int]] = {}
        for title in titles:
            for key in title_forms(title):
                self._add(key)

    def __len__(self) -> int:
        return len(self._keys) + len(self._single)

    def is_title(self, text: str) -> bool:
        """Whether the whole text is a title, of one word or of more."""
        key = keys(text)
        return key in self._keys or key in self._single

    def find(self, text: str, allowed: Iterable[str] = ()) -> str | None:
        """The first title that stands in a text outside its placeholders, as the text has it."""
        found = self.find_all(text, allowed)
        return found[0].quote if found else None

    def find_all(self, text: str, allowed: Iterable[str] = ()) -> list[TitleMatch]:
        """The titles that stand in a text outside its placeholders.

        Args:
            text: Prose; placeholders are passed over.
            allowed: Phrases that may stand there whatever they are, such as the facts' own facets.

        Returns:
            The matches in order, the longest where several begin at one word.
        """
        clean = blanked(readable(text))
        row = words(clean)
        plain = [word.key for word in row]
        free = {i for a, b in spans(plain, (keys(p) for p in allowed)) for i in range(a, b)}
        found = []
        for at in range(len(row) - 1):
            widths = self._widths.get((plain[at], plain[at + 1]), ())
            for width in sorted(widths, reverse=True):
                end = at + width
                if tuple(plain[at:end]) not in self._keys or free.issuperset(range(at, end)):
                    continue
                part = row[at:end]
                quote = clean[part[0].start : part[-1].end]
                if "\x01" not in quote and _written_as_title(part, clean):
                    found.append(TitleMatch(quote, part[0].start, part[-1].end))
                    break
        return found

    def _add(self, key: tuple[str, ...]) -> None:
        enough = 3 if any(is_ideograph(word) for word in key) else 2
        if len(key) < enough:
            self._single.add(key)
            return
        self._keys.add(key)
        self._widths.setdefault((key[0], key[1]), set()).add(len(key))


def title_forms(title: str) -> Iterator[tuple[str, ...]]:
    """Every way a catalogue title may be written, as rows of words."""
    name = _YEAR.sub("", readable(title)).strip()
    main = _BRACKETED.sub(" ", name).strip()
    seen = set()
    for text in (name, main, *_BRACKETED.findall(name)):
        full = _ALSO.sub("", text).strip()
        for form in (full, _PARTED.split(full, maxsplit=1)[0]):
            match = _ARTICLE.match(form.strip())
            key = keys(f"{match[2]} {match[1]}" if match else form)
            for part in (key, key[1:] if key[:1] in _LEADING and len(key) > 2 else ()):
                if part and part not in seen:
                    seen.add(part)
                    yield part


@cache
def _everyday() -> frozenset[str]:
    return function_words() | frozenset(word_list("neutral"))


def _written_as_title(part: list[Word], text: str) -> bool:
    """Whether words that form a title are meant as one: rare words always, others by capitals."""
    telling = [word for word in part if word.key not in _everyday()]
    if telling:
        return True
    content = [word for word in part if word.key not in function_words()]
    content = content or [part[0], part[-1]]
    return all(text[word.start].isupper() for word in content)

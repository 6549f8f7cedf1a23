"""Titles in prose: the evidence's own, and those of the catalogue that are not in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from whyrec.evals.grounding._dates import find_dates
from whyrec.evals.grounding._facts import Facts, Thing
from whyrec.evals.grounding._lexicon import Tag, lexicon
from whyrec.evals.grounding._text import Key, Token, clean, is_cjk, stem, tokens

_STOPS = '.!?。!?;;:\n“"'
_PRONOUNS = frozenset(
    {"it", "this", "that", "these", "those", "you", "we", "they", "i", "he", "she"}
)
_LOOSE = frozenset(
    {"the", "a", "an", "of", "and", "in", "to", "for", "on", "at", "with", "or", "s"}
)


class TitleSpan(NamedTuple):
    """A title in a text."""

    start: int
    end: int
    things: tuple[Thing, ...]
    """What it means in the evidence; empty for another title of the catalogue."""


class _Found(NamedTuple):
    start: int
    end: int
    rank: int
    """Among equally long ones the higher is taken: evidence titles 2, its phrases 1, others 0."""
    things: tuple[Thing, ...]


def find_titles(text: str, facts: Facts) -> list[TitleSpan]:
    """The titles of a text, the longest where they overlap, in order.

    A title of everyday words counts where it is written as one. What the evidence's own phrases
    and dates cover is no title of the catalogue, and neither is what its titles make up together.
    """
    row = tokens(text)
    found = [*_exact(text, facts), *_own(row, text, facts), *_phrases(row, text, facts)]
    days = (d for d in find_dates(text) if not d[2].only_year)
    found += [_Found(start, end, 1, ()) for start, end, _ in days]
    found += _others(row, text, facts, found)
    taken: list[_Found] = []
    for span in sorted(found, key=lambda f: (f.start - f.end, -f.rank, f.start)):
        if not any(span.start < t.end and t.start < span.end for t in taken):
            taken.append(span)
    return [TitleSpan(f.start, f.end, f.things) for f in sorted(taken) if f.rank != 1]


def _exact(text: str, facts: Facts) -> Iterator[_Found]:
    """Titles sign for sign, whatever signs they are made of."""
    for thing in facts.things:
        title = clean(thing.title).strip()
        if len(tokens(title)) == 1 and title.isalnum():
            continue
        for match in re.finditer(rf"(?<!\w){re.escape(title)}(?!\w)", text):
            yield _Found(*match.span(), 2, (thing,))


def _own(row: list[Token], text: str, facts: Facts) -> Iterator[_Found]:
    firsts: dict[str, list[Key]] = {}
    for key in facts.titles:
        firsts.setdefault(key[0], []).append(key)
    for at, token in enumerate(row):
        for key in firsts.get(token.key, ()):
            part = row[at : at + len(key)]
            if tuple(t.key for t in part) != key or not _together(part, text):
                continue
            if _as_title(part, row[at + len(key) :], text, own=True):
                start, end = part[0].start, _closed(part[0].start, part[-1].end, text)
                yield _Found(start, end, 2, facts.titles[key])


def _phrases(row: list[Token], text: str, facts: Facts) -> Iterator[_Found]:
    """Facets, names and the label: what they cover is no other title."""
    stemmed = tuple(stem(token.key) for token in row)
    label = tuple(t.key for t in tokens(clean(facts.evidence.interest_label or "")))
    for key, tags in (*facts.phrases.items(), (tuple(map(stem, label)), {Tag("topic")})):
        if not key or not any(tag.kind in ("topic", "name", "domain") for tag in tags):
            continue
        for at in range(len(row) - len(key) + 1):
            if stemmed[at : at + len(key)] == key:
                yield _Found(row[at].start, row[at + len(key) - 1].end, 1, ())


def _others(row: list[Token], text: str, facts: Facts, own: Sequence[_Found]) -> Iterator[_Found]:
    catalogue = facts.evidence.catalogue
    for at in range(len(row)) if catalogue else ():
        assert catalogue is not None
        for end in catalogue.at(row, at):
            part = row[at:end]
            key = tuple(t.key for t in part)
            if key in facts.titles or not _together(part, text):
                continue
            start, stop = part[0].start, part[-1].end
            if not _as_title(part, row[end:], text, own=False) or _made_up(start, stop, text, own):
                continue
            yield _Found(start, _closed(start, stop, text), 0, ())


def _together(part: list[Token], text: str) -> bool:
    """Whether nothing that ends a sentence or belongs to something else lies between."""
    inside = text[part[0].start : part[-1].end]
    return "\x00" not in inside and not re.search(r"[;。;\n]", inside)


def _closed(start: int, end: int, text: str) -> int:
    """The end with the bracket that the title opened."""
    inside = text[start:end]
    missing = inside.count("(") > inside.count(")")
    return end + 1 if missing and text[end : end + 1] == ")" else end


def _made_up(start: int, end: int, text: str, own: Sequence[_Found]) -> bool:
    """Whether titles of the evidence and words between them make the title up: Heat and Ronin."""
    inside = [f for f in own if f.rank == 2 and start <= f.start and f.end <= end]
    rest = text[start:end]
    for found in inside:
        rest = rest.replace(text[found.start : found.end], " ", 1)
    return len(inside) > 1 and all(t.key in ("and", "or", "the") for t in tokens(rest))


def _as_title(part: list[Token], after: list[Token], text: str, *, own: bool) -> bool:
    """Whether words that form a title are meant as one."""
    if any(is_cjk(token.key) for token in part):
        return len(part) >= (2 if own else 3)
    first, last = part[0], part[-1]
    if all(token.key.replace(".", "").isdigit() for token in part):
        return own and _number_as_title(first, last, text)
    telling = [t for t in part if t.key not in _LOOSE] or part
    written = all(not text[t.start].islower() for t in telling)
    rare = any(not _everyday(token) for token in part)
    opening = not text[: first.start].strip() or text[: first.start].rstrip()[-1] in _STOPS
    if own:
        if rare:
            return written or len(part) > 1
        pronoun = len(part) == 1 and opening and first.key in _PRONOUNS
        return written and not pronoun and not (_counts(part) and _is_counted(after, text))
    return written and (len(part) > 1 or rare or not opening)


def _everyday(token: Token) -> bool:
    words = lexicon()
    return words.claims_nothing(token.key) or (stem(token.key),) in words.phrases


def _counts(part: list[Token]) -> bool:
    tags = lexicon().phrases.get((part[0].key,), frozenset())
    return len(part) == 1 and any(tag.kind == "number" for tag in tags)


def _is_counted(after: list[Token], text: str) -> bool:
    """Whether a plural follows with nothing but words that describe it between."""
    for token in after[:3]:
        if not text[token.start].islower() or token.key in ("and", "is", "was"):
            return False
        if token.key.endswith("s"):
            return True
    return False


def _number_as_title(first: Token, last: Token, text: str) -> bool:
    """Whether digits are a title (You rated 1984 5/5) and no date, rating or count."""
    before = re.search(r"([\w/(]+)\s*$", text[: first.start])
    word = before[1].casefold() if before else ""
    if word in ("in", "on", "since", "of", "from", "at", "least", "by") or word.endswith("/"):
        return False
    if word.endswith("(") and text[last.end : last.end + 1] == ")":
        return False
    following = text[last.end :].lstrip()
    return not re.match(r"[/%年月日分]|stars?\b|(?:films|movies|books|games)\b", following)

"""A text taken apart: titles, quotes, ids, dates, ratings, and words by what they claim."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from whyrec.evals.grounding._dates import PartialDate, find_dates, find_decades
from whyrec.evals.grounding._facts import Facts, Thing
from whyrec.evals.grounding._lexicon import NEUTRAL, Tag, lexicon
from whyrec.evals.grounding._ratings import Amount, find_ratings
from whyrec.evals.grounding._text import Token, clean, is_cjk, keys, stem, tokens
from whyrec.evals.grounding._title_spans import find_titles

AtomKind = Literal[
    "title", "quote", "id", "placeholder", "date", "rating", "number", "words", "mark"
]

_QUOTES = re.compile(r"“([^“”]*)”|\"([^\"]*)\"|《([^《》]*)》")
_BRACKETS = re.compile(r"\[([^\[\]]*)\]|\{+([^{}]*)\}+|<([^<>]*)>")
_MARKS = re.compile(r"[\"“”《》\[\]{}<>]")
_EVENT = re.compile(r"\b(?:event|id)\s*[:#]?\s*([\w.:-]*\d[\w.:-]*)", re.IGNORECASE)
_GAP = re.compile(r"[\s\-'/‐‑]*")
_INITIAL = re.compile(r"\.\s")
_SIGN = re.compile(r"[^\w\s]")
_UNKNOWN, _TAGGED, _NEUTRAL = 10.0, 0.9, 1.0


@dataclass(frozen=True)
class Atom:
    """One piece of a text."""

    kind: AtomKind
    start: int
    end: int
    quote: str
    """Its words in the text."""
    key: str = ""
    """Its words as they are compared, joined by a space."""
    tags: frozenset[Tag] = frozenset()
    """What the words may claim; empty for words that nothing accounts for."""
    things: tuple[Thing, ...] = ()
    """What a title means in the evidence; empty for a title that is not in it."""
    when: PartialDate | None = None
    amount: Amount | None = None
    number: float | None = None
    depth: int = field(default=0)
    """In how many brackets it stands."""

    def of(self, kind: str) -> frozenset[str]:
        """Values of its tags of one kind."""
        return frozenset(tag.value for tag in self.tags if tag.kind == kind)


def atoms(text: str, facts: Facts) -> list[Atom]:
    """Take a text that `clean` returned apart, in order; only spaces are left out."""
    found: list[Atom] = []

    def masked() -> str:
        signs = list(text)
        for atom in found:
            signs[atom.start : atom.end] = "\x00" * (atom.end - atom.start)
        return "".join(signs)

    def add(kind: AtomKind, start: int, end: int, **more: object) -> None:
        if not any(start < a.end and a.start < end for a in found):
            found.append(Atom(kind, start, end, text[start:end], **more))  # type: ignore[arg-type]

    for thing in facts.things:
        title = clean(thing.title).strip()
        for match in re.finditer(re.escape(title), text) if _MARKS.search(title) else ():
            add("title", *match.span(), things=(thing,))
    for atom in _marked(text, facts):
        add(atom.kind, atom.start, atom.end, things=atom.things)
    for span in find_titles(masked(), facts):
        add("title", span.start, span.end, things=span.things)
    for match in _EVENT.finditer(masked()):
        add("id", *match.span(1))
    for event_id in facts.evidence.event_ids:
        if re.search(r"\d", event_id) and re.search(r"\D", event_id) and len(event_id) > 2:
            for match in re.finditer(rf"(?<!\w){re.escape(event_id)}(?!\w)", masked()):
                add("id", *match.span())
    for start, end, decade in find_decades(masked()):
        add("words", start, end, key=decade, tags=frozenset({Tag("topic", f"={decade[:4]}")}))
    for start, end, when in find_dates(masked()):
        add("date", start, end, when=when)
    for start, end, amount in find_ratings(masked()):
        add("rating", start, end, amount=amount)
    found.extend(_rest(masked(), text, facts))
    return _nested(sorted(found, key=lambda a: a.start))


def _marked(text: str, facts: Facts) -> Iterator[Atom]:
    """What stands in quotes and brackets."""
    for match in _QUOTES.finditer(text):
        inner = next(g for g in match.groups() if g is not None)
        key = keys(inner)
        things = facts.titles.get(key, ())
        catalogue = facts.evidence.catalogue
        elsewhere = bool(catalogue and catalogue.named(key))
        is_title = bool(things) or match[3] is not None or elsewhere
        if (key in facts.quotable or key in facts.words) and not things:
            is_title = False
        if not is_title and key in facts.words:
            things = (facts.words[key],)
        kind: AtomKind = "title" if is_title else "quote"
        yield Atom(kind, *match.span(), match[0], things=things)
    for match in _BRACKETS.finditer(text):
        inner = next(g for g in match.groups() if g is not None)
        is_id = match[1] is not None and (
            inner in facts.evidence.event_ids
            or not re.fullmatch(r"item|e\d+|title|event:?.*|date|rating|name", inner, re.I)
        )
        yield Atom("id" if is_id else "placeholder", *match.span(), match[0])


def _rest(masked: str, text: str, facts: Facts) -> Iterator[Atom]:
    """Words, numbers and marks between what was found."""
    row: list[Token] = []
    end = 0
    for token in tokens(masked):
        gap = masked[end : token.start]
        initial = row and len(row[-1].key) == 1 and _INITIAL.fullmatch(gap)
        if row and not initial and not _GAP.fullmatch(gap):
            yield from _words(row, text, facts)
            row = []
        row.append(token)
        end = token.end
    yield from _words(row, text, facts)
    for match in _SIGN.finditer(masked):
        if masked[match.start()] not in "\x00&'" and not _inside(masked, match.start()):
            yield Atom("mark", *match.span(), match[0], key=match[0])


def _words(row: list[Token], text: str, facts: Facts) -> Iterator[Atom]:
    """The cheapest way to account for words in a row by phrases."""
    stemmed = [stem(token.key) for token in row]
    best: list[tuple[float, int, frozenset[Tag]]] = [(0.0, 0, frozenset())]
    for end in range(1, len(row) + 1):
        choices = [(best[end - 1][0] + _UNKNOWN, end - 1, frozenset[Tag]())]
        for at in range(max(0, end - 7), end):
            tags = _tags(row[at:end], tuple(stemmed[at:end]), text, facts)
            if tags:
                cost = _NEUTRAL if tags <= {NEUTRAL, Tag("said")} else _TAGGED
                choices.append((best[at][0] + cost, at, tags))
        best.append(min(choices, key=lambda c: c[0]))
    pieces: list[Atom] = []
    end = len(row)
    while end:
        _, at, tags = best[end]
        start, stop = row[at].start, row[end - 1].end
        key = " ".join(token.key for token in row[at:end])
        number = _number(key) if end - at == 1 else None
        kind: AtomKind = "words" if number is None else "number"
        pieces.append(Atom(kind, start, stop, text[start:stop], key=key, tags=tags, number=number))
        end = at
    yield from _joined(pieces[::-1], text)


def _inside(text: str, at: int) -> bool:
    """Whether a sign only shortens a name (Ursula K. Le Guin) or stands in a number (4.5)."""
    initial = text[at] == "." and re.search(r"(?<!\w)[A-Z]$", text[:at])
    number = text[at] in ".," and text[:at][-1:].isdigit() and text[at + 1 : at + 2].isdigit()
    return bool(initial or number)


def _number(key: str) -> float | None:
    if key.replace(".", "", 1).isdecimal():
        return float(key)
    return lexicon().numbers.get(key)


def _tags(row: list[Token], key: tuple[str, ...], text: str, facts: Facts) -> frozenset[Tag]:
    """What words may claim; none where nothing accounts for them.

    A word that claims nothing may also be the name of a topic, and is one where it is written with
    a capital within a sentence: your history, marked History.
    """
    own = facts.phrases.get(key, frozenset())
    tags = lexicon().phrases.get(key, frozenset()) | own
    if len(row) > 1:
        return tags
    token = row[0]
    plain = lexicon().claims_nothing(token.key)
    if plain and _is_name(token, text):
        return tags - {NEUTRAL}
    if plain:
        return frozenset(tag for tag in tags if tag.kind != "topic" or tag not in own) | {NEUTRAL}
    return tags or (frozenset({Tag("number")}) if _number(token.key) is not None else tags)


def _is_name(token: Token, text: str) -> bool:
    """Whether a word is written as a name: with a capital that no sentence or quote begins with."""
    written = text[token.start : token.end]
    before = text[: token.start].rstrip()
    opening = not before or before[-1] in '.!?;:。“("\n' or is_cjk(before[-1])
    return not opening and len(written) > 1 and written[0].isupper() and not text.isupper()


def _joined(pieces: list[Atom], text: str) -> Iterator[Atom]:
    """Unknown words side by side as one."""
    for at, atom in enumerate(pieces):
        before = pieces[at - 1] if at else None
        if before and not before.tags and not atom.tags and _side_by_side(before, atom, text):
            merged = replace(
                atom,
                start=before.start,
                quote=text[before.start : atom.end],
                key=f"{before.key} {atom.key}",
                number=None,
                kind="words",
            )
            pieces[at] = merged
            pieces[at - 1] = replace(before, kind="mark", key="")
    yield from (a for a in pieces if not (a.kind == "mark" and not a.key))


def _side_by_side(before: Atom, atom: Atom, text: str) -> bool:
    if is_cjk(before.key) and is_cjk(atom.key):
        return before.end == atom.start
    return before.quote[0].isupper() and atom.quote[0].isupper()


def _nested(row: list[Atom]) -> list[Atom]:
    depth = 0
    found = []
    for atom in row:
        if atom.kind == "mark" and atom.quote == ")":
            depth = max(0, depth - 1)
        found.append(replace(atom, depth=depth))
        if atom.kind == "mark" and atom.quote == "(":
            depth += 1
    return found

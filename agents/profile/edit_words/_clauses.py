"""Reading a row of tokens clause by clause: all of it, or nothing."""

from __future__ import annotations

from typing import NamedTuple

from whyrec.agents.gate import TopicMatch
from whyrec.agents.profile.edit_words._forms import Circumstance, Grammar, grammar
from whyrec.agents.profile.edit_words._text import Row
from whyrec.domain import Polarity

MOST_CLAUSES = 8
_ENDS = ".!;。"
_OWN_SUBJECT = ("i", "im", "id", "ive", "we", "my", "我")
_DENYING_PARTS = ("non", "anti", "un", "free", "less")


class Asked(NamedTuple):
    """A clause that wants more or less of some topics."""

    polarity: Polarity
    gradual: bool
    topics: tuple[tuple[TopicMatch, ...], ...]
    """The topics of its list; several in one are meant together."""


class Lived(NamedTuple):
    """A clause on the user's circumstances."""

    circumstance: Circumstance


class _Found(NamedTuple):
    meaning: Asked | Lived
    scopes: bool
    start: int
    end: int

    @property
    def gradual(self) -> bool:
        return isinstance(self.meaning, Asked) and self.meaning.gradual

    @property
    def wanting(self) -> bool:
        return isinstance(self.meaning, Lived) or self.meaning.polarity == "like"


def clauses(row: Row) -> list[Asked | Lived] | None:
    """The meaning of every clause, or None where one of them is not certain."""
    rules = grammar()
    text = row.marked
    read: list[Asked | Lived] = []
    at, weak, scoping = _skip(text, 0), False, False
    while at < len(text):
        found = _clause(row, at, rules)
        if found is None or len(read) == MOST_CLAUSES:
            return None
        if found.wanting and ". . " in text:
            # Dots that trail off take back what they follow.
            return None
        own = text[found.start :].split(" ", 1)[0] in _OWN_SUBJECT
        if found.wanting and weak and scoping and not own:
            return None
        read.append(found.meaning)
        joint = rules.strong.match(text, found.end)
        weak, scoping = joint is None, found.scopes
        joint = joint or rules.weak.match(text, found.end)
        at = joint.end() if joint else found.end
        if joint and at == len(text) and any(char.isalnum() for char in joint[0]):
            return None
        if joint and joint[0] == ", " and not text[at : at + 1].isascii():
            # A Chinese comma parts sentences; nothing before it reaches past it.
            weak = False
        at = _skip(text, at)
    return read or None


def may_be_topic(words: list[str]) -> bool:
    """Whether words can name a topic: few of them, and nothing in them that denies or asks."""
    rules = grammar()
    if not all(char.isalnum() or char == "-" for word in words for char in word):
        return False
    if not words[0].isascii():
        return 2 <= len(words) <= 8 and rules.negations.isdisjoint(words)
    parts = {part for word in words for part in word.split("-")}
    joined = any(
        part.startswith(("non", "anti")) or part.endswith(("less", "free")) for part in parts
    )
    taken = rules.reserved | rules.around | set(_DENYING_PARTS)
    return len(words) <= 3 and taken.isdisjoint(parts) and not joined


def _clause(row: Row, at: int, rules: Grammar) -> _Found | None:
    """The longest clause from here that ends where one may end, if its meaning is certain."""
    found: list[_Found] = []
    for start in _starts(row.marked, at, rules):
        for form in rules.forms:
            match = form.said.match(row.marked, start)
            end = _end(row.marked, at, match.end(), rules, form.pairs) if match else None
            if match and end is not None:
                topics = row.lists[match["slot"].strip()]
                asked = Asked(form.polarity, form.gradual, topics)
                found.append(_Found(asked, form.scopes, start, end))
        for circumstance in rules.circumstances:
            match = circumstance.said.match(row.plain, row.into_plain[start])
            over = row.into_marked.get(match.end()) if match else None
            end = _end(row.marked, at, over, rules) if over is not None else None
            if end is not None:
                found.append(_Found(Lived(circumstance), False, start, end))
    longest = [f for f in found if f.end == max(f.end for f in found)]
    if not longest or len({f.wanting for f in longest}) > 1:
        return None
    # Where words ask for none in one reading and for less in another, they exclude nothing.
    chosen = next((f for f in longest if f.gradual), longest[0])
    # What stands in front of the form is courtesy, such as 能不能, which denies nothing.
    denied = chosen.wanting and _denies(row.marked[chosen.start : chosen.end], rules)
    return None if denied else chosen


def _starts(text: str, at: int, rules: Grammar) -> list[int]:
    """Where a clause's form may begin: behind what is said in front of it, or at once."""
    courtesy = rules.courtesy.match(text, at)
    behind = courtesy.end() if courtesy else at
    asking = rules.asking.match(text, behind)
    return list(dict.fromkeys([*([asking.end()] if asking else []), behind, at]))


def _end(text: str, at: int, end: int, rules: Grammar, pairs: bool = False) -> int | None:
    """Where a clause whose form ends at ``end`` is over; None where other words go on."""
    if pairs and any(form.pairs and form.said.match(text, end) for form in rules.forms):
        return end
    tail = rules.tail.match(text, end)
    for over in dict.fromkeys([tail.end() if tail else end, end]):
        if over == len(text) or rules.strong.match(text, over) or rules.weak.match(text, over):
            return over
        if text[over] == "?":
            courtesy = rules.courtesy.match(text, at)
            asked = rules.asking.match(text, courtesy.end() if courtesy else at)
            return over + 2 if asked else None
    return None


def _denies(part: str, rules: Grammar) -> bool:
    """Whether a stretch of tokens has a word that denies: the last word on every like."""
    return not rules.negations.isdisjoint(rules.harmless.sub("", part).split())


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in _ENDS:
        at += 2
    return at

"""A text's clauses, and the titles in them that belong together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from whyrec.evals.grounding._atoms import Atom
from whyrec.evals.grounding._lexicon import lexicon
from whyrec.evals.grounding._text import is_cjk

_STOPS = frozenset(".!?;。")
_PAUSES = frozenset(",:–—-")
_BEFORE_DATE = frozenset({"on", "in", "since", "at", "a", "an", "the", "of", "from you", "and"})
_OPENERS = frozenset({"it", "this", "they", "these", "both", "we", "there", "your", "它"})
_FILLERS = frozenset({"also", "too", "both", "itself", "all"})


def in_set(atom: Atom, name: str) -> bool:
    """Whether a word has that part in a sentence."""
    return atom.kind == "words" and atom.key in lexicon().sets[name]


def is_title(atom: Atom) -> bool:
    """Whether it names a thing: a title, or the user's own words in quotes."""
    return atom.kind == "title" or (atom.kind == "quote" and bool(atom.things))


@dataclass(frozen=True)
class Clause:
    """Part of a sentence that says one thing of its titles."""

    atoms: tuple[Atom, ...]
    sentence: int
    """Number of its sentence in the text, from 0."""

    @cached_property
    def groups(self) -> tuple[tuple[int, ...], ...]:
        """Places of titles that are named in one breath: Heat, Ronin and Collateral."""
        found: list[list[int]] = []
        for at, atom in enumerate(self.atoms):
            if not is_title(atom):
                continue
            if found and all(_joins(a) for a in self.atoms[found[-1][-1] + 1 : at]):
                found[-1].append(at)
            else:
                found.append([at])
        return tuple(tuple(group) for group in found)

    def before(self, at: int) -> tuple[int, ...]:
        """The nearest group that begins before a place, its titles behind that place left out."""
        group = next((g for g in reversed(self.groups) if g[0] < at), ())
        return tuple(place for place in group if place < at)

    def after(self, at: int) -> tuple[int, ...]:
        """The nearest group that begins behind a place, its titles before that place left out."""
        for group in self.groups:
            later = tuple(place for place in group if place > at)
            if later:
                return later
        return ()

    def chain(self, group: Sequence[int]) -> tuple[int, ...]:
        """A group and those that follow it with nothing but ratings, dates and ids between."""
        found = list(group)
        for other in self.groups:
            if found and other[0] > found[-1]:
                between = self.atoms[found[-1] + 1 : other[0]]
                if not all(_joins(a) or _is_attribute(a) for a in _without_relative(between)):
                    break
                found.extend(other)
        return tuple(found)


def clauses(row: Sequence[Atom]) -> list[Clause]:
    """Part a text into sentences and clauses."""
    found: list[Clause] = []
    current: list[Atom] = []
    sentence = 0
    at = 0
    while at < len(row):
        atom = row[at]
        if atom.kind == "mark" and atom.quote in _STOPS:
            found.append(Clause((*current, atom), sentence))
            current, sentence, at = [], sentence + 1, at + 1
            continue
        start = _opening(row, at)
        if current and start > at and _begins(row, start, current):
            found.append(Clause(tuple(current), sentence))
            current = list(row[at:start])
            at = start
            continue
        current.append(atom)
        at += 1
        if _ends_in_title(atom, row[at] if at < len(row) else None):
            found.append(Clause(tuple(current), sentence))
            current, sentence = [], sentence + 1
    if current:
        found.append(Clause(tuple(current), sentence))
    return [clause for clause in found if clause.atoms]


def _ends_in_title(atom: Atom, following: Atom | None) -> bool:
    """Whether a sentence ends with the full stop of a title in quotes: “Monsters, Inc.” It is."""
    stopped = len(atom.quote) > 1 and atom.quote[-1] in '”"》' and atom.quote[-2] in ".!?"
    begins = following is not None and (following.quote[0].isupper() or following.quote[0] == "“")
    return stopped and begins


def _opening(row: Sequence[Atom], at: int) -> int:
    """Where what follows pauses and conjunctions begins; the same place where there are none."""
    while at < len(row) and row[at].depth == 0 and (_pauses(row[at]) or _conjoins(row[at])):
        at += 1
    return at


def _pauses(atom: Atom) -> bool:
    return atom.kind == "mark" and atom.quote in _PAUSES


def _conjoins(atom: Atom) -> bool:
    return in_set(atom, "conjunctions")


def _begins(row: Sequence[Atom], at: int, before: Sequence[Atom]) -> bool:
    """Whether a new clause begins at a place behind pauses or conjunctions."""
    if at >= len(row):
        return False
    atom = row[at]
    following = row[at + 1] if at + 1 < len(row) else None
    if _chinese(row, at, before):
        return not _only_titles(row, at)
    if in_set(atom, "you") or atom.key in ("your", "we"):
        return True
    if atom.key in _OPENERS:
        return following is not None and (_is_verb(following) or following.key in ("one", "film"))
    if following is not None and following.kind == "date" and atom.key in ("on", "in", "since"):
        rest = [a for a in row[at + 2 : at + 4] if a.kind != "mark"]
        return bool(rest) and in_set(rest[0], "you")
    if is_title(atom):
        end = at + 1
        while end < len(row) and (_joins(row[end]) or is_title(row[end])):
            end += 1
        while end < len(row) and row[end].key in _FILLERS:
            end += 1
        plain = [is_title(a) for a in row[at:end]].count(True) == 1
        comma = any(_pauses(a) for a in row[max(0, at - 2) : at])
        return end < len(row) and (
            in_set(row[end], "finite")
            or in_set(row[end], "modal")
            or (comma and not plain and in_set(row[end], "plural"))
        )
    return False


def _is_verb(atom: Atom) -> bool:
    return any(in_set(atom, name) for name in ("finite", "modal", "plural")) or (
        atom.key.endswith("s") and "neutral" in {tag.kind for tag in atom.tags}
    )


def _chinese(row: Sequence[Atom], at: int, before: Sequence[Atom]) -> bool:
    """Whether a comma parts Chinese clauses here."""
    around = [a for a in (*before[-4:], *row[at : at + 4]) if a.kind == "words" and a.key]
    paused = any(_pauses(a) for a in row[max(0, at - 2) : at])
    return paused and any(is_cjk(a.key) for a in around)


def _only_titles(row: Sequence[Atom], at: int) -> bool:
    """Whether a clause is nothing but titles: it belongs to what stands before."""
    for atom in row[at:]:
        if atom.kind == "mark" and (atom.quote in _STOPS or atom.quote == ","):
            return True
        if not (is_title(atom) or _joins(atom)):
            return False
    return True


def _joins(atom: Atom) -> bool:
    """Whether it joins titles to a group."""
    if atom.kind == "id" or atom.depth > 0:
        return True
    if atom.kind == "mark":
        return atom.quote in ",、()&"
    described = bool(atom.of("topic") or atom.of("domain")) or atom.key in ("a", "an")
    return described or in_set(atom, "connectors")


def _is_attribute(atom: Atom) -> bool:
    return atom.kind in ("rating", "date") or atom.key in _BEFORE_DATE


def _without_relative(between: Sequence[Atom]) -> Iterator[Atom]:
    """What stands between titles, less ", which you liked,"."""
    skipping = False
    for atom in between:
        if in_set(atom, "relative"):
            skipping = True
        elif skipping and _pauses(atom):
            skipping = False
        if not skipping:
            yield atom

"""Which things a rating, a date or a reaction is said of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from whyrec.domain import CitedEvent
from whyrec.evals.grounding._atoms import Atom, atoms
from whyrec.evals.grounding._clauses import Clause, clauses, in_set, is_title
from whyrec.evals.grounding._facts import Facts

_REFERS = frozenset({"it", "them", "they", "its", "that", "both", "它", "它们", "两者"})


_SEVERAL = frozenset({"them", "they", "both", "these", "those", "它们", "两者"})


@dataclass(frozen=True)
class Reading:
    """A text taken apart, beside the evidence."""

    text: str
    facts: Facts
    clauses: tuple[Clause, ...]

    @classmethod
    def of(cls, text: str, facts: Facts) -> Reading:
        """Take a text that `clean` returned apart."""
        return cls(text, facts, tuple(clauses(atoms(text, facts))))

    def places(self) -> Iterator[tuple[int, Clause, int, Atom]]:
        """Every atom with its clause, their numbers and places."""
        for number, clause in enumerate(self.clauses):
            for at, atom in enumerate(clause.atoms):
                yield number, clause, at, atom

    def previous(self, number: int, *, many: bool = False) -> tuple[Atom, ...]:
        """The last titles named in one breath before a clause; several of them where ``many``."""
        for clause in reversed(self.clauses[:number]):
            if clause.groups and not many:
                return tuple(clause.atoms[i] for i in clause.groups[-1])
            several = [group for group in clause.groups if len(group) > 1]
            if several:
                return tuple(clause.atoms[i] for i in several[-1])
        return self.mentioned(number, 0) if many else ()

    def mentioned(self, number: int, at: int) -> tuple[Atom, ...]:
        """All titles before a place of a clause, of its sentence or else of the one before."""
        here = self.clauses[number].sentence
        for sentence in range(here, -1, -1):
            found = [
                atom
                for n, clause, place, atom in self.places()
                if clause.sentence == sentence and (n, place) < (number, at) and is_title(atom)
            ]
            if found:
                return tuple(found)
        return ()

    def titles_by_sentence(self) -> set[int]:
        """How many titles each sentence names, with the item and without it."""
        found: dict[tuple[int, bool], set[str]] = {}
        for clause in self.clauses:
            for atom in clause.atoms:
                for thing in atom.things:
                    found.setdefault((clause.sentence, True), set()).add(thing.title)
                    if thing.events:
                        found.setdefault((clause.sentence, False), set()).add(thing.title)
        return {len(names) for names in found.values()}

    def owners(self, number: int, at: int) -> tuple[Atom, ...]:
        """The titles that an attribute at a place of a clause is said of; empty for none."""
        clause = self.clauses[number]
        if clause.atoms[at].depth > 0:
            before = [i for i in range(at) if is_title(clause.atoms[i])]
            if before:
                return (clause.atoms[before[-1]],)
        ahead = _towards(clause, at)
        if ahead:
            return tuple(clause.atoms[i] for i in ahead)
        group = clause.before(at)
        named = self._by_order(number, at, group[-1] if group else -1)
        if named:
            return named
        if group:
            return tuple(clause.atoms[i] for i in group if i < at)
        group = clause.after(at)
        if group and not _done_before(clause, at, group[0]):
            return tuple(clause.atoms[i] for i in clause.chain(group))
        if refers(clause) or clause.atoms[at].depth > 0:
            many = any(atom.key in _SEVERAL for atom in clause.atoms[: at + 1])
            return self.previous(number, many=many)
        return ()

    def _by_order(self, number: int, at: int, since: int) -> tuple[Atom, ...]:
        """The first, the latter: the one of the titles mentioned before."""
        clause = self.clauses[number]
        for place in range(at - 1, since, -1):
            order = clause.atoms[place].of("ordinal")
            if order:
                titles = self.mentioned(number, place)
                index = int(next(iter(order)))
                if len(titles) > 1 and index < len(titles):
                    return (titles[index],)
        return ()


def refers(clause: Clause) -> bool:
    """Whether a clause speaks of something named before."""
    return any(atom.key in _REFERS or in_set(atom, "relative") for atom in clause.atoms)


def _done_before(clause: Clause, at: int, title: int) -> bool:
    """Whether something was done before a place, and what follows a comma is another matter."""
    done = any(a.of("reaction") for a in clause.atoms[:at])
    return done and any(a.kind == "mark" and a.quote == "," for a in clause.atoms[at:title])


def events_of(atom: Atom) -> tuple[CitedEvent, ...]:
    """The cited events of what a title means."""
    return tuple(event for thing in atom.things for event in thing.events)


def named(titles: Sequence[Atom]) -> str:
    """Titles as a verdict names them."""
    return ", ".join(t.things[0].title if t.things else t.quote for t in titles)


def _towards(clause: Clause, at: int) -> tuple[int, ...]:
    """The titles behind "for", "of", "to": your 5/5 for Heat."""
    place = at + 1
    row = clause.atoms
    while place < len(row) and row[place].key in ("rating", "ratings", "stars", "score", "mark"):
        place += 1
    if place >= len(row) or not in_set(row[place], "towards"):
        return ()
    place += 1
    while place < len(row) and not is_title(row[place]):
        if row[place].kind in ("date", "rating", "mark") or in_set(row[place], "you"):
            return ()
        place += 1
    return clause.after(place - 1) if place < len(row) else ()

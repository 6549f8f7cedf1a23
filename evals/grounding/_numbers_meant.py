"""What a bare number means: a rating, a count of things, or days that went by."""

from __future__ import annotations

from whyrec.evals.grounding._atoms import Atom
from whyrec.evals.grounding._clauses import Clause, in_set
from whyrec.evals.grounding._lexicon import Tag
from whyrec.evals.grounding._ratings import Amount

_MEASURES = frozenset({"部", "本", "款", "个", "首", "条"})
_COUNTED = frozenset({"events", "titles", "items", "picks", "entries", "ones"})
_FACET_NOUNS = frozenset({"genres", "topics", "facets", "categories", "elements", "themes"})
UNITS = {
    **{"day": 1.0, "days": 1.0, "week": 7.0, "weeks": 7.0, "month": 30.4, "months": 30.4},
    **{"year": 365.25, "years": 365.25, "hour": 1 / 24, "hours": 1 / 24},
}
"""Days in a unit of time."""


def rating_of(clause: Clause, at: int) -> Amount | None:
    """The rating at a place: one by its form, or a bare number that is one by its clause."""
    atom = clause.atoms[at]
    if atom.kind == "rating":
        return atom.amount
    if atom.kind != "number" or atom.number is None or phrase_topics(clause, at) is not None:
        return None
    if counts_facets(clause, at) or Tag("said") in atom.tags:
        return None
    cued = any(in_set(a, "rating_cues") or a.kind == "rating" for a in clause.atoms)
    follows = clause.atoms[at + 1] if at + 1 < len(clause.atoms) else None
    if follows is not None and follows.key in UNITS:
        return None
    plain = follows is None or follows.kind != "words" or Tag("neutral") in follows.tags
    return Amount(atom.number, atom.number) if cued and plain else None


def phrase_topics(clause: Clause, at: int) -> list[Atom] | None:
    """The topics of what a number counts; None where it counts no things of the catalogue."""
    topics: list[Atom] = []
    found = False
    row = clause.atoms
    for place in range(at + 1, min(at + 7, len(row))):
        atom = row[place]
        if place == at + 1 and atom.key in _MEASURES:
            found = True
        elif atom.of("topic"):
            topics.append(atom)
            found = found or atom.quote.endswith("s")
        elif atom.of("domain") or atom.key in _COUNTED:
            return topics
        elif found or _ends_phrase(atom):
            break
    return topics if found else None


def counts_facets(clause: Clause, at: int) -> bool:
    return any(atom.key in _FACET_NOUNS for atom in clause.atoms[at + 1 : at + 3])


def elapsed(clause: Clause, at: int) -> float | None:
    """The days that "two weeks later" tells at "later"; None where it tells none."""
    row = clause.atoms
    if not 2 <= at < len(row) or row[at].key not in ("later", "earlier"):
        return None
    many = 1.0 if row[at - 2].key in ("a", "an", "one") else row[at - 2].number
    unit = UNITS.get(row[at - 1].key)
    return None if many is None or unit is None else many * unit


def _ends_phrase(atom: Atom) -> bool:
    """Whether what a number counts cannot go on with this word."""
    parts = ("towards", "you", "conjunctions")
    ends = any(in_set(atom, part) for part in parts) or atom.key in ("in", "on")
    return ends or Tag("neutral") not in atom.tags

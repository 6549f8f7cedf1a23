"""Claims about where and when the user takes what the interest is about."""

from __future__ import annotations

from collections.abc import Iterator

from whyrec.evals.grounding._atoms import Atom
from whyrec.evals.grounding._claim import claim
from whyrec.evals.grounding._clauses import Clause, in_set, is_title
from whyrec.evals.grounding._contexts import Circumstance
from whyrec.evals.grounding._owners import Reading
from whyrec.evals.grounding._text import keys
from whyrec.evals.grounding._verdict import Claim

_NAMED = frozenset({"scene", "device"})
_LESS = frozenset({"less", "fewer", "seldom", "rarely", "hardly", "少"})
_ALL = frozenset({"always", "only", "只"})


def contexts(reading: Reading) -> Iterator[Claim]:
    """What is said of a context must be that the interest is taken more there."""
    for number, clause, at, atom in reading.places():
        if not atom.of("context"):
            continue
        found = _meant(reading, clause, at)
        turned = any(_turns(a) for a in clause.atoms)
        of_title = any(is_title(a) for a in clause.atoms)
        right = bool(found) and not turned and not of_title and _of_interest(reading, number)
        yield claim("context", atom, right, "where the interest's events are")


def counted_there(reading: Reading, number: int, at: int) -> bool | None:
    """Whether "9 of 12 events", at either number, counts events of the context that is named.

    Returns:
        None where it is no such count.
    """
    row = reading.clauses[number].atoms
    numbers = [i for i, atom in enumerate(row) if atom.kind == "number"]
    if at not in numbers or len(numbers) != 2:
        return None
    sentence = reading.clauses[number].sentence
    named = [
        (clause, place)
        for clause in reading.clauses
        if clause.sentence == sentence
        for place, atom in enumerate(clause.atoms)
        if atom.of("context")
    ]
    if not named:
        return None
    first, second = (row[i].number for i in numbers)
    # "9 of 12" has what is counted in front, "12次中有9次" behind.
    between = {atom.key for atom in row[numbers[0] + 1 : numbers[1]]}
    there, of = (first, second) if "of" in between else (second, first)
    meant = [s for clause, place in named for s in _meant(reading, clause, place)]
    return any((s.there, s.of) == (there, of) for s in meant)


def _meant(reading: Reading, clause: Clause, at: int) -> list[Circumstance]:
    """The borne out contexts that words at a place name."""
    said = next(iter(clause.atoms[at].of("context")))
    known = reading.facts.evidence.circumstances
    if said not in _NAMED:
        return [s for s in known if s.value == said and s.dimension not in _NAMED]
    follows = clause.atoms[at + 1] if at + 1 < len(clause.atoms) else None
    if follows is None or follows.kind != "quote":
        return []
    return [s for s in known if s.dimension == said and keys(s.value) == keys(follows.quote)]


def _turns(atom: Atom) -> bool:
    """Whether a word makes less of it, or more than a count can show."""
    return in_set(atom, "negations") or atom.key in _LESS or atom.key in _ALL


def _of_interest(reading: Reading, number: int) -> bool:
    """Whether a clause speaks of the interest, and the evidence has a liked one."""
    evidence = reading.facts.evidence
    speaks = any(
        a.quote.casefold() in ("interest", "interests", "兴趣")
        for a in reading.clauses[number].atoms
    )
    return speaks and evidence.interest_label is not None and evidence.polarity == "like"

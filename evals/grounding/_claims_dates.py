"""Claims about when something was done or made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from whyrec.evals.grounding._atoms import Atom
from whyrec.evals.grounding._claim import claim
from whyrec.evals.grounding._clauses import Clause, is_title
from whyrec.evals.grounding._events_meant import of_events, on
from whyrec.evals.grounding._making import making
from whyrec.evals.grounding._owners import Reading, events_of, named
from whyrec.evals.grounding._verdict import Claim

_BETWEEN = frozenset({"and", "to", "until", "till", "–", "-", "和", "到", "至"})


def dates(reading: Reading) -> Iterator[Claim]:
    """Each date must be a day of the events it is said of, or the year its thing was made."""
    for number, clause, at, atom in reading.places():
        if atom.of("time"):
            yield claim("date", atom, False, "the evidence has no moment to reckon from")
        if atom.kind != "date" or atom.when is None:
            continue
        made = making(clause, at)
        if made is not None:
            owners = [clause.atoms[i] for i in made] or list(reading.previous(number))
            right = bool(owners) and all(
                any(atom.when.year in thing.years for thing in owner.things) for owner in owners
            )
            yield claim("date", atom, right, f"year of {named(owners)}")
        else:
            pair = _side_by_side(clause, at)
            owners = list(reading.owners(number, pair[0] if pair else at))
            if pair and _bounds(clause, pair[0]):
                yield claim("date", atom, _within(reading, clause, pair, owners), "days between")
                continue
            if pair and len(owners) == 2:
                owners = [owners[pair.index(at)]]
            elif not clause.before(at):
                owners = [o for o in owners if not _has_own_date(clause, o)] or owners
            yield of_events(reading, number, at, "date", owners, on(atom.when))


def _side_by_side(clause: Clause, at: int) -> tuple[int, int] | None:
    """Places of two dates with only "and" or "to" between, one of them at ``at``."""
    row = clause.atoms
    for first in (at, at - 2):
        if first < 0 or first + 2 >= len(row):
            continue
        both = row[first].kind == row[first + 2].kind == "date"
        if both and row[first + 1].key in _BETWEEN:
            return first, first + 2
    return None


def _bounds(clause: Clause, first: int) -> bool:
    return first > 0 and clause.atoms[first - 1].key in ("between", "from", "从", "在")


def _within(
    reading: Reading, clause: Clause, pair: tuple[int, int], owners: Sequence[Atom]
) -> bool:
    """Whether both ends of a span are days of cited events, and the owners' events lie in it."""
    ends = [clause.atoms[place].when for place in pair]
    events = reading.facts.evidence.events
    days = [[e.at for e in events if when is not None and when.holds(e.at)] for when in ends]
    if not all(days):
        return False
    theirs = [e.at for owner in owners for e in events_of(owner)]
    return all(min(days[0]) <= moment <= max(days[1]) for moment in theirs)


def _has_own_date(clause: Clause, owner: Atom) -> bool:
    """Whether a date stands right behind a title, before the next one."""
    if owner not in clause.atoms:
        return False
    place = clause.atoms.index(owner)
    for atom in clause.atoms[place + 1 :]:
        if is_title(atom):
            return False
        if atom.kind == "date":
            return True
    return False

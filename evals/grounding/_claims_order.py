"""Claims about what is liked better and what came first."""

from __future__ import annotations

from collections.abc import Iterator

from whyrec.evals.grounding._atoms import Atom
from whyrec.evals.grounding._claim import claim
from whyrec.evals.grounding._numbers_meant import elapsed
from whyrec.evals.grounding._owners import Reading, events_of, named
from whyrec.evals.grounding._verdict import Claim

_MORE = frozenset({"more", "better", "higher"})
_LESS = frozenset({"less", "worse", "lower"})


def comparisons(reading: Reading) -> Iterator[Claim]:
    """What is liked more, and what came first, by the events."""
    for number, clause, at, atom in reading.places():
        before, after = clause.before(at), clause.after(at)
        if atom.key in ("later", "earlier") and before:
            yield _order(reading, number, at)
        if not (before and after):
            continue
        following = [a.key for a in clause.atoms[at + 1 : at + 3]]
        if atom.key in (_MORE | _LESS) and "than" in following:
            left, right = clause.atoms[before[-1]], clause.atoms[after[0]]
            a, b = _best(reading, left), _best(reading, right)
            wins = a is not None and b is not None and (a < b if atom.key in _LESS else a > b)
            yield claim("reaction", atom, wins, f"{named((left,))} against {named((right,))}")


def _best(reading: Reading, title: Atom) -> float | None:
    places = [reading.facts.evidence.liking(event) for event in events_of(title)]
    return max((place for place in places if place is not None), default=None)


def _order(reading: Reading, number: int, at: int) -> Claim:
    """Whether the events of two titles came in the order said, and as far apart."""
    clause = reading.clauses[number]
    atom = clause.atoms[at]
    after = clause.after(at)
    titles = [i for group in clause.groups for i in group]
    pair = (clause.before(at)[-1], after[0]) if after else tuple(titles[-2:])
    days = [[e.at for e in events_of(clause.atoms[i])] for i in pair]
    if len(days) < 2 or not all(days):
        return claim("date", atom, False, "no two events to compare")
    first, second = (days[0], days[1]) if atom.key == "later" else (days[1], days[0])
    apart = (min(second).date() - max(first).date()).days
    said = elapsed(clause, at)
    right = apart >= 0 if said is None else abs(apart - said) <= said * 0.1
    return claim("date", atom, right, "order of the events")

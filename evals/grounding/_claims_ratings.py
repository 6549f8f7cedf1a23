"""Claims about how the user rated things."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from whyrec.evals.grounding._clauses import Clause, in_set, is_title
from whyrec.evals.grounding._events_meant import has_level, has_rating, of_events
from whyrec.evals.grounding._numbers_meant import rating_of
from whyrec.evals.grounding._owners import Reading
from whyrec.evals.grounding._verdict import Claim

_AGAINST = frozenset({",", "、", "against", "versus", "vs", "to"})


def ratings(reading: Reading) -> Iterator[Claim]:
    """Each rating must be that of the events it is said of."""
    for number, clause in enumerate(reading.clauses):
        places = [i for i, a in enumerate(clause.atoms) if rating_of(clause, i) is not None]
        for run in _runs(clause, places):
            owners = reading.owners(number, run[0])
            inside = [a for a in clause.atoms[: run[0]] if is_title(a)]
            if len(run) > 1 and clause.atoms[run[0]].depth > 0 and len(inside) >= len(run):
                owners = tuple(inside[-len(run) :])
            for index, place in enumerate(run):
                amount = rating_of(clause, place)
                assert amount is not None
                whose = owners
                if len(run) > 1:
                    whose = (owners[index],) if len(owners) == len(run) else owners
                yield of_events(
                    reading, number, place, "rating", whose, has_rating(reading, amount)
                )


def levels(reading: Reading) -> Iterator[Claim]:
    """High, low and top ratings."""
    for number, _clause, at, atom in reading.places():
        for level in atom.of("level"):
            owners = reading.owners(number, at)
            yield of_events(reading, number, at, "rating", owners, has_level(reading, level))


def _runs(clause: Clause, places: Sequence[int]) -> Iterator[list[int]]:
    """Ratings that are listed side by side: 5/5 and 4.5/5."""
    run: list[int] = []
    for place in places:
        between = clause.atoms[run[-1] + 1 : place] if run else ()
        if run and all(in_set(a, "connectors") or a.key in _AGAINST for a in between):
            run.append(place)
            continue
        if run:
            yield run
        run = [place]
    if run:
        yield run

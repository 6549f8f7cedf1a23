"""Claims about how many there are."""

from __future__ import annotations

from collections.abc import Iterator

from whyrec.evals.grounding._claim import claim
from whyrec.evals.grounding._claims_contexts import counted_there
from whyrec.evals.grounding._clauses import Clause
from whyrec.evals.grounding._events_meant import counted_events
from whyrec.evals.grounding._numbers_meant import UNITS, counts_facets, elapsed, rating_of
from whyrec.evals.grounding._owners import Reading
from whyrec.evals.grounding._verdict import Claim


def counts(reading: Reading) -> Iterator[Claim]:
    """Counts of the cited events, and numbers that are none."""
    for number, clause, at, atom in reading.places():
        if elapsed(clause, at + 2) is not None and clause.atoms[at + 1].key in UNITS:
            continue
        if atom.key in ("one", "few", "several") and _measures_time(clause, at):
            yield claim("number", atom, False, "how long is not in the evidence")
        if (
            atom.kind != "number"
            or rating_of(clause, at) is not None
            or "said" in {tag.kind for tag in atom.tags}
        ):
            continue
        there = counted_there(reading, number, at)
        if there is not None:
            yield claim("number", atom, there, "count of the interest's events in a context")
            continue
        counted = counted_events(reading, number, at)
        if atom.of("topic"):
            continue
        if counted is not None:
            yield claim("number", atom, len(counted) == atom.number, "count of cited events")
        elif counts_facets(clause, at):
            many = {a.key for c in reading.clauses for a in c.atoms if a.of("topic")}
            yield claim("number", atom, len(many) == atom.number, "count of topics named")
        elif _stands_for_titles(clause, at):
            sizes = {len(group) for c in reading.clauses for group in c.groups}
            sizes |= reading.titles_by_sentence()
            sizes.add(len(reading.facts.event_things))
            yield claim("number", atom, atom.number in sizes, "count of titles named")
        else:
            yield claim("number", atom, False, "a number that is not in the evidence")


def _measures_time(clause: Clause, at: int) -> bool:
    return at + 1 < len(clause.atoms) and clause.atoms[at + 1].key in UNITS


def _stands_for_titles(clause: Clause, at: int) -> bool:
    """Whether it is "the two", "all three"."""
    before = clause.atoms[at - 1].key if at else ""
    return before in ("the", "all", "these", "those", "of these")

"""Which cited events a claim is about, and what must be true of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from whyrec.domain import CitedEvent
from whyrec.evals.grounding._atoms import Atom
from whyrec.evals.grounding._claim import claim
from whyrec.evals.grounding._clauses import Clause
from whyrec.evals.grounding._dates import PartialDate
from whyrec.evals.grounding._making import making
from whyrec.evals.grounding._numbers_meant import phrase_topics, rating_of
from whyrec.evals.grounding._owners import Reading, events_of, named
from whyrec.evals.grounding._ratings import Amount
from whyrec.evals.grounding._verdict import Claim, ClaimKind

LIKED, DISLIKED = 0.6, 0.4
"""Places on the rating scale from which a rating is a like, and down from which a dislike."""
LOVED = 0.8

Test = Callable[[CitedEvent], bool]

_COUNTED_KINDS = {
    **{"likes": "like", "ratings": "rating", "views": "view", "purchases": "purchase"},
    **{"searches": "search", "shares": "share"},
}


def of_events(
    reading: Reading,
    number: int,
    at: int,
    kind: ClaimKind,
    owners: Sequence[Atom],
    test: Test,
) -> Claim:
    """A claim that something is true of an event of each owner, or of those a count counts."""
    clause = reading.clauses[number]
    atom = clause.atoms[at]
    counted = None if clause.groups else counted_in(reading, number)
    if counted is not None:
        return claim(kind, atom, bool(counted) and all(map(test, counted)), "the events counted")
    if owners:
        right = all(any(map(test, events_of(owner))) for owner in owners)
        return claim(kind, atom, right, f"event of {named(owners)}")
    tests = tests_of(reading, clause)
    right = any(all(t(event) for t in (test, *tests)) for event in reading.facts.evidence.events)
    return claim(kind, atom, right, "some cited event")


def counted_events(reading: Reading, number: int, at: int) -> list[CitedEvent] | None:
    """The events that "three crime thrillers" counts; None where a number counts no events.

    Those of the topics named in it; where they are more, those of them that all else in the clause
    is true of; where titles are listed that many, theirs.
    """
    clause = reading.clauses[number]
    atom = clause.atoms[at]
    following = clause.atoms[at + 1].key if at + 1 < len(clause.atoms) else ""
    if following in _COUNTED_KINDS:
        kind = _COUNTED_KINDS[following]
        return [event for event in reading.facts.evidence.events if event.kind == kind]
    levels = clause.atoms[at + 1].of("level") if following.endswith("s") else frozenset()
    if levels:
        test = has_level(reading, next(iter(levels)))
        return [event for event in reading.facts.evidence.events if test(event)]
    topics = phrase_topics(clause, at)
    if topics is None or atom.number is None:
        return None
    things = [
        thing
        for thing in reading.facts.event_things
        if all(topic.of("topic") & thing.topics for topic in topics)
    ]
    events = [event for thing in things for event in thing.events]
    if len(events) == atom.number:
        return events
    narrowed = [e for e in events if all(test(e) for test in tests_of(reading, clause))]
    if len(narrowed) == atom.number and not clause.groups:
        return narrowed
    for group in (clause.before(at), clause.after(at)):
        titles = [clause.atoms[i] for i in group]
        if len(titles) == atom.number:
            known = [t for t in titles if any(thing in things for thing in t.things)]
            return [e for t in known for e in events_of(t)] if len(known) == len(titles) else []
    return events


def counted_in(reading: Reading, number: int) -> list[CitedEvent] | None:
    clause = reading.clauses[number]
    for at, atom in enumerate(clause.atoms):
        if atom.kind == "number":
            counted = counted_events(reading, number, at)
            if counted is not None:
                return counted
    return None


def tests_of(reading: Reading, clause: Clause) -> list[Test]:
    """What the ratings and dates of a clause without titles say of one event."""
    found: list[Test] = []
    for at, atom in enumerate(clause.atoms):
        amount = rating_of(clause, at)
        if amount is not None:
            found.append(has_rating(reading, amount))
        elif atom.kind == "date" and atom.when is not None and making(clause, at) is None:
            found.append(on(atom.when))
        for level in atom.of("level"):
            found.append(has_level(reading, level))
        if "say" in atom.of("reaction"):
            found.append(lambda event: event.kind in ("state", "search"))
    return found


def has_rating(reading: Reading, amount: Amount) -> Test:
    scale = reading.facts.evidence.scale
    return lambda event: (
        event.kind == "rating" and amount.holds(event.value, scale[1] if scale else None)
    )


def has_level(reading: Reading, level: str) -> Test:
    evidence = reading.facts.evidence

    def test(event: CitedEvent) -> bool:
        place = evidence.liking(event) if event.kind == "rating" else None
        if place is None:
            return False
        return {"top": place == 1.0, "high": place >= LIKED, "low": place <= DISLIKED}[level]

    return test


def on(when: PartialDate) -> Test:
    return lambda event: when.holds(event.at)

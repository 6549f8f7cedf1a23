"""Claims about what things are: their topics, and what kind of thing they are."""

from __future__ import annotations

from collections.abc import Iterator

from whyrec.evals.grounding._claim import claim
from whyrec.evals.grounding._clauses import Clause, in_set
from whyrec.evals.grounding._described import described
from whyrec.evals.grounding._events_meant import counted_events
from whyrec.evals.grounding._facts import Thing
from whyrec.evals.grounding._owners import Reading, named
from whyrec.evals.grounding._verdict import Claim


def topics(reading: Reading) -> Iterator[Claim]:
    """A topic must be one of each thing it is said of, or else of anything in the evidence."""
    for number, clause, at, atom in reading.places():
        said = atom.of("topic")
        if not said:
            continue
        owners = described(reading, number, at)
        if owners and _denied(clause, at):
            right = not any(said & thing.topics for o in owners for thing in o.things)
            right = right and bool(said & reading.facts.topics)
            yield claim("topic", atom, right, f"no topic of {named(owners)}")
        elif owners:
            right = all(any(said & thing.topics for thing in o.things) for o in owners)
            yield claim("topic", atom, right, f"topic of {named(owners)}")
        elif counted := _counted(reading, number, at):
            right = all(said & thing.topics for thing in counted)
            yield claim("topic", atom, right, "topic of the events counted")
        else:
            yield claim("topic", atom, bool(said & reading.facts.topics), "topic of the evidence")


def domains(reading: Reading) -> Iterator[Claim]:
    """Things must be called what they are: no game is a film."""
    evidence = reading.facts.evidence
    known = {item.domain for item in (evidence.item, *evidence.items.values())}
    for _number, _clause, _at, atom in reading.places():
        said = atom.of("domain")
        if said and not atom.of("topic"):
            yield claim("topic", atom, bool(said & known), "kind of the item")


def _denied(clause: Clause, at: int) -> bool:
    """Whether a topic is denied: it is no comedy."""
    lead = [a.key for a in clause.atoms[max(0, at - 2) : at]]
    return lead[-1:] in (["no"], ["not"], ["不是"]) or lead[-2:] in (["not", "a"], ["not", "an"])


def _counted(reading: Reading, number: int, at: int) -> list[Thing]:
    """The things that "all three albums are" says a topic of."""
    clause = reading.clauses[number]
    verbs = [i for i, a in enumerate(clause.atoms[:at]) if in_set(a, "copula") and a.key != "s"]
    for place, atom in enumerate(clause.atoms[: verbs[-1]] if verbs else ()):
        events = counted_events(reading, number, place) if atom.kind == "number" else None
        if events is not None:
            cited = {event.event_id for event in events}
            return [
                thing
                for thing in reading.facts.event_things
                if any(event.event_id in cited for event in thing.events)
            ]
    return []

"""Claims about what the user did with things, and what they like."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from whyrec.domain import CitedEvent
from whyrec.evals.grounding._atoms import Atom
from whyrec.evals.grounding._claim import claim
from whyrec.evals.grounding._clauses import Clause, in_set, is_title
from whyrec.evals.grounding._events_meant import DISLIKED, LIKED, LOVED, counted_in
from whyrec.evals.grounding._facts import Facts
from whyrec.evals.grounding._owners import Reading, events_of, named
from whyrec.evals.grounding._verdict import Claim

_SEEN = ("rating", "view", "like", "dislike")
_KINDS = {
    "rate": ("rating",),
    "see": _SEEN,
    "view": ("view", "click"),
    "buy": ("purchase",),
    "share": ("share",),
    "skip": ("skip",),
    "dismiss": ("dismiss",),
    "say": ("state", "search"),
    "more": ("state", "search"),
}
_SAID = frozenset({"say", "more"})
_FELT = frozenset({"like", "love", "dislike", "no dislike"})
_OPPOSITE = {"like": "dislike", "love": "dislike", "dislike": "no dislike"}
_AMONG_OTHERS = frozenset({"similar_people_or_popular"})


def reactions(reading: Reading) -> Iterator[Claim]:
    """Each thing the user is said to have done must be an event of each thing it was done with."""
    for number, clause, at, atom in reading.places():
        said = _reaction(clause, at)
        if said is None:
            continue
        if said == "against":
            topics = _topics(clause, at)
            right = all(_taste(reading.facts, "dislike", topic) for topic in topics)
            disliked = reading.facts.evidence.polarity == "dislike"
            yield claim("reaction", atom, right and disliked, "a dislike")
            continue
        owners = _objects(reading, number, at)
        if said in _SAID:
            owners = tuple(owner for owner in owners if owner.kind == "quote")
        test = _done(reading.facts, said)
        if said in _SAID and not owners:
            right = any(map(test, reading.facts.evidence.events))
            # Who wants no more of something has not asked for more.
            right &= said == "say" or reading.facts.evidence.polarity == "like"
            yield claim("reaction", atom, right, "the user's words")
        elif owners:
            right = all(any(map(test, events_of(owner))) for owner in owners)
            yield claim("reaction", atom, right, f"event of {named(owners)}")
        elif said in _FELT:
            topics = _topics(clause, at)
            right = all(_taste(reading.facts, said, topic) for topic in topics)
            yield claim("reaction", atom, right, "interest or events of the topic")
        else:
            yield claim("reaction", atom, _by_count(reading, number, test), "some cited event")


def _reaction(clause: Clause, at: int) -> str | None:
    """What the user is said to have done at a place, turned round by a negation."""
    atom = clause.atoms[at]
    plain, base = atom.of("reaction"), atom.of("base")
    before = _between(clause, at)
    said = next(iter(plain), None)
    if said is None and base and before is not None:
        said = next(iter(base))
    if said is None:
        return None
    lead = before if before is not None else list(clause.atoms[max(0, at - 2) : at])
    if any(in_set(a, "hedges") for a in lead):
        return None
    if any(a.of("ground") & _AMONG_OTHERS for a in clause.atoms[:at]) and before is None:
        return None
    if any(in_set(a, "negations") for a in lead):
        return _OPPOSITE.get(said, f"not {said}")
    return said


def _between(clause: Clause, at: int) -> list[Atom] | None:
    """What stands between "you" and a verb, and the "if" before; None without a "you"."""
    found: list[Atom] = []
    for place in range(at - 1, max(-1, at - 7), -1):
        atom = clause.atoms[place]
        if in_set(atom, "you"):
            before = [a for a in clause.atoms[max(0, place - 2) : place] if in_set(a, "hedges")]
            return found + [a for a in before if a.key in ("if", "whether", "hope", "如果", "要是")]
        if not any(in_set(atom, s) for s in ("adverbs", "hedges", "negations")):
            return None
        found.append(atom)
    return None


def _objects(reading: Reading, number: int, at: int) -> tuple[Atom, ...]:
    """The titles that a verb is about."""
    clause = reading.clauses[number]
    row = clause.atoms
    verb = row[at]
    after = clause.after(at)
    limit = next((i for i in range(at + 1, len(row)) if _reaction(clause, i) is not None), len(row))
    ahead = tuple(i for i in clause.chain(after) if i < limit)
    if at + 1 < len(row) and row[at + 1].key == "的" and after:
        return (row[after[0]],)
    start = next((i for i in range(at - 1, max(-1, at - 7), -1) if in_set(row[i], "you")), at)
    lead = row[start - 1] if start else None
    behind = tuple(i for i in clause.before(at) if i < at)
    touching = bool(ahead) and not any(
        a.kind not in ("number", "rating") and not _light(a) for a in row[at + 1 : ahead[0]]
    )
    relative = lead is not None and behind and _relative(clause, start)
    if lead is not None and relative and not (lead.key == "that" and touching):
        return tuple(row[i] for i in behind)
    if ahead and (touching or not _crosses(clause, at, ahead[0])):
        return tuple(row[i] for i in ahead)
    following = row[at + 1] if at + 1 < len(row) else None
    later = [a.key for a in row[at + 1 : at + 5]]
    if following is not None and (
        following.key in ("it", "它") or {"them", "both", "它们"} & {*later}
    ):
        return reading.previous(number, many=following.key not in ("it", "它"))
    if lead is not None and in_set(lead, "relative") and not behind and not _topics(clause, at):
        return reading.previous(number)
    if start == at and behind and verb.of("reaction"):
        return tuple(row[i] for i in behind)
    return ()


def _light(atom: Atom) -> bool:
    return atom.key in (
        "the",
        "a",
        "an",
        "both",
        "了",
        "上",
        "(",
        "film",
        "movie",
        "for",
        "to",
        "of",
    )


def _crosses(clause: Clause, at: int, to: int) -> bool:
    """Whether another verb stands between a verb and a title."""
    between = clause.atoms[at + 1 : to]
    return any(
        in_set(a, "finite") or in_set(a, "modal") or a.key == "look at" for a in between
    ) or (
        any(a.kind == "mark" and a.quote == "," for a in between)
        and not any(a.kind in ("number",) or a.of("topic") for a in between)
    )


def _relative(clause: Clause, start: int) -> bool:
    """Whether "you" begins a relative clause: Heat, which you liked; a thriller you rated."""
    if not start:
        return False
    lead = clause.atoms[start - 1]
    if in_set(lead, "relative"):
        return True
    return is_title(lead) or bool(lead.of("topic")) or bool(lead.of("domain"))


def _topics(clause: Clause, at: int) -> list[Atom]:
    """The topics that a liking is about: those behind the verb, or else before it."""
    row = clause.atoms
    behind: list[Atom] = []
    for atom in row[at + 1 :]:
        if is_title(atom) or in_set(atom, "finite"):
            break
        if atom.of("topic"):
            behind.append(atom)
    return behind or [a for a in row[:at] if a.of("topic")]


def _done(facts: Facts, said: str) -> Callable[[CitedEvent], bool]:
    """Whether an event is what is said to have been done."""

    def test(event: CitedEvent) -> bool:
        if said in _KINDS:
            return event.kind in _KINDS[said]
        place = facts.evidence.liking(event)
        if place is None:
            return False
        return {
            "like": place >= LIKED,
            "love": place >= LOVED,
            "dislike": place <= DISLIKED,
            "no dislike": place > DISLIKED,
        }.get(said, False)

    return test


def _taste(facts: Facts, said: str, topic: Atom) -> bool:
    """Whether the interest, or events of a topic, show a liking or a dislike of it."""
    for_it = said != "dislike"
    same = (facts.evidence.polarity == "like") == for_it
    if topic.of("topic") & facts.liked:
        return same
    test = _done(facts, said)
    return any(
        topic.of("topic") & thing.topics and any(map(test, thing.events))
        for thing in facts.event_things
    )


def _by_count(reading: Reading, number: int, test: Callable[[CitedEvent], bool]) -> bool:
    counted = counted_in(reading, number)
    if counted is not None:
        return all(map(test, counted))
    return any(map(test, reading.facts.evidence.events))

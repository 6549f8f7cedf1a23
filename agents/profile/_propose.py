"""Code proposes: what the new events could mean, each proposal with its evidence.

Two things are mined. *Matches*: new events near an interest that is there already. *Additions*:
facets and pairs of facets that stand out in the latest events.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from whyrec.agents.profile._facts import EventFacts, Lexicon, Vector, cosine
from whyrec.domain import Facet, Interest, Polarity, Profile

MAX_MATCHES = 3
"""An event is shared among at most this many interests."""
MAX_ADDITIONS = 3
"""New interests proposed a call: each may cost a model call."""
MIN_GAIN = 6.0
"""Least support × log2(lift), in bits, of an addition."""
MIN_SUPPORT = 3
NEAR = 0.45
"""Least cosine at which an event without common facets counts as near an interest."""
OVERLAP = 0.45
"""An addition whose events overlap more (Jaccard) with another's, or a living interest's, is the
same thing twice."""
TWINS = 0.75
"""Interests whose evidence overlaps more (Jaccard) are proposed for a merge."""


@dataclass(frozen=True)
class Addition:
    """A new interest, not yet named."""

    polarity: Polarity
    facets: frozenset[Facet]
    events: tuple[EventFacts, ...]
    """Those that agree with it, in time order."""
    contrary: tuple[EventFacts, ...]
    """Those about the same facets that do not: evidence too, so that its strength is the sum."""
    gain: float
    """Support × log2(lift over what is usual), in bits."""


def side_of(signal: float) -> Polarity:
    """The polarity an event speaks for; no sign counts as a like: it was chosen, after all."""
    return "dislike" if signal < 0 else "like"


def matches(
    facts: EventFacts, profile: Profile, vectors: Mapping[str, Vector]
) -> list[tuple[Interest, float]]:
    """The interests an event is evidence for, with its weight for each.

    An interest is near when the item has all its facets; without facets on either side, when the
    embeddings are close. Interests that agree with the event's sign come first; only when there is
    none does the event go, as a contradiction, to those of the other sign. What the user said in
    words overrules what events suggest: an event against it is evidence there and nowhere else.

    Args:
        facts: The event.
        profile: The profile so far; retired interests can match and so come back.
        vectors: Embedding of each interest's label and facets, by interest id.

    Returns:
        At most `MAX_MATCHES` pairs, most specific first; the weights sum to 1. Empty when nothing
        is near.
    """
    near: list[tuple[Interest, float]] = []
    held = {i.facet_set() for i in profile.living if i.domain is None}
    for interest in profile.interests:
        about = interest.facet_set()
        if not interest.covers(facts.item.domain if facts.item else None):
            continue
        if interest.retired_at is not None and about in held:
            continue  # it must not come back beside its own opposite
        closeness = cosine(facts.vector, vectors.get(interest.id))
        if about and facts.facets:
            if about <= facts.facets:
                near.append((interest, len(about) + closeness))
        elif closeness >= NEAR:
            near.append((interest, closeness))
    polarity = side_of(facts.signal)
    against = [n[0] for n in near if _overrules(n[0], polarity)]
    if against:
        return [(interest, 1 / len(against)) for interest in against[:MAX_MATCHES]]
    agreeing = [n for n in near if n[0].polarity == polarity]
    # Nobody minds an era as such: a bad film of the 1980s is no word against the 1980s.
    pool = agreeing or [
        n for n in near if n[0].retired_at is None and not only_era(n[0].facet_set())
    ]
    living = [n for n in pool if n[0].retired_at is None] or pool
    living.sort(key=lambda n: (-n[1], n[0].id))
    chosen = living[:MAX_MATCHES]
    return [(interest, 1 / len(chosen)) for interest, _ in chosen]


def additions(
    batch: Sequence[EventFacts],
    earlier: Sequence[EventFacts],
    profile: Profile,
    lexicon: Lexicon,
) -> list[Addition]:
    """New interests the batch speaks for, best first, at most `MAX_ADDITIONS`.

    What two events share is rarely seen when they come one by one, so the batch is looked at
    together with the events just before it. A facet, or a pair of them, is liked or disliked as all
    the events that carry it sum up; of those that agree, some must be new.

    The gain of n agreeing events among N of their sign is
    ``n · log2(((n + ½) / (N + 1)) / usual)``: many events, and more than was to be expected. For a
    like, the catalogue tells what is usual, for a dislike the user's own choice: who takes only
    thrillers will dislike some of them.

    Args:
        batch: The new events.
        earlier: Those before them, in time order; how many is the caller's choice.
        profile: The profile so far.
        lexicon: Facets of the catalogue.
    """
    events = [f for f in (*earlier, *batch) if f.facets]
    new = {f.id for f in batch}
    signed = Counter(side_of(f.signal) for f in events)
    # The other polarity's too: events against an interest weaken it before they found its opposite.
    taken: dict[frozenset[Facet], set[str | None]] = {}
    for interest in profile.living:
        taken.setdefault(interest.facet_set(), set()).add(interest.domain)
    said = [i for i in profile.living if i.origin == "stated"]
    support: dict[frozenset[Facet], list[EventFacts]] = {}
    for facts in events:
        for group in _groups(facts.facets):
            support.setdefault(group, []).append(facts)
    found: list[Addition] = []
    for facets, members in support.items():
        if len(members) < MIN_SUPPORT or _held(members, taken.get(facets, ())):
            continue
        polarity = side_of(sum(f.signal for f in members))
        agreeing = [f for f in members if side_of(f.signal) == polarity]
        if len(agreeing) < MIN_SUPPORT or new.isdisjoint(f.id for f in agreeing):
            continue
        if any(_overrules(i, polarity) and i.facet_set() <= facets for i in said):
            continue
        if polarity == "like":
            usual = lexicon.base_rate(facets)
        elif only_era(facets):
            continue  # nobody minds an era as such
        else:
            usual = (len(members) + 0.5) / (len(events) + 1)
        lift = (len(agreeing) + 0.5) / (signed[polarity] + 1) / usual
        gain = len(agreeing) * math.log2(lift) if lift > 1 else 0.0
        if gain >= MIN_GAIN:
            contrary = [f for f in members if side_of(f.signal) != polarity]
            found.append(Addition(polarity, facets, tuple(agreeing), tuple(contrary), gain))
    # Of what is equally well shown, the plainest is said: a genre sooner than an era or a pair.
    found.sort(key=lambda a: (-a.gain, only_era(a.facets), len(a.facets), sorted(a.facets)))
    chosen: list[Addition] = []
    known = [{e.event_id for e in i.evidence if not e.carried} for i in profile.living]
    for addition in found:
        ids = {f.id for f in addition.events}
        if all(_jaccard(ids, others) <= OVERLAP for others in known):
            chosen.append(addition)
            known.append(ids)
    return chosen[:MAX_ADDITIONS]


@lru_cache(maxsize=16_384)
def _groups(facets: frozenset[Facet]) -> tuple[frozenset[Facet], ...]:
    """Facets alone and in pairs; asked for with every event on an item."""
    return tuple(frozenset(group) for size in (1, 2) for group in combinations(facets, size))


def leftover(facts: EventFacts, lexicon: Lexicon) -> frozenset[Facet]:
    """The facet a lonely event founds a new interest on: its rarest that is no lone oddity.

    Empty for an event without facets, which then goes to the unsorted.
    """
    plain = [f for f in facts.facets if f.name != "decade"] or list(facts.facets)
    common = [f for f in plain if len(lexicon.carriers.get(f, ())) >= 3] or plain
    if not common:
        return frozenset()
    return frozenset({min(common, key=lambda f: (len(lexicon.carriers.get(f, ())), f))})


def twins(profile: Profile) -> tuple[Interest, Interest] | None:
    """Two living interests that look like one: (the one to stay, the one to go), or None."""
    for a, b in combinations(profile.living, 2):
        if _kind(a) != _kind(b):
            continue
        ids_a = {e.event_id for e in a.evidence if not e.carried}
        ids_b = {e.event_id for e in b.evidence if not e.carried}
        alike = len(ids_a | ids_b) >= 4 and _jaccard(ids_a, ids_b) >= TWINS
        if alike or (a.facets and a.facet_set() == b.facet_set()):
            return (a, b) if len(ids_a) >= len(ids_b) else (b, a)
    return None


def _held(members: Sequence[EventFacts], domains: Collection[str | None]) -> bool:
    """Whether interests in just these facets, each of a domain or of any, hold all events."""
    return None in domains or (
        bool(domains) and all(f.item is not None and f.item.domain in domains for f in members)
    )


def _kind(interest: Interest) -> tuple[object, ...]:
    """What twins have in common."""
    return interest.polarity, interest.origin, interest.gradual, interest.domain


def _overrules(interest: Interest, polarity: Polarity) -> bool:
    """Whether the user said the opposite in words."""
    return (
        interest.origin == "stated"
        and interest.retired_at is None
        and interest.polarity != polarity
    )


def only_era(facets: frozenset[Facet]) -> bool:
    """Whether facets name a decade and nothing else: it holds a bit of everything."""
    return bool(facets) and all(f.name == "decade" for f in facets)


def _jaccard(a: set[str], b: set[str]) -> float:
    return len(a & b) / len(a | b) if a or b else 0.0

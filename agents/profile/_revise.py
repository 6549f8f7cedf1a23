"""One patch from one batch of events: proposals, the model's part, the gate, the assignment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import numpy as np

from whyrec.agents.embeddings import Embedder
from whyrec.agents.gate import TitleIndex, TopicIndex
from whyrec.agents.profile import _compose as compose
from whyrec.agents.profile._apply import apply_one
from whyrec.agents.profile._facts import EventFacts, Lexicon, Vector, as_vector
from whyrec.agents.profile._gate import GateContext, admit
from whyrec.agents.profile._measure import TRANSFERRED, carried_weight, strengths
from whyrec.agents.profile._naming import Namer
from whyrec.agents.profile._propose import (
    Addition,
    additions,
    leftover,
    matches,
    only_era,
    side_of,
    twins,
)
from whyrec.agents.profile._time import EventSignal
from whyrec.domain import (
    Add,
    Evidence,
    Facet,
    Interest,
    Merge,
    Operation,
    Patch,
    Polarity,
    Profile,
    Provenance,
    Reinforce,
    Rejection,
    Retire,
    Summarize,
    Weaken,
)
from whyrec.settings import ProfileSettings

UNCONFIRMED = 1 / 16
"""What is left of a carried interest that nothing confirmed when it is retired."""


class Draft:
    """A patch in the making, with the profile as its operations so far leave it.

    Args:
        parent: The profile the patch is for.
        at: The moment of the patch.
        context: What the gate checks operations against.
    """

    def __init__(self, parent: Profile, at: datetime, context: GateContext) -> None:
        self.parent = parent
        self.at = at
        self.context = context
        self.operations: list[Operation] = []
        self.rejected: list[Rejection] = []
        self.profile = parent
        """The parent with the accepted operations applied; its version stays the parent's."""

    def patch(self, provenance: Provenance) -> Patch:
        """The patch as it stands."""
        return Patch(operations=tuple(self.operations), at=self.at, provenance=provenance)

    def take(self, operation: Operation) -> None:
        """Take in an operation of code's own, which needs no gate."""
        self.operations.append(operation)
        self.profile = apply_one(self.profile, operation, self.at)

    def offer(self, operation: Operation) -> bool:
        """Take an operation in if it passes the gate; count it as rejected if not."""
        rejection = admit(operation, self.profile, self.context)
        if rejection is None:
            self.take(operation)
            return True
        self.rejected.append(rejection)
        return False

    def next_id(self) -> str:
        """Id of the next interest to be born."""
        adds = sum(isinstance(o, Add) for o in self.operations)
        return f"i{self.parent.born + adds + 1}"

    def sorted_in(self) -> set[str]:
        """Events that the accepted operations took in; an era alone is no place for one."""
        return {
            e.event_id
            for o in self.operations
            if isinstance(o, Add | Reinforce | Weaken)
            and not (isinstance(o, Add) and only_era(_facets(o)))
            for e in o.evidence
        }

    def born_of(self, event_id: str) -> set[str]:
        """Interests that this patch founds on an event."""
        return {
            o.interest
            for o in self.operations
            if isinstance(o, Add) and any(e.event_id == event_id for e in o.evidence)
        }


class InterestVectors:
    """Embeddings of interests, by what they say; kept between updates."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._known: dict[str, Vector] = {}

    async def of(self, interests: Sequence[Interest]) -> dict[str, Vector]:
        """Vector of each interest by its id, shape (d,), L2-normalised."""
        texts = {i.id: self._text(i) for i in interests}
        missing = sorted(set(texts.values()) - self._known.keys())
        if missing:
            rows = await self._embedder.embed(missing)
            self._known |= {t: as_vector(r) for t, r in zip(missing, np.asarray(rows), strict=True)}
        return {i: self._known[t] for i, t in texts.items()}

    @staticmethod
    def _text(interest: Interest) -> str:
        return f"{interest.label} {' '.join(f.value for f in sorted(interest.facet_set()))}"


async def revise(
    parent: Profile,
    batch: Sequence[EventFacts],
    earlier: Sequence[EventFacts] = (),
    *,
    lexicon: Lexicon,
    titles: TitleIndex,
    topics: TopicIndex,
    namer: Namer,
    vectors: InterestVectors,
    signals: Mapping[str, EventSignal],
    settings: ProfileSettings,
    domain: str,
) -> tuple[Patch, tuple[Rejection, ...]]:
    """Make the patch that takes a batch of events in.

    Every event of the batch is evidence of some interest afterwards, whatever the model did.

    Args:
        parent: The profile the patch is for.
        batch: New events in time order, at least one.
        earlier: Events just before them, which may found a new interest together with them.
        lexicon: Facets of the catalogue.
        titles: Titles of the catalogue, for the gate.
        topics: Facets of the catalogue, for the gate.
        namer: Asks the model, as far as its card allows.
        vectors: Embeddings of interests.
        signals: Every event that the profile rests on and those of the batch, in time order, to
            tell the faintest interest.
        settings: Limits and half-lives.
        domain: What the items are called in labels composed by code.

    Returns:
        The patch and what the gate refused.
    """
    facts = {f.id: f for f in (*earlier, *batch)}
    at = max(f.event.at for f in batch)
    draft = Draft(parent, at, GateContext(facts, titles, topics, namer.instructions()))
    proposals = additions(batch, earlier, parent, lexicon)
    await namer.patch(draft, batch, proposals)
    if namer.mode != "free" or namer.degraded:
        await _add(draft, proposals, namer, domain)
    await _assign(
        draft, [f for f in batch if f.id not in draft.sorted_in()], lexicon, vectors, domain
    )
    await _merge(draft, namer)
    # Late events do not turn back the clock: what came after them still counts.
    strength = strengths(draft.profile, signals, max(at, parent.as_of or at), settings)
    _retire(draft, strength, signals, settings)
    text = compose.summary(draft.profile, strength)
    if text != draft.profile.summary:
        draft.take(Summarize(text=text))
    return draft.patch(namer.provenance()), tuple(draft.rejected)


async def _add(draft: Draft, proposals: Sequence[Addition], namer: Namer, domain: str) -> None:
    names = await namer.names(proposals, draft)
    for proposal, named in zip(proposals, names, strict=True):
        composed = compose.label(proposal.facets, domain)
        # All of them also for the words: a later reaction to an item takes an earlier one back.
        events = (*proposal.events, *proposal.contrary)
        evidence = tuple(Evidence(event_id=f.id) for f in events)
        plain = Add(
            interest=draft.next_id(),
            label=composed,
            statement=compose.statement(composed, proposal.polarity, events),
            polarity=proposal.polarity,
            evidence=evidence,
            facets=tuple(str(f) for f in sorted(proposal.facets)),
        )
        if named is not None:
            better = plain.model_copy(
                update={
                    "label": named.label or composed,
                    "statement": named.statement,
                    "named_by": "model",
                }
            )
            passed = draft.offer(better)
            namer.tally(passed)
            if passed:
                continue
        draft.offer(plain)


async def _assign(
    draft: Draft,
    waiting: Sequence[EventFacts],
    lexicon: Lexicon,
    vectors: InterestVectors,
    domain: str,
) -> None:
    """Give every event that nothing cites yet to the nearest interest, or to a new one."""
    profile = draft.profile
    by_id = await vectors.of(profile.interests)
    gains: dict[tuple[str, type[Reinforce] | type[Weaken]], list[Evidence]] = {}
    lonely: dict[tuple[Polarity, frozenset[Facet]], list[EventFacts]] = {}
    for facts in waiting:
        near = matches(facts, profile, by_id)
        for interest, weight in near:
            agrees = side_of(facts.signal) == interest.polarity
            if interest.id in draft.born_of(facts.id):
                continue
            key = (interest.id, Reinforce if agrees else Weaken)
            gains.setdefault(key, []).append(Evidence(event_id=facts.id, weight=weight))
        sorted_in = [i for i, _ in near if only_era(facts.facets) or not only_era(i.facet_set())]
        if not sorted_in:
            founder = (side_of(facts.signal), leftover(facts, lexicon))
            lonely.setdefault(founder, []).append(facts)
    for (interest_id, kind), evidence in gains.items():
        target = draft.profile.interest(interest_id)
        assert target is not None
        if kind is Weaken:
            draft.take(Weaken(interest=interest_id, evidence=tuple(evidence)))
        else:
            _strengthen(draft, target, tuple(evidence))
    for (polarity, facets), members in lonely.items():
        _found(draft, polarity, facets, members, domain)


def _found(
    draft: Draft,
    polarity: Polarity,
    facets: frozenset[Facet],
    members: Sequence[EventFacts],
    domain: str,
) -> None:
    evidence = tuple(Evidence(event_id=f.id) for f in members)
    names = tuple(str(f) for f in sorted(facets))
    label = compose.label(facets, domain) if facets else compose.UNSORTED
    for interest in draft.profile.interests:
        if (
            interest.facets == names
            and interest.label == label
            and (interest.polarity == polarity or (facets and interest.retired_at is None))
        ):
            _strengthen(draft, interest, evidence, polarity)
            return
    text = compose.statement(label, polarity, members) if facets else "Nothing is known of these."
    draft.take(
        Add(
            interest=draft.next_id(),
            label=label,
            statement=text,
            polarity=polarity,
            evidence=evidence,
            facets=names,
        )
    )


def _strengthen(
    draft: Draft,
    interest: Interest,
    evidence: tuple[Evidence, ...],
    polarity: Polarity | None = None,
) -> None:
    """Give evidence of one polarity to an interest, or against its opposite where that lives."""
    side = polarity or interest.polarity
    for other in draft.profile.living:
        if other.facets and other.facets == interest.facets and other.polarity != side:
            draft.take(Weaken(interest=other.id, evidence=evidence))
            return
    draft.take(Reinforce(interest=interest.id, evidence=evidence))


async def _merge(draft: Draft, namer: Namer) -> None:
    pair = twins(draft.profile)
    if pair is not None and await namer.same(*pair, draft):
        draft.offer(Merge(into=pair[0].id, absorbed=pair[1].id))


def _retire(
    draft: Draft,
    strengths: Mapping[str, float],
    signals: Mapping[str, EventSignal],
    settings: ProfileSettings,
) -> None:
    """Retire what events have contradicted, and the faintest beyond what a profile may hold.

    What was carried over takes no place, and goes when nothing has confirmed it for long.
    """
    profile = draft.profile
    shown = [i for i in profile.living if not i.unconfirmed]
    observed = [i for i in shown if i.origin != "stated"]
    observed.sort(key=lambda i: (strengths[i.id], i.id))
    contradicted = [i for i in observed if strengths[i.id] == 0 and _opposed(i, signals)]
    excess = len(shown) - len(contradicted) - settings.max_interests
    faint = [i for i in observed if i not in contradicted][: max(excess, 0)]
    for interest in (i for i in profile.living if i.unconfirmed):
        if carried_weight(interest, draft.at, settings) < UNCONFIRMED * TRANSFERRED:
            draft.offer(Retire(interest=interest.id, reason="carried over and not confirmed"))
    for interest in contradicted:
        draft.offer(Retire(interest=interest.id, reason="events speak against it"))
    for interest in faint:
        draft.offer(Retire(interest=interest.id, reason="the faintest of too many"))


def _opposed(interest: Interest, signals: Mapping[str, EventSignal]) -> bool:
    """Whether some evidence speaks against an interest.

    A rating at the user's mean has no sign: it gives no strength, and takes none.
    """
    known = [signals[e.event_id].signal for e in interest.evidence if e.event_id in signals]
    side = 1 if interest.polarity == "like" else -1
    return any(side * signal < 0 for signal in known)


def _facets(operation: Add) -> frozenset[Facet]:
    return frozenset(Facet.parse(facet) for facet in operation.facets)

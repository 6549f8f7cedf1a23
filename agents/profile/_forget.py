"""A history rewritten as if some events had never been."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from whyrec.agents.gate import TitleIndex, TopicIndex
from whyrec.agents.profile import _compose as compose
from whyrec.agents.profile._apply import apply
from whyrec.agents.profile._facts import EventFacts, source_of
from whyrec.agents.profile._gate import GateContext, agrees_with_events, statement_problem
from whyrec.agents.profile._placeholders import cited_in
from whyrec.domain import (
    Add,
    Evidence,
    Facet,
    KeepNote,
    Merge,
    Operation,
    Patch,
    Profile,
    Reinforce,
    Rejection,
    Retire,
    Rewrite,
    Summarize,
    Weaken,
)
from whyrec.errors import ConflictError


def mentions(patch: Patch, rejected: Sequence[Rejection], event_ids: AbstractSet[str]) -> bool:
    """Whether a stored patch or its rejections name any of some events."""
    named = {e for operation in patch.operations for e in _named(operation)}
    named.update(e for r in rejected for e in r.event_ids)
    return not named.isdisjoint(event_ids)


def _named(operation: Operation) -> set[str]:
    match operation:
        case Add():
            return {e.event_id for e in operation.evidence} | cited_in(operation.statement)
        case Reinforce() | Weaken():
            return {e.event_id for e in operation.evidence}
        case Rewrite():
            return {*operation.evidence, *cited_in(operation.statement)}
        case Retire():
            return {operation.event_id} if operation.event_id else set()
        case KeepNote():
            return {operation.event_id}
        case Summarize():
            return set(cited_in(operation.text))
        case _:
            return set()


class Forgetting:
    """Takes events out of a user's patches, oldest first.

    Interests that rested on them alone, or on nothing else that speaks for them, were never born;
    whatever followed for them falls away, and the events that had followed wait for the next
    evolve. Words that rested on them among others go through the gate again on what remains, and
    are composed when they fail.

    Args:
        user_id: The user.
        event_ids: The events to forget.
        facts: The user's other events by id.
        titles: Titles of the catalogue.
        topics: Facets of the catalogue.
        domain: What items are called in labels.
    """

    def __init__(
        self,
        user_id: str,
        event_ids: AbstractSet[str],
        facts: Mapping[str, EventFacts],
        titles: TitleIndex,
        topics: TopicIndex,
        domain: str,
    ) -> None:
        self._events = event_ids
        self._facts = {k: f for k, f in facts.items() if k not in event_ids}
        self._titles = titles
        self._topics = topics
        self._domain = domain
        self._gone: set[str] = set()
        self._alias: dict[str, str] = {}
        self._touched = False
        self._versions = [Profile(user_id=user_id, version=0)]

    @property
    def head(self) -> Profile:
        """The last version of the history as rewritten so far."""
        return self._versions[-1]

    def rewrite(
        self, patch: Patch, rejected: Sequence[Rejection]
    ) -> tuple[Patch, tuple[Rejection, ...]]:
        """The patch without the events, and what may be kept of its rejections."""
        self._touched |= mentions(patch, rejected, self._events)
        older = {p.version: p for p in self._versions}
        kept: list[Operation] = []
        for operation in patch.operations:
            if isinstance(operation, Summarize) and self._touched:
                continue
            without = self._without(operation)
            if without is not None and self._fits([*kept, without], patch, older):
                kept.append(without)
        rewritten = patch.model_copy(update={"operations": tuple(kept)})
        if self._touched:
            profile = apply(self.head, rewritten, older)
            counts = {i.id: float(len(i.evidence)) for i in profile.living}
            text = compose.summary(profile, counts)
            if text != profile.summary:
                rewritten = rewritten.model_copy(
                    update={"operations": (*kept, Summarize(text=text))}
                )
        self._versions.append(apply(self.head, rewritten, older))
        # A reason may quote a draft that was written with the event in view, or a label that
        # rested on it.
        left = tuple(
            r.model_copy(update={"reason": ""}) if self._touched else r
            for r in rejected
            if self._events.isdisjoint(r.event_ids)
        )
        return rewritten, left

    def _fits(
        self, operations: list[Operation], patch: Patch, older: Mapping[int, Profile]
    ) -> bool:
        """Whether what is left can still be applied: its interest may be gone by another way."""
        if not self._touched:
            return True
        try:
            apply(self.head, patch.model_copy(update={"operations": tuple(operations)}), older)
        except ConflictError:
            return False
        return True

    def _without(self, operation: Operation) -> Operation | None:
        match operation:
            case Add():
                return self._add(operation)
            case Reinforce() | Weaken():
                evidence = self._left(operation.evidence)
                return self._on(operation.interest, evidence, operation, {"evidence": evidence})
            case Rewrite():
                return self._words(operation)
            case Merge():
                return self._merge(operation)
            case Retire():
                asked = operation.event_id not in self._events
                return self._on(operation.interest, asked, operation, {})
            case KeepNote():
                return None if operation.event_id in self._events else operation
            case _:
                return operation

    def _on(
        self,
        interest: str,
        keep: object,
        operation: Reinforce | Weaken | Retire,
        update: dict[str, object],
    ) -> Operation | None:
        target = self._alias.get(interest, interest)
        if not keep or target in self._gone:
            return None
        return operation.model_copy(update={"interest": target, **update})

    def _add(self, operation: Add) -> Operation | None:
        evidence = self._left(operation.evidence)
        if not evidence:
            self._gone.add(operation.interest)
            return None
        if len(evidence) == len(operation.evidence):
            return operation
        shorter = operation.model_copy(update={"evidence": evidence})
        if operation.origin == "stated":
            return shorter
        context = self._context(evidence)
        if agrees_with_events(shorter, self.head, context) is not None:
            self._gone.add(operation.interest)
            return None
        if statement_problem(shorter, self.head, context) is None:
            return shorter
        facets = tuple(Facet.parse(f) for f in operation.facets)
        label = compose.label(facets, self._domain)
        events = [self._facts[e.event_id] for e in evidence if e.event_id in self._facts]
        said = compose.statement(label, operation.polarity, events)
        if operation.origin == "transferred":
            label = compose.label(facets, operation.domain or self._domain)
            said = compose.carried_statement(source_of(events), events)
        return shorter.model_copy(
            update={
                "label": label,
                "statement": said,
                "named_by": "code",
            }
        )

    def _words(self, operation: Rewrite) -> Operation | None:
        target = self._alias.get(operation.interest, operation.interest)
        cited = tuple(e for e in operation.evidence if e not in self._events)
        if target in self._gone:
            return None
        shorter = operation.model_copy(update={"interest": target, "evidence": cited})
        if len(cited) == len(operation.evidence):
            return shorter
        evidence = tuple(Evidence(event_id=e) for e in cited)
        return shorter if cited and self._holds(shorter, evidence) else None

    def _merge(self, operation: Merge) -> Operation | None:
        into = self._alias.get(operation.into, operation.into)
        absorbed = self._alias.get(operation.absorbed, operation.absorbed)
        if absorbed in self._gone or absorbed == into:
            return None
        if into in self._gone:
            self._alias[operation.into] = absorbed
            return None
        return Merge(into=into, absorbed=absorbed)

    def _holds(self, operation: Add | Rewrite, evidence: tuple[Evidence, ...]) -> bool:
        return statement_problem(operation, self.head, self._context(evidence)) is None

    def _context(self, evidence: tuple[Evidence, ...]) -> GateContext:
        facts = {e.event_id: self._facts[e.event_id] for e in evidence if e.event_id in self._facts}
        return GateContext(facts, self._titles, self._topics)

    def _left(self, evidence: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
        return tuple(e for e in evidence if e.event_id not in self._events)

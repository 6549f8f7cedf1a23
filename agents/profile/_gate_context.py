"""What the gate holds an operation against, and the parts of an operation it looks at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from whyrec.agents.gate import TitleIndex, TopicIndex, item_names
from whyrec.agents.profile._facts import EventFacts
from whyrec.domain import Add, Facet, Operation, Profile, Reinforce, Rewrite, Weaken


@dataclass(frozen=True)
class GateContext:
    """What the operations of one call are checked against."""

    facts: Mapping[str, EventFacts]
    """The events of this call by id."""
    titles: TitleIndex
    topics: TopicIndex
    instructions: tuple[str, ...] = ()
    """What prompts say, so that their words are not taken for an answer."""

    def facets(self, event_ids: Iterable[str]) -> set[Facet]:
        """The facets of some events of this call: what may be said of them."""
        return {facet for found in self._known(event_ids) for facet in found.facets}

    def item_names(self, event_ids: Iterable[str]) -> set[str]:
        """What the items of some events of this call may be called."""
        domains = {f.item.domain for f in self._known(event_ids) if f.item is not None}
        return {name for domain in domains for name in item_names(domain)}

    def mood(self, event_ids: Iterable[str]) -> float:
        """Sum of the signals of some events of this call."""
        return sum(found.signal for found in self._known(event_ids))

    def _known(self, event_ids: Iterable[str]) -> list[EventFacts]:
        return [self.facts[e] for e in event_ids if e in self.facts]


def cited(operation: Operation) -> set[str]:
    """Ids of the events an operation rests on."""
    if isinstance(operation, Add | Reinforce | Weaken):
        return {e.event_id for e in operation.evidence}
    return set(operation.evidence) if isinstance(operation, Rewrite) else set()


def label_of(operation: Operation) -> str | None:
    """The label it gives an interest, if any."""
    return operation.label if isinstance(operation, Add | Rewrite) else None


def statement_of(operation: Operation) -> str | None:
    """The statement it gives an interest, if any."""
    return operation.statement if isinstance(operation, Add | Rewrite) else None


def by_model(operation: Operation) -> bool:
    """Whether a model wrote its words; else code put them together of facets."""
    return isinstance(operation, Add | Rewrite) and operation.named_by != "code"


def facets_of(operation: Operation, profile: Profile) -> tuple[str, ...]:
    """What the interest it is about is about."""
    if isinstance(operation, Add):
        return operation.facets
    interest = profile.interest(operation.interest) if isinstance(operation, Rewrite) else None
    return interest.facets if interest else ()

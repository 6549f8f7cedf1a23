"""Interests to expect in another domain, as a patch with origin ``transferred``."""

from __future__ import annotations

import asyncio
import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, create_model

from whyrec.agents.gate import TitleIndex, TopicIndex
from whyrec.agents.profile import _compose as compose
from whyrec.agents.profile._facts import EventFacts, source_of
from whyrec.agents.profile._gate import GateContext
from whyrec.agents.profile._naming import MAX_NAMED_EVENTS, InterestName, Namer
from whyrec.agents.profile._revise import Draft
from whyrec.agents.profile._wishlist import shown_event, stored
from whyrec.domain import (
    Add,
    Basis,
    Evidence,
    Facet,
    Patch,
    Profile,
    Rejection,
    Summarize,
)
from whyrec.prompts import get_prompt

MOST_EVENTS = 8
"""Events that a carried interest rests on, at most."""
MOST_LIFT = 8.0
"""How many times its usual share a topic counts as expected at, at most."""
MOST_OFFERED = 40
"""Topics that a free model may choose further ones from."""
_GUESSED_LIFT = 1.5
"""What a topic counts as that the model alone expects."""


@dataclass(frozen=True)
class Carried:
    """An interest to expect in another domain, not yet named."""

    topic: Facet
    """What it is about there."""
    lift: float
    """How many times the usual it is expected, > 1."""
    led_by: tuple[Facet, ...]
    """Topics of the domain it comes from."""
    events: tuple[EventFacts, ...]
    """Liked ones there, the most telling first, at least one."""
    basis: Basis


def weight_of(lift: float) -> float:
    """A lift as the weight of evidence: ``log lift / log 8``, (0, 1]."""
    return min(1.0, max(0.01, math.log(lift) / math.log(MOST_LIFT)))


def lift_of(weight: float) -> float:
    """The way back: ``8 ^ weight``, [1, 8]."""
    return float(MOST_LIFT**weight)


def telling(
    led_by: Sequence[Facet], liked: Sequence[EventFacts], most: int = MOST_EVENTS
) -> tuple[EventFacts, ...]:
    """The liked events that show any of some topics: those of more of them first, then the newest.

    Args:
        led_by: The topics.
        liked: Events in time order.
        most: At most so many.
    """
    about = set(led_by)
    shown = [(len(f.facets & about), place) for place, f in enumerate(liked) if f.facets & about]
    return tuple(liked[place] for _, place in sorted(shown, reverse=True)[:most])


def open_for(head: Profile, topic: Facet, domain: str) -> bool:
    """Whether a topic may be carried over to a domain.

    It may not where an interest or a dislike holds it already, and not a second time once it was
    retired without being confirmed.
    """
    about = frozenset({topic})
    for interest in head.interests:
        same = interest.facet_set() == about and interest.domain in (None, domain)
        if same and (interest.retired_at is None or interest.origin == "transferred"):
            return False
        unwanted = interest.retired_at is None and interest.polarity == "dislike"
        if unwanted and interest.facet_set() <= about and interest.facets:
            return False
    return True


async def carry_over(
    head: Profile,
    proposals: Sequence[Carried],
    *,
    target: str,
    at: datetime,
    offered: Sequence[Facet] = (),
    liked: Sequence[EventFacts] = (),
    namer: Namer,
    titles: TitleIndex,
    topics: TopicIndex,
    strengths: Mapping[str, float],
) -> tuple[Patch, tuple[Rejection, ...]]:
    """Make the patch that expects interests in another domain.

    Which topics are expected is decided by code. A model names them as far as its card allows; a
    free one may choose up to two further topics among those offered, for which the interest says
    ``basis: model``.

    Args:
        head: The profile the patch is for.
        proposals: What is expected.
        target: The domain it is expected in.
        at: The moment of the patch.
        offered: Topics of the target, the most usual first.
        liked: The user's liked events elsewhere, in time order.
        namer: Asks the model.
        titles: Titles of the catalogue, for the gate.
        topics: Facets of the catalogue, for the gate.
        strengths: Of the living interests, to order the summary by.

    Returns:
        The patch, without operations where nothing is expected; and what the gate refused.
    """
    namer.begin()
    instructions = (get_prompt("transfer").source,) if namer.names_interests else ()
    facts = {f.id: f for f in liked} | {f.id: f for p in proposals for f in p.events}
    draft = Draft(head, at, GateContext(facts, titles, topics, instructions))
    proposals = [*proposals, *await _further(proposals, offered, liked, head, target, namer)]
    named = await asyncio.gather(*(_name(p, target, draft, namer) for p in proposals))
    for proposal, name in zip(proposals, named, strict=True):
        _offer(draft, proposal, name, target, namer)
    if not draft.operations:
        return draft.patch(namer.provenance()), tuple(draft.rejected)
    counts = {i.id: strengths.get(i.id, 0.0) for i in draft.profile.living}
    text = compose.summary(draft.profile, counts)
    if text != head.summary:
        draft.take(Summarize(text=text))
    made = namer.provenance().model_copy(update={"mode": "transfer"})
    return draft.patch(made), tuple(draft.rejected)


def _offer(
    draft: Draft, proposal: Carried, name: InterestName | None, target: str, namer: Namer
) -> None:
    label = compose.label((proposal.topic,), target)
    weight = weight_of(proposal.lift)
    plain = Add(
        interest=draft.next_id(),
        label=label,
        statement=compose.carried_statement(source_of(proposal.events), proposal.events),
        polarity="like",
        evidence=tuple(
            Evidence(event_id=f.id, weight=weight, carried=True) for f in proposal.events
        ),
        facets=(str(proposal.topic),),
        origin="transferred",
        domain=target,
        basis=proposal.basis,
    )
    if name is not None:
        ids = {f"e{n}": f.id for n, f in enumerate(proposal.events[:MAX_NAMED_EVENTS], 1)}
        better = plain.model_copy(
            update={
                "label": name.label.strip(),
                "statement": stored(name.statement.strip(), ids),
                "named_by": "model",
            }
        )
        passed = draft.offer(better)
        namer.tally(passed)
        if passed:
            return
    draft.offer(plain)


async def _name(proposal: Carried, target: str, draft: Draft, namer: Namer) -> InterestName | None:
    if not namer.names_interests:
        return None
    shown = proposal.events[:MAX_NAMED_EVENTS]
    return await namer.ask(
        "transfer",
        InterestName,
        120,
        source=source_of(proposal.events),
        target=target,
        led_by=[f.value for f in proposal.led_by],
        facets=[proposal.topic.value],
        events=[shown_event(f, f"e{n}") for n, f in enumerate(shown, 1)],
        existing_labels=[i.label for i in draft.profile.living],
    )


async def _further(
    proposals: Sequence[Carried],
    offered: Sequence[Facet],
    liked: Sequence[EventFacts],
    head: Profile,
    target: str,
    namer: Namer,
) -> list[Carried]:
    """Up to two topics that a free model chooses among those of the target."""
    told = {p.topic for p in proposals}
    free = [f for f in offered if f not in told and open_for(head, f, target)][:MOST_OFFERED]
    by_value = {f.value: f for f in reversed(free)}
    shown = tuple(liked[-MOST_EVENTS:])
    if namer.mode != "free" or not namer.names_interests or not by_value or not shown:
        return []
    reply = await namer.ask(
        "transfer_topics",
        _topics_of(by_value),
        60,
        source=source_of(shown),
        target=target,
        liked=_most_common(liked),
        offered=list(by_value),
    )
    if reply is None:
        return []
    chosen: list[str] = getattr(reply, "topics")  # noqa: B009  # the type is made for this call
    return [
        Carried(by_value[value], _GUESSED_LIFT, (), shown, "model")
        for value in dict.fromkeys(chosen)
    ]


def _topics_of(values: Collection[str]) -> type[BaseModel]:
    create: Any = create_model
    topic: Any = Literal[tuple(values)]
    made: type[BaseModel] = create(
        "FurtherTopics",
        __config__=ConfigDict(extra="forbid"),
        topics=(list[topic], Field(max_length=2)),
    )
    return made


def _most_common(liked: Sequence[EventFacts], most: int = 8) -> list[str]:
    counted = Counter(f.value for facts in liked for f in sorted(facts.facets))
    return [value for value, _ in counted.most_common(most)]

"""Free mode: what the model is shown, the schema it must answer in, and the way back to real ids.

The ids in the schema are enums made for this one call: the model can name no event and no interest
that it was not shown.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, create_model

from whyrec.agents.profile._facts import EventFacts
from whyrec.agents.profile._placeholders import placeholder
from whyrec.agents.profile._propose import Addition
from whyrec.domain import (
    Add,
    Evidence,
    Facet,
    Interest,
    Merge,
    Operation,
    Profile,
    Reinforce,
    Retire,
    Rewrite,
    Weaken,
)

MAX_OPERATIONS = 6


@dataclass(frozen=True)
class Wishlist:
    """One call in free mode."""

    interests: Mapping[str, Interest]
    """Short id (i1) to the living interest it stands for."""
    events: Mapping[str, EventFacts]
    """Short id (e1) to the new event it stands for."""
    proposals: Sequence[Addition]
    schema: type[BaseModel]

    @classmethod
    def of(
        cls, profile: Profile, batch: Sequence[EventFacts], proposals: Sequence[Addition]
    ) -> Wishlist:
        """Number the living interests and the new events."""
        interests = {f"i{n}": i for n, i in enumerate(profile.living, 1)}
        events = {f"e{n}": f for n, f in enumerate(batch, 1)}
        return cls(interests, events, proposals, _schema(tuple(interests), tuple(events)))

    def inputs(self) -> dict[str, Any]:
        """What the prompt ``patch`` asks for."""
        short = {f.id: k for k, f in self.events.items()}
        return {
            "interests": [
                {
                    "id": k,
                    "polarity": i.polarity,
                    "label": i.label,
                    "facets": ", ".join(f.value for f in sorted(i.facet_set())),
                }
                for k, i in self.interests.items()
            ],
            "events": [shown_event(f, k) for k, f in self.events.items()],
            "proposals": [
                f"add {p.polarity} {', '.join(f.value for f in sorted(p.facets))}"
                f" from {', '.join(short[f.id] for f in p.events if f.id in short)}"
                for p in self.proposals
            ],
        }

    def operations(self, reply: Any, next_id: Callable[[], str]) -> Iterator[Operation]:
        """The reply as operations with real ids, in the order given, drawn one by one.

        Args:
            reply: An instance of `schema`.
            next_id: Gives the id for an ``add``. It counts what was accepted so far, so each
                operation must be offered before the next is drawn.
        """
        for wish in reply.operations:
            yield self._operation(wish, next_id)

    def _operation(self, wish: Any, next_id: Callable[[], str]) -> Operation:
        cited = tuple(
            Evidence(event_id=self.events[e].id)
            for e in dict.fromkeys(getattr(wish, "evidence", ()))
        )
        ids = {k: f.id for k, f in self.events.items()}
        target = self.interests[wish.interest].id if hasattr(wish, "interest") else ""
        match wish.op:
            case "add":
                common = frozenset[Facet].intersection(
                    *(self.events[e].facets for e in wish.evidence)
                )
                return Add(
                    interest=next_id(),
                    label=wish.label.strip(),
                    statement=stored(wish.statement.strip(), ids),
                    polarity=wish.polarity,
                    evidence=cited,
                    facets=tuple(str(f) for f in sorted(common)),
                    named_by="model",
                )
            case "reinforce":
                return Reinforce(interest=target, evidence=cited)
            case "weaken":
                return Weaken(interest=target, evidence=cited)
            case "rewrite":
                return Rewrite(
                    interest=target,
                    statement=stored(wish.statement.strip(), ids),
                    evidence=tuple(e.event_id for e in cited),
                )
            case "merge":
                return Merge(into=self.interests[wish.into].id, absorbed=target)
            case _:
                return Retire(interest=target, reason="no longer holds, in the model's judgement")


def shown_event(facts: EventFacts, short_id: str) -> dict[str, str]:
    """An event as prompts show it: short id, sign, title, facets, reaction and date."""
    event = facts.event
    return {
        "id": short_id,
        "sign": "-" if facts.signal < 0 else "+",
        "title": facts.title,
        "facets": ", ".join(f.value for f in sorted(facts.facets)),
        "reaction": f"rated {event.value:g}" if event.value is not None else event.kind,
        "when": f"{event.at.day} {event.at:%B %Y}",
    }


def stored(text: str, ids: Mapping[str, str]) -> str:
    """A text with the placeholders ``[e1]`` of a prompt as ``[event:ID]`` of the store."""
    for short, real in ids.items():
        text = text.replace(f"[{short}]", placeholder(real))
    return text


def _schema(interests: tuple[str, ...], events: tuple[str, ...]) -> type[BaseModel]:
    create: Any = create_model
    strict = ConfigDict(extra="forbid")
    event: Any = Literal[events]
    evidence = (Annotated[list[event], Field(min_length=1, max_length=8)], ...)
    statement = (Annotated[str, Field(max_length=240)], ...)
    shapes: dict[str, dict[str, Any]] = {
        "add": {
            "label": (Annotated[str, Field(max_length=60)], ...),
            "statement": statement,
            "polarity": (Literal["like", "dislike"], ...),
            "evidence": evidence,
        }
    }
    if interests:
        named = {"interest": (Literal[interests], ...)}
        shapes |= {
            "reinforce": named | {"evidence": evidence},
            "weaken": named | {"evidence": evidence},
            "rewrite": named | {"statement": statement, "evidence": evidence},
            "merge": named | {"into": (Literal[interests], ...)},
            "retire": named,
        }
    kinds = [
        create(f"{op.capitalize()}Wish", __config__=strict, op=(Literal[op], ...), **fields)
        for op, fields in shapes.items()
    ]
    wish: Any = functools.reduce(operator.or_, kinds)
    draft: type[BaseModel] = create(
        "DraftPatch",
        __config__=strict,
        operations=(Annotated[list[wish], Field(max_length=MAX_OPERATIONS)], ...),
    )
    return draft

"""What an operation must satisfy to enter a profile. One rule a function, named in the rejection.

Whatever fails is dropped and counted, never repaired by guessing. Here are the rules on what an
operation does; those on its words are in ``_gate_words``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from whyrec.agents.profile import _gate_words as words
from whyrec.agents.profile._gate_context import GateContext, cited
from whyrec.domain import (
    Add,
    Merge,
    Operation,
    Profile,
    Reinforce,
    Rejection,
    Retire,
    Rewrite,
    Weaken,
)

__all__ = ["RULES", "WORD_RULES", "GateContext", "Rule", "admit", "statement_problem"]

Rule = Callable[[Operation, Profile, GateContext], str | None]
"""Returns what is wrong, or None."""


def admit(operation: Operation, profile: Profile, context: GateContext) -> Rejection | None:
    """Check an operation against every rule.

    Args:
        operation: As code or the model proposes it, with real ids.
        profile: The profile with the operations accepted before this one.
        context: Events and titles.

    Returns:
        None when it may enter; else the first rule it breaks.
    """
    for name, rule in RULES.items():
        reason = rule(operation, profile, context)
        if reason is not None:
            return Rejection(
                rule=name,
                operation=operation.op,
                reason=reason[:200],
                event_ids=tuple(sorted(cited(operation))),
            )
    return None


def statement_problem(operation: Operation, profile: Profile, context: GateContext) -> str | None:
    """Check the words of an operation alone, as when an event they cited is forgotten."""
    for rule in WORD_RULES:
        reason = rule(operation, profile, context)
        if reason is not None:
            return reason
    return None


def names_living_interest(
    operation: Operation, profile: Profile, context: GateContext
) -> str | None:
    """Every interest it names is there."""
    named: tuple[str, ...] = ()
    if isinstance(operation, Reinforce | Weaken | Rewrite | Retire):
        named = (operation.interest,)
    elif isinstance(operation, Merge):
        named = (operation.into, operation.absorbed)
    missing = [i for i in named if profile.interest(i) is None]
    return f"no interest {missing[0]}" if missing else None


def cites_events_of_this_call(
    operation: Operation, profile: Profile, context: GateContext
) -> str | None:
    """It rests on events of this call, at least one: new ones and those looked at with them."""
    if not isinstance(operation, Add | Reinforce | Weaken | Rewrite):
        return None
    cites = cited(operation)
    if not cites:
        return "cites no event"
    foreign = cites - context.facts.keys()
    if isinstance(operation, Rewrite):
        interest = profile.interest(operation.interest)
        foreign -= {e.event_id for e in interest.evidence} if interest else set()
    return f"cites {sorted(foreign)[0]}, which is no event of this call" if foreign else None


def agrees_with_events(operation: Operation, profile: Profile, context: GateContext) -> str | None:
    """The polarity claimed is the sign of the cited events."""
    if isinstance(operation, Add):
        polarity, agrees = operation.polarity, True
    elif isinstance(operation, Reinforce | Weaken):
        interest = profile.interest(operation.interest)
        if interest is None:
            return None
        polarity, agrees = interest.polarity, isinstance(operation, Reinforce)
    else:
        return None
    mood = context.mood(cited(operation))
    side = 1 if polarity == "like" else -1
    if not agrees:
        side = -side
    if side * mood < 0:
        return f"a {operation.op} for a {polarity}, but the events sum to {mood:+.2f}"
    return None


def no_duplicate(operation: Operation, profile: Profile, context: GateContext) -> str | None:
    """No living interest, of either polarity, has that label or is about the same facets."""
    if not isinstance(operation, Add):
        return None
    for interest in profile.living:
        if words.plain(interest.label) == words.plain(operation.label):
            return f"{interest.id} is labelled {interest.label!r} already"
        same = interest.facets == operation.facets and bool(operation.facets)
        if same and interest.domain in (None, operation.domain):
            return f"{interest.id} is about the same facets"
    return None


WORD_RULES: Final[tuple[Rule, ...]] = (
    words.label_is_no_title,
    words.statement_fits,
    words.says_what_it_is_about,
    words.statement_names_only_cited_events,
    words.statement_holds_no_bare_title,
    words.words_are_prose,
    words.words_are_writing,
    words.label_claims_only_facts,
    words.statement_claims_only_facts,
    words.words_name_a_facet,
)
"""What words are held to when they are offered, and again when an event they cite is forgotten."""

RULES: Final[Mapping[str, Rule]] = {
    rule.__name__: rule
    for rule in (
        names_living_interest,
        cites_events_of_this_call,
        agrees_with_events,
        words.label_fits,
        no_duplicate,
        *WORD_RULES,
    )
}

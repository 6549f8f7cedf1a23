"""What an operation must satisfy to enter a profile. One rule a function, named in the rejection.

Whatever fails is dropped and counted, never repaired by guessing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from whyrec.agents.gate import (
    TitleIndex,
    TopicIndex,
    echo,
    instruction,
    not_prose,
    unknown_name,
    unknown_number,
    unknown_topic,
)
from whyrec.agents.profile._compose import MAX_LABEL_WORDS
from whyrec.agents.profile._facts import EventFacts
from whyrec.agents.profile._placeholders import PLACEHOLDER, cited_in
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

MAX_STATEMENT_WORDS = 40
MIN_STATEMENT_WORDS = 3


@dataclass(frozen=True)
class GateContext:
    """What the operations of one call are checked against."""

    facts: Mapping[str, EventFacts]
    """The events of this call by id."""
    titles: TitleIndex
    topics: TopicIndex
    instructions: tuple[str, ...] = ()
    """What prompts say, so that their words are not taken for an answer."""

    def known(self, event_ids: Iterable[str]) -> list[str]:
        """What may be said of some events: their facets."""
        return [str(f.value) for e in event_ids if e in self.facts for f in self.facts[e].facets]

    def mood(self, event_ids: Iterable[str]) -> float:
        """Sum of the signals of some events of this call."""
        return sum(self.facts[e].signal for e in event_ids if e in self.facts)


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
                event_ids=tuple(sorted(_cited(operation))),
            )
    return None


def statement_problem(operation: Operation, profile: Profile, context: GateContext) -> str | None:
    """Check the words of an operation alone, as when an event they cited is forgotten."""
    for rule in (
        label_is_no_title,
        statement_fits,
        statement_names_only_cited_events,
        statement_holds_no_bare_title,
        statement_claims_only_facts,
    ):
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
    """It rests on at least one new event, and on no others."""
    if not isinstance(operation, Add | Reinforce | Weaken | Rewrite):
        return None
    cited = _cited(operation)
    if not cited:
        return "cites no event"
    foreign = cited - context.facts.keys()
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
    mood = context.mood(_cited(operation))
    side = 1 if polarity == "like" else -1
    if not agrees:
        side = -side
    if side * mood < 0:
        return f"a {operation.op} for a {polarity}, but the events sum to {mood:+.2f}"
    return None


def says_what_it_is_about(
    operation: Operation, profile: Profile, context: GateContext
) -> str | None:
    """A like or dislike is not claimed in words of the other: "Dislikes" for a like and so on."""
    text = _statement(operation)
    if text is None:
        return None
    polarity = operation.polarity if isinstance(operation, Add) else None
    if isinstance(operation, Rewrite):
        interest = profile.interest(operation.interest)
        polarity = interest.polarity if interest else None
    first = text.split()[0].lower().strip(",.") if text.split() else ""
    likes = {"likes", "liked", "enjoys", "loves", "prefers", "appreciates"}
    dislikes = {"dislikes", "disliked", "avoids", "hates", "rejects", "dislike", "avoid"}
    if polarity == "like" and first in dislikes:
        return f"a like that starts with {first}"
    if polarity == "dislike" and first in likes:
        return f"a dislike that starts with {first}"
    return None


def label_fits(operation: Operation, profile: Profile, context: GateContext) -> str | None:
    """A label has one to six words in one line and starts with a letter or digit."""
    label = _label(operation)
    if label is None:
        return None
    words = label.split()
    if not 1 <= len(words) <= MAX_LABEL_WORDS or len(label) > 60:
        return f"label of {len(words)} words and {len(label)} characters"
    if not label[0].isalnum() or "\n" in label or PLACEHOLDER.search(label):
        return f"label {label!r}"
    return None


def label_is_no_title(operation: Operation, profile: Profile, context: GateContext) -> str | None:
    """A label names a taste: not one item, and nothing to be done."""
    label = _label(operation)
    if label is None:
        return None
    own = {f.title for f in context.facts.values()}
    if instruction(label):
        return instruction(label)
    title = context.titles.find(label) or next((t for t in own if _plain(t) == _plain(label)), None)
    return f"label holds the title {title!r}" if title else None


def no_duplicate(operation: Operation, profile: Profile, context: GateContext) -> str | None:
    """No living interest, of either polarity, has that label or is about the same facets."""
    if not isinstance(operation, Add):
        return None
    for interest in profile.living:
        if _plain(interest.label) == _plain(operation.label):
            return f"{interest.id} is labelled {interest.label!r} already"
        if operation.facets and interest.facets == operation.facets:
            return f"{interest.id} is about the same facets"
    return None


def statement_fits(operation: Operation, profile: Profile, context: GateContext) -> str | None:
    """A statement is one sentence of 3 to 40 words."""
    text = _statement(operation)
    if text is None:
        return None
    words = len(text.split())
    if not MIN_STATEMENT_WORDS <= words <= MAX_STATEMENT_WORDS:
        return f"statement of {words} words"
    inner = PLACEHOLDER.sub("item", text).rstrip(" .!?")
    return "more than one sentence" if any(s in inner for s in (". ", "! ", "? ", "\n")) else None


def statement_names_only_cited_events(
    operation: Operation, profile: Profile, context: GateContext
) -> str | None:
    """Placeholders stand only for events the operation cites."""
    text = _statement(operation)
    if text is None:
        return None
    foreign = cited_in(text) - _cited(operation)
    if foreign:
        return f"names [event:{sorted(foreign)[0]}] without citing it"
    rest = PLACEHOLDER.sub("", text)
    return "stray brackets" if any(c in rest for c in "[]{}<>|`") else None


def statement_holds_no_bare_title(
    operation: Operation, profile: Profile, context: GateContext
) -> str | None:
    """Titles of two words or more stand only as placeholders."""
    text = _statement(operation)
    title = context.titles.find(PLACEHOLDER.sub(" . ", text)) if text else None
    return f"names {title!r} outside a placeholder" if title else None


def words_are_prose(operation: Operation, profile: Profile, context: GateContext) -> str | None:
    """A statement is plain prose: no markup, no instruction, not the prompt's words back."""
    text = _statement(operation)
    if text is None:
        return None
    plain = PLACEHOLDER.sub("it", text)
    return not_prose(plain) or instruction(plain) or echo(plain, context.instructions)


def statement_claims_only_facts(
    operation: Operation, profile: Profile, context: GateContext
) -> str | None:
    """Every number, name and facet a statement claims is one of the cited events'."""
    text = _statement(operation)
    if text is None or (isinstance(operation, Add) and operation.named_by == "code"):
        return None
    cited = _cited(operation)
    facts = [*context.known(cited), _label(operation) or ""]
    facts += list(operation.facets) if isinstance(operation, Add) else []
    plain = PLACEHOLDER.sub("it", text)
    return (
        unknown_number(plain, facts, len(cited))
        or unknown_name(plain, facts)
        or unknown_topic(plain, context.topics, facts)
    )


RULES: Final[Mapping[str, Rule]] = {
    rule.__name__: rule
    for rule in (
        names_living_interest,
        cites_events_of_this_call,
        agrees_with_events,
        label_fits,
        label_is_no_title,
        no_duplicate,
        statement_fits,
        says_what_it_is_about,
        statement_names_only_cited_events,
        statement_holds_no_bare_title,
        words_are_prose,
        statement_claims_only_facts,
    )
}


def _cited(operation: Operation) -> set[str]:
    if isinstance(operation, Add | Reinforce | Weaken):
        return {e.event_id for e in operation.evidence}
    return set(operation.evidence) if isinstance(operation, Rewrite) else set()


def _label(operation: Operation) -> str | None:
    return operation.label if isinstance(operation, Add | Rewrite) else None


def _statement(operation: Operation) -> str | None:
    return operation.statement if isinstance(operation, Add | Rewrite) else None


def _plain(text: str) -> str:
    return " ".join(text.lower().split())

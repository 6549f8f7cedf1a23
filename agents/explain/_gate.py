"""What a drafted explanation must satisfy before anybody reads it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from whyrec.agents import gate
from whyrec.agents.explain._facts import ExplanationFacts, facet_words

Style = Literal["free", "sentence"]
"""``free``: one or two sentences with placeholders. ``sentence``: one without any."""

LONGEST: Final = {"free": 45, "sentence": 25}
SHORTEST: Final = 5


@dataclass(frozen=True)
class Draft:
    """A model's words with all that they are checked against."""

    text: str
    facts: ExplanationFacts
    titles: gate.TitleIndex
    topics: gate.TopicIndex
    style: Style
    instructions: tuple[str, ...] = ()
    """The prompt's own words, which are not to come back."""

    @property
    def known(self) -> frozenset[str]:
        """What may stand in placeholders."""
        if self.style == "sentence":
            return frozenset()
        return frozenset({"item", *(f"e{n}" for n in range(1, len(self.facts.cited) + 1))})

    @property
    def sayable(self) -> tuple[str, ...]:
        """The texts whose words, names, numbers and topics may be said."""
        return (*(facet_words(f) for f in self.facts.marks), self.facts.item.domain)


_VERB = re.compile(
    r"\s+(?:also\s+|too\s+)?(?:is|has|shares?|fits?|belongs?|combines?|mixes|brings|offers|features"
    r"|matches|suits?|falls|includes?|contains|may|might|could|should|would)\b"
)
_PROMISE = re.compile(
    r"\b(?:(?:may|might|could|should|would)\s+(?:also\s+)?(?:enjoy|like)"
    r"|recommend|suggest)\s+$",
    re.IGNORECASE,
)

Rule = Callable[[Draft], str | None]


def says_nothing(draft: Draft) -> str | None:
    """Object to words that name none of the facets that item and interest share."""
    said = {gate.singular(key) for key in gate.keys(draft.text)}
    shared = [facet_words(f) for f in draft.facts.shared_facets]
    telling = {gate.singular(key) for text in shared for key in gate.keys(text)}
    named = {f for match in draft.topics.find(draft.text) for f in match.facets}
    if said & telling or named.intersection(draft.facts.shared_facets):
        return None
    return "names no facet of the interest"


def wrong_count(draft: Draft) -> str | None:
    """Object to "both" where item and interest do not share exactly two facets."""
    many = len({facet_words(f) for f in draft.facts.shared_facets})
    return f"says both of {many}" if "both" in gate.keys(draft.text) and many != 2 else None


def item_as_subject(draft: Draft) -> str | None:
    """Object to the item anywhere but as the subject of what is said of it, and to its absence.

    "You like crime films such as [e1] and [item]" claims that the user liked what they have not
    seen.
    """
    if draft.style == "free" and "[item]" not in draft.text:
        return "says nothing of the item"
    for match in re.finditer(r"\[item\]", draft.text):
        before, behind = draft.text[: match.start()], draft.text[match.end() :]
        if not (_VERB.match(behind) or _PROMISE.search(before)):
            return f"says of the item: “{before[-24:]}[item]{behind[:16]}”"
    return None


def event_lacks_topic(draft: Draft) -> str | None:
    """Object to an event named beside a topic that its item doesn't have."""
    named = draft.topics.find(draft.text)
    for n, event in enumerate(draft.facts.cited, 1):
        has = set(draft.facts.event_facets.get(event.event_id, ()))
        for match in named:
            if f"[e{n}]" in draft.text and not has.intersection(match.facets):
                return f"names [e{n}] beside “{match.topic}”, which it is not"
    return None


RULES: Final[Mapping[str, Rule]] = {
    "bad_length": lambda d: gate.bad_length(d.text, SHORTEST, LONGEST[d.style]),
    "odd_character": lambda d: gate.odd_character(d.text),
    "not_prose": lambda d: gate.not_prose(d.text),
    "unknown_placeholder": lambda d: gate.unknown_placeholder(d.text, d.known),
    "instruction": lambda d: gate.instruction(d.text),
    "unfinished": lambda d: gate.unfinished(d.text),
    "other_script": lambda d: gate.other_script(d.text, d.sayable),
    "title_outside_placeholder": lambda d: gate.title_outside_placeholder(
        d.text, d.titles, d.sayable
    ),
    "unknown_number": lambda d: gate.unknown_number(d.text, d.sayable, len(d.facts.cited)),
    "unknown_name": lambda d: gate.unknown_name(d.text, d.sayable),
    "unknown_topic": lambda d: gate.unknown_topic(d.text, d.topics, d.sayable),
    "unsupported_word": lambda d: gate.unsupported_word(d.text, d.sayable, d.topics),
    "other_people": lambda d: gate.other_people(d.text, d.sayable),
    "denial": lambda d: gate.denial(d.text),
    "sweeping": lambda d: gate.sweeping(d.text),
    "wrong_article": lambda d: gate.wrong_article(d.text),
    "repetition": lambda d: gate.repetition(d.text),
    "echo": lambda d: gate.echo(d.text, d.instructions),
    "says_nothing": says_nothing,
    "wrong_count": wrong_count,
    "item_as_subject": item_as_subject,
    "event_lacks_topic": event_lacks_topic,
}
"""The rules by the names that rejections carry; the first ones are the cheapest."""


def objections(draft: Draft) -> dict[str, str]:
    """The rules the draft breaks, with what is wrong in words; empty for one that may be shown.

    A text of unfit length is held to no other rule: some of them take long on a long text.
    """
    unfit = RULES["bad_length"](draft)
    if unfit is not None:
        return {"bad_length": unfit}
    found = {name: rule(draft) for name, rule in RULES.items()}
    return {name: reason for name, reason in found.items() if reason is not None}

"""Explanations written by code: plain, varied, and true by construction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from whyrec.agents.explain._compose_zh import compose_zh
from whyrec.agents.explain._facts import MOST_MARKS, ExplanationFacts, facet_words
from whyrec.agents.explain._turn import turn
from whyrec.agents.gate import one_stop, quoted, readable
from whyrec.domain import CitedEvent, Facet, Habit, Language

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_VERBS = {
    "rating": "rated",
    "like": "liked",
    "dislike": "disliked",
    "view": "viewed",
    "click": "opened",
    "purchase": "bought",
    "share": "shared",
    "skip": "skipped",
    "dismiss": "dismissed",
    "search": "searched for",
    "state": "said",
}
_REFUSALS = frozenset({"dislike", "dismiss", "skip"})


def compose(facts: ExplanationFacts, language: Language = "en") -> str:
    """Explain an item in one to three sentences.

    Names the interest, up to three events with title, date and reaction, the facets the item
    shares with the interest, and where it is taken more than usual; without an interest, the
    ground that led to it; for what is not recommended, the user's own words or reaction. The same
    facts give the same words; different items get differently built ones.
    """
    if language == "zh":
        return compose_zh(facts)
    if facts.ground == "reacted":
        return _reacted(facts)
    if facts.interest is None:
        return _sentences(_ground(facts), evidence(facts))
    if facts.interest.polarity == "dislike":
        return _unwanted(facts) if facts.ground == "unwanted" else _against(facts)
    if facts.carried_from is not None:
        return _carried(facts)
    label, item = _label(facts), _title(facts)
    proof, shared, here = evidence(facts), _marked(facts.marks), habit(facts)
    match turn(facts):
        case 0:
            return _sentences(
                f"{item} answers your interest {label}", shared and f"it is {shared}", proof, here
            )
        case 1:
            opening = f"Picked for your interest {label}"
            return _sentences(
                f"{opening}: {proof}" if proof else opening, _also(item, shared), here
            )
        case _:
            known = "Your history shows" if proof else "You have"
            told = f"{known} an interest, {label}"
            return _sentences(proof, told, _also(item, shared), here)


def evidence(facts: ExplanationFacts) -> str:
    """The cited events as a clause: "you rated “Heat (1995)” 9/10 on 3 May 2013 and …".

    Returns:
        The clause without a full stop, or an empty string without events.
    """
    clauses: list[str] = []
    last = ""
    for event in facts.cited:
        verb = _VERBS[event.kind]
        said = "" if verb == last else f"you {verb} " if not clauses else f"{verb} "
        clauses.append(f"{said}{_object(event, facts.rating_high)} on {date(event.at)}")
        last = verb
    return _listed(clauses)


def habit(facts: ExplanationFacts) -> str:
    """Where the interest is taken more than usual, with the events that show it.

    Returns:
        "In the evening you turn to this interest more than usual: 9 of 12 events that show it"; an
        empty string where the facts hold nothing of it.
    """
    told = facts.habit
    if told is None:
        return ""
    known = "" if told.dimension in _CLOCK else ", where that is known"
    counted = f"{told.events} of {told.of} events that show it{known}"
    return f"{_where(told)} you turn to this interest more than usual: {counted}"


_CLOCK = frozenset({"daypart", "weekend"})
"""What is known of every event as soon as it is of one: events name a scene or device, or not."""


def _where(told: Habit) -> str:
    match told.dimension:
        case "scene":
            return f"In the scene {quoted(told.value)}"
        case "device":
            return f"On the device {quoted(told.value)}"
        case "daypart":
            return "At night" if told.value == "night" else f"In the {told.value}"
        case "weekend":
            return "At the weekend" if told.value == "weekend" else "On weekdays"


def date(moment: datetime) -> str:
    """A day as explanations write it: 3 May 2013."""
    return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"


def _object(event: CitedEvent, high: float | None) -> str:
    title = quoted(event.title)
    if event.kind == "rating" and event.value is not None:
        return f"{title} {event.value:g}/{high:g}" if high else f"{title} {event.value:g}"
    return title


def _ground(facts: ExplanationFacts) -> str:
    """What led to the item where no interest did."""
    item = _title(facts)
    match facts.ground:
        case "similar_items":
            return f"{item} is close to items of your own history"
        case "similar_people":
            return f"People with a history like yours chose {item} too"
        case "popular_this_week":
            return f"{item} is popular this week"
        case "popular":
            return f"{item} is popular: it is among the most taken of all time"
        case "taken_before":
            return f"{item} was taken before, and no interest of yours led to it"
        case "to_come":
            return f"not recommended: {item} enters the catalogue later"
        case "unavailable":
            return f"not recommended: {item} is not available at present"
        case "barred":
            return f"not recommended: {item} is kept out of the lists by the catalogue's own rules"
        case "exploration":
            return f"{item} is here to try something new: no interest of yours led to it"
        case _:
            return f"No interest of yours leads to {item}"


def _reacted(facts: ExplanationFacts) -> str:
    """That the user knows the item: what they did with it and when."""
    (event, *_) = facts.cited
    already = "" if event.kind in _REFUSALS else "already "
    told = f"{_VERBS[event.kind]} {_object(event, facts.rating_high)} on {date(event.at)}"
    return _sentences(f"you {already}{told}")


def _unwanted(facts: ExplanationFacts) -> str:
    """That the user asked for no more of its kind."""
    assert facts.interest is not None
    label = readable(facts.interest.label).strip()
    asked = f"not recommended: you asked for no more {label[0].lower()}{label[1:]}"
    kind = f"{_title(facts)} is {_shared(facts) or 'close to that'}"
    return _sentences(asked, kind, evidence(facts))


def _against(facts: ExplanationFacts) -> str:
    """What speaks against the item, and what led to it all the same."""
    item, shared = _title(facts), _shared(facts)
    gradual = facts.interest is not None and facts.interest.gradual
    taste = "you asked for less of" if gradual else "you do not care for"
    led = "" if facts.ground in ("interest", "none") else f"All the same: {_ground(facts)}"
    return _sentences(
        f"{item} goes against your taste: {taste} {_label(facts)}",
        shared and f"it is {shared}",
        evidence(facts),
        led,
    )


def _carried(facts: ExplanationFacts) -> str:
    """That it is expected from another domain, by what, and that nothing here shows it yet."""
    source, here = readable(facts.carried_from or ""), readable(facts.item.domain)
    return _sentences(
        f"{_title(facts)} answers {_label(facts)}, which is carried over from what you like in "
        f"{source}",
        (shared := _shared(facts)) and f"it is {shared}",
        evidence(facts),
        f"nothing you took in {here} confirms it yet",
    )


def _label(facts: ExplanationFacts) -> str:
    assert facts.interest is not None
    return quoted(facts.interest.label)


def _title(facts: ExplanationFacts) -> str:
    return quoted(facts.item.title)


def _shared(facts: ExplanationFacts) -> str:
    """What item and interest have in common, as "marked Crime and Thriller"."""
    return _marked(facts.shared_facets)


def _marked(facets: Sequence[Facet]) -> str:
    values = list(dict.fromkeys(readable(facet_words(f)) for f in facets))[:MOST_MARKS]
    return f"marked {_listed(values)}" if values else ""


def _also(item: str, shared: str) -> str:
    return f"{item} is {shared}" if shared else f"{item} answers it"


def _listed(parts: Sequence[str]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)


def _sentences(*parts: str) -> str:
    said = [part for part in parts if part]
    return one_stop(" ".join(f"{part[0].upper()}{part[1:]}." for part in said))

"""Answers put together by code from results."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from whyrec.agents.chat._memory import DASH, Asked
from whyrec.agents.chat._phrases import listed, say, things, unit
from whyrec.agents.chat._shelf import Shelf
from whyrec.agents.explain import ExplanationFacts, evidence, evidence_zh
from whyrec.agents.gate import quoted, readable
from whyrec.agents.profile import by_strength, unsorted
from whyrec.domain import (
    CitedEvent,
    Explanation,
    Facet,
    Interest,
    Item,
    Language,
    Profile,
    Recommendation,
)

SHOWN_LIKES = 6
SHOWN_DISLIKES = 3
_EXAMPLES = 2


def plain_title(item: Item) -> str:
    """A title on one line, without what nobody sees."""
    return " ".join(readable(item.title).split())


def titles(language: Language, shelf: Shelf, ids: Iterable[str]) -> str:
    """Titles in quotation marks as a list."""
    return listed(language, [quoted(shelf.items[i].title) for i in ids if i in shelf.items])


def numbered(found: Sequence[Recommendation], language: Language, rating_high: float | None) -> str:
    """A numbered list, one line an item with its short reason."""
    return "\n".join(
        f"{n}. {plain_title(one.item)}{DASH}{reason(one, language, rating_high)}"
        for n, one in enumerate(found, 1)
    )


def reason(one: Recommendation, language: Language, rating_high: float | None) -> str:
    """Why an item is in the list, in a few words: an interest and one of the user's own events."""
    why = one.explanation
    if why is None:
        return ""
    shown = _event(why.evidence[0], one.item, language, rating_high) if why.evidence else ""
    if why.interest_label:
        against = why.interest_id not in one.interest_ids
        key = "reason_against" if against else "reason_interest"
        told = say(language, key, label=quoted(why.interest_label))
    elif shown:
        told = say(language, "reason_near")
    else:
        return _without_title(why.text.rstrip("。."), one.item)
    return say(language, "reason_event", reason=told, event=shown) if shown else told


def _without_title(text: str, item: Item) -> str:
    """A sentence on an item without its title, where it begins with that: it stands beside it."""
    rest = text.removeprefix(quoted(item.title))
    return text if rest == text else rest.removeprefix(" is").removeprefix(" was").strip()


def _event(event: CitedEvent, item: Item, language: Language, rating_high: float | None) -> str:
    facts = ExplanationFacts(item, None, (event,), rating_high=rating_high)
    return evidence_zh(facts) if language == "zh" else evidence(facts)


def heading(asked: Asked, count: int, language: Language, shelf: Shelf) -> str:
    """The sentence above a list."""
    domain = asked.domains[0] if len(asked.domains) == 1 else shelf.domain
    name = things(language, domain)
    return say(
        language,
        "list",
        are="is" if count == 1 else "are",
        count=count,
        unit=unit(language, domain),
        things=name.removesuffix("s") if count == 1 else name,
        about=about(asked, language, shelf),
    )


def none_left(asked: Asked, language: Language, shelf: Shelf) -> str:
    """The sentence in place of a list that would be empty."""
    domain = asked.domains[0] if len(asked.domains) == 1 else shelf.domain
    name = things(language, domain)
    return say(language, "nothing_fits", things=name, about=about(asked, language, shelf))


def about(asked: Asked, language: Language, shelf: Shelf) -> str:
    """What a list was asked to hold, in words; empty where nothing was."""
    parts = [say(language, "about_surprise")] if asked.surprise else []
    groups = [
        listed(language, [readable(Facet.parse(name).value) for name in group], "or")
        for group in asked.any_of
    ]
    if groups:
        parts.append(say(language, "about_marked", facets=listed(language, groups)))
    parts.append(_years(asked, language))
    if asked.like:
        parts.append(say(language, "about_like", titles=titles(language, shelf, asked.like)))
    if asked.unlike:
        parts.append(say(language, "about_unlike", titles=titles(language, shelf, asked.unlike)))
    if asked.none_of:
        left_out = [readable(Facet.parse(name).value) for name in asked.none_of]
        parts.append(say(language, "about_without", facets=listed(language, left_out, "or")))
    return "".join(parts)


def _years(asked: Asked, language: Language) -> str:
    first, last = asked.first_year, asked.last_year
    if first is not None and last is not None:
        if first == last:
            return say(language, "about_year", first=first)
        if first % 10 == 0 and last == first + 9:
            return say(language, "about_decade", first=first)
        return say(language, "about_years", first=first, last=last)
    if first is not None:
        return say(language, "about_since", first=first)
    return say(language, "about_until", last=last) if last is not None else ""


def why_text(why: Explanation, item: Item, language: Language) -> str:
    """The answer to "why this?" with what would be without the cited events."""
    text = why.text
    if quoted(item.title) not in text:
        text = say(language, "why", title=quoted(item.title), text=text)
    told = why.counterfactual
    if told is None:
        return text
    many = len(why.evidence)
    these = say(language, "this_event") if many == 1 else say(language, "these_events", count=many)
    if told.rank_without is None:
        key = "counterfactual_gone"
    elif told.rank_without == told.rank:
        key = "counterfactual_same"
    else:
        key = "counterfactual_moves"
    moved = say(
        language,
        key,
        rank=told.rank,
        candidates=told.candidates,
        these=these,
        without=told.rank_without,
    )
    return f"{text}{'' if language == 'zh' else ' '}{moved}"


def taste_text(
    profile: Profile, events: int, language: Language, examples: dict[str, list[str]]
) -> str:
    """A profile in words: what is liked and not, how strongly, since when, on which evidence.

    Args:
        profile: Measured.
        events: How many events the user has.
        language: The language.
        examples: Interest id to titles of its evidence, the most telling first.
    """
    lines = [say(language, "taste_intro", events=events, version=profile.version)]
    living = [i for i in by_strength(profile) if not unsorted(i)]
    for polarity, key, most in (
        ("like", "taste_likes", SHOWN_LIKES),
        ("dislike", "taste_dislikes", SHOWN_DISLIKES),
    ):
        these = [i for i in living if i.polarity == polarity][:most]
        if these:
            lines.append(say(language, key))
            lines += [_interest(i, language, examples.get(i.id, [])) for i in these]
    lines.append(say(language, "taste_mend"))
    return "\n".join(lines)


def _interest(interest: Interest, language: Language, examples: Sequence[str]) -> str:
    measured = interest.measured
    many = measured.events if measured else len(interest.evidence)
    if interest.origin == "stated" and many <= 1:
        told = say(language, "taste_said")
    elif many == 1:
        told = say(language, "taste_event")
    else:
        told = say(language, "taste_events", count=many)
    shown = [quoted(title) for title in examples[:_EXAMPLES]]
    return say(
        language,
        "taste_line",
        label=readable(interest.label),
        share=f"{measured.share:.0%}" if measured else "–",
        trend=say(language, f"trend_{measured.trend}") if measured else "–",
        events=told,
        examples=say(language, "taste_examples", titles=listed(language, shown)) if shown else "",
    )

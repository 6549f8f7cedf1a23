"""Labels and statements written by code, from facets alone: what stands when no model helps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from whyrec.agents.profile._facts import EventFacts
from whyrec.agents.profile._placeholders import placeholder
from whyrec.domain import Facet, Interest, Polarity, Profile

PLAIN_FACETS = frozenset({"genre", "category", "topic", "tag", "theme", "style", "mood"})
"""Facet names whose values speak for themselves; others are named: "by director Ozu"."""

UNSORTED = "Not sorted yet"
"""Label of the interest that takes events of which nothing is known: a bin, not a taste."""

MAX_LABEL_WORDS = 6
MAX_SUMMARY_WORDS = 80


def unsorted(interest: Interest) -> bool:
    """Whether an interest only holds what could not be sorted."""
    return interest.label == UNSORTED and not interest.facets


def label(facets: Iterable[Facet], domain: str) -> str:
    """A label of at most six words, such as "1990s crime drama movies"."""
    ordered = sorted(facets)
    decades = [f.value for f in ordered if f.name == "decade"]
    plain = [f.value.lower() for f in ordered if f.name in PLAIN_FACETS]
    named = [f"{f.name} {f.value}" for f in ordered if f.name not in PLAIN_FACETS | {"decade"}]
    words = " ".join([*decades, *plain, *named]).split()
    if not words:
        return f"Various {domain}"
    if len(words) < MAX_LABEL_WORDS:
        words.append(domain)
    text = " ".join(words[:MAX_LABEL_WORDS])
    return text[0].upper() + text[1:]


def statement(name: str, polarity: Polarity, events: Sequence[EventFacts]) -> str:
    """One sentence on an interest, naming up to two of its events by placeholder."""
    rated = any(f.event.kind == "rating" for f in events)
    subject = name[0].lower() + name[1:]
    if polarity == "like":
        said = f"Rates {subject} above their own average" if rated else f"Goes for {subject}"
    else:
        said = f"Rates {subject} below their own average" if rated else f"Turns away from {subject}"
    side = 1 if polarity == "like" else -1
    agreeing = [f for f in events if f.item is not None and side * f.signal > 0]
    best = sorted(agreeing, key=lambda f: (-abs(f.signal), f.event.at, f.id))[:2]
    if not best:
        return f"{said}."
    return f"{said}, for example {' and '.join(placeholder(f.id) for f in best)}."


def stated_statement(name: str, polarity: Polarity) -> str:
    """The sentence for something the user asked for in words."""
    wish = "more" if polarity == "like" else "no more"
    return f"Asked for {wish} {name[0].lower() + name[1:]}."


def summary(profile: Profile, strengths: dict[str, float]) -> str:
    """At most 80 words on a profile: the strongest likes, then the dislikes.

    Args:
        profile: The profile, with its living interests.
        strengths: A number by interest id to order by, strongest first.
    """

    def names(polarity: Polarity, most: int) -> str:
        chosen: list[Interest] = sorted(
            (i for i in profile.living if i.polarity == polarity and not unsorted(i)),
            key=lambda i: (-strengths.get(i.id, 0.0), i.id),
        )[:most]
        return ", ".join(i.label[0].lower() + i.label[1:] for i in chosen)

    likes, dislikes = names("like", 5), names("dislike", 3)
    parts = []
    if likes:
        parts.append(f"Likes {likes}.")
    if dislikes:
        parts.append(f"Does not care for {dislikes}.")
    return " ".join(" ".join(parts).split()[:MAX_SUMMARY_WORDS])

"""Labels and statements written by code, from facets alone: what stands when no model helps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from whyrec.agents.profile._facts import EventFacts
from whyrec.agents.profile._placeholders import placeholder
from whyrec.agents.profile._reactions import latest_reactions
from whyrec.agents.profile._signals import HIGH, LOW
from whyrec.domain import EventKind, Facet, Interest, Polarity, Profile

PLAIN_FACETS = frozenset({"genre", "category", "topic", "tag", "theme", "style", "mood"})
"""Facet names whose values speak for themselves; others are named: "by director Ozu"."""

UNSORTED = "Not sorted yet"
"""Label of the interest that takes events of which nothing is known: a bin, not a taste."""

SHOWN = 2
"""Events that a statement names at most."""

_WEAK = ("Chose {}", "Did not rate {} high")
"""What is said of ratings near the mean, where nothing clearer was done."""

_DEEDS: Mapping[Polarity, Mapping[EventKind, str]] = {
    "like": {
        "like": "Liked {}",
        "purchase": "Bought {}",
        "share": "Shared {}",
        "view": "Looked at {}",
        "click": "Looked at {}",
        "search": "Searched for {}",
    },
    "dislike": {
        "dislike": "Disliked {}",
        "dismiss": "Turned away from {}",
        "skip": "Turned away from {}",
    },
}

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
    """One sentence on an interest: what was done, and up to two events of just that by placeholder.

    Of several things done, the one that weighs most is said. Only the latest reaction to an item
    counts.
    """
    subject = name[0].lower() + name[1:]
    latest = latest_reactions(f.event for f in events)
    done: dict[str, list[EventFacts]] = {}
    for facts in events:
        said = _deed(facts, polarity)
        if said is not None and facts.id in latest:
            done.setdefault(said, []).append(facts)
    if not done:
        return f"{'Shows an interest in' if polarity == 'like' else 'Does not go for'} {subject}."
    best = max(done, key=lambda said: (said not in _WEAK, _weight(done[said]), said))
    shown = sorted(
        (f for f in done[best] if f.item is not None),
        key=lambda f: (-abs(f.signal), f.event.at, f.id),
    )[:SHOWN]
    told = best.format(subject)
    if len(done[best]) == 1:
        told = told.replace("high ratings", "a high rating").replace("low ratings", "a low rating")
    if not shown:
        return f"{told}."
    return f"{told}, for example {' and '.join(placeholder(f.id) for f in shown)}."


def _deed(facts: EventFacts, polarity: Polarity) -> str | None:
    """What an event says the user did, as a sentence's beginning; None where it disagrees."""
    kind, signal = facts.event.kind, facts.signal
    if kind == "rating" and polarity == "like":
        return "Gave high ratings to {}" if signal >= HIGH else _WEAK[0] if signal >= 0 else None
    if kind == "rating":
        return "Gave low ratings to {}" if signal <= LOW else _WEAK[1] if signal < 0 else None
    return _DEEDS[polarity].get(kind)


def _weight(events: Sequence[EventFacts]) -> float:
    return sum(abs(f.signal) for f in events)


def carried_statement(source: str, events: Sequence[EventFacts]) -> str:
    """The sentence for an interest carried over from another domain, with up to two events there.

    Args:
        source: The other domain.
        events: What it rests on, the most telling first.
    """
    shown = [placeholder(f.id) for f in events if f.item is not None][:SHOWN]
    such = f" such as {' and '.join(shown)}" if shown else ""
    return f"Carried over from a liking for {source}{such}."


def stated_statement(name: str, amount: str) -> str:
    """The sentence for something the user asked for in words: ``more``, ``less`` or ``no more``."""
    wanted = "less of" if amount == "less" else amount
    return f"Asked for {wanted} {name[0].lower() + name[1:]}."


def summary(profile: Profile, strengths: dict[str, float]) -> str:
    """At most 80 words on a profile: the strongest likes, then the dislikes.

    Args:
        profile: The profile, with its living interests.
        strengths: A number by interest id to order by, strongest first.
    """

    def names(
        polarity: Polarity, most: int, *, gradual: bool = False, carried: bool = False
    ) -> str:
        chosen: list[Interest] = sorted(
            (
                i
                for i in profile.living
                if i.polarity == polarity
                and i.gradual == gradual
                and i.unconfirmed == carried
                and not unsorted(i)
            ),
            key=lambda i: (-strengths.get(i.id, 0.0), i.id),
        )
        # What the user said can stand beside what events show of the same.
        labels = dict.fromkeys(i.label[0].lower() + i.label[1:] for i in chosen)
        return ", ".join(list(labels)[:most])

    likes, dislikes = names("like", 5), names("dislike", 3)
    less = names("dislike", 3, gradual=True)
    carried = names("like", 3, carried=True)
    parts = []
    if likes:
        parts.append(f"Likes {likes}.")
    if dislikes:
        parts.append(f"Does not care for {dislikes}.")
    if less:
        parts.append(f"Wants less of {less}.")
    if carried:
        parts.append(f"May like {carried}.")
    return " ".join(" ".join(parts).split()[:MAX_SUMMARY_WORDS])

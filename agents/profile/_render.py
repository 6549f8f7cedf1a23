"""A profile in words: for people, and within a token budget for prompts."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping

from whyrec.agents.gate import one_stop, quoted
from whyrec.agents.profile._compose import unsorted
from whyrec.agents.profile._placeholders import PLACEHOLDER, event_of
from whyrec.domain import Interest, Profile

PROFILE_TOKENS = 400
"""Budget of a rendered profile."""

_QUOTED_OR_NOT = re.compile(rf"“{PLACEHOLDER.pattern}”|{PLACEHOLDER.pattern}")


def expand(text: str, titles: Mapping[str, str]) -> str:
    """Put titles in quotation marks for the placeholders of a stored text.

    Args:
        text: A statement or summary as stored.
        titles: Event id to title; an event without one is called "an item".
    """

    def title(match: re.Match[str]) -> str:
        found = titles.get(event_of(next(g for g in match.groups() if g is not None)))
        return "an item" if found is None else quoted(found)

    return one_stop(_QUOTED_OR_NOT.sub(title, text))


def expanded(profile: Profile, titles: Mapping[str, str]) -> Profile:
    """The profile as people read it: every placeholder replaced by the title."""
    interests = tuple(
        i.model_copy(update={"statement": expand(i.statement, titles)}) for i in profile.interests
    )
    return profile.model_copy(
        update={"interests": interests, "summary": expand(profile.summary, titles)}
    )


def by_strength(profile: Profile) -> list[Interest]:
    """Living interests, strongest first; before measuring, by amount of evidence."""

    def strength(interest: Interest) -> float:
        if interest.measured is None:
            return float(len(interest.evidence))
        return interest.measured.strength_long + interest.measured.strength_short

    return sorted(profile.living, key=lambda i: (-strength(i), i.id))


async def render(
    profile: Profile,
    count_tokens: Callable[[str], Awaitable[int]],
    budget: int = PROFILE_TOKENS,
) -> str:
    """The profile as a prompt sees it, strongest interests first.

    Statements are dropped before interests are: first the summary and full lines, then bare labels,
    as many as the budget holds.

    Args:
        profile: Measured and expanded.
        count_tokens: The served model's own count, or an upper estimate of it.
        budget: Most tokens the text may have.

    Returns:
        Lines of text, at most ``budget`` tokens by ``count_tokens``.
    """
    lines: list[str] = []
    used = 0
    for interest in by_strength(profile):
        if unsorted(interest):
            continue
        sign = "likes" if interest.polarity == "like" else "dislikes"
        trend = f", {interest.measured.trend}" if interest.measured else ""
        bare = f"- {sign} {interest.label}{trend}"
        for line in (f"{bare}: {interest.statement}", bare):
            cost = await count_tokens(line + "\n")
            if used + cost <= budget:
                lines.append(line)
                used += cost
                break
    return "\n".join(lines)

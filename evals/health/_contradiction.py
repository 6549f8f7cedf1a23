"""Interests that contradict each other."""

from __future__ import annotations

from itertools import combinations

from whyrec.domain import Interest, Profile


def contradictions(profile: Profile) -> list[tuple[Interest, Interest]]:
    """Pairs of living interests that cannot both be true.

    Two of them contradict each other when one is a like, the other a dislike, and

    - both are about the same facets (or, where neither has facets, have the same label), or
    - the user said in words to want none of it, and the like is about those facets and more: who
      wants no horror wants no horror comedies.

    A dislike that events suggest beside a like of something narrower is no contradiction: one may
    like westerns and not those of the 1950s. Nor is it one to want less of what one likes.
    """
    return [pair for pair in combinations(profile.living, 2) if _contradict(*pair)]


def _contradict(a: Interest, b: Interest) -> bool:
    if a.polarity == b.polarity:
        return False
    like, dislike = (a, b) if a.polarity == "like" else (b, a)
    if dislike.gradual:
        return False
    wanted, unwanted = like.facet_set(), dislike.facet_set()
    if not wanted or not unwanted:
        return wanted == unwanted and like.label.casefold() == dislike.label.casefold()
    return wanted == unwanted or (dislike.origin == "stated" and unwanted <= wanted)

"""Asking people, and making their lists."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from pydantic import Field

from whyrec import Recommender
from whyrec.domain import EventGiven, Facet, Model
from whyrec.evals.coldstart._plan import Mind
from whyrec.evals.coldstart._ways import Way

K = 10


class Arrived(Model):
    """What became of one user."""

    user: str
    simulated: bool
    ranks: dict[str, int | None] = Field(default_factory=dict)
    """By what was known, the target's rank in the first ten; None where it is not among them."""
    found: dict[str, int] = Field(default_factory=dict)
    """Likewise, how many of the first ten the user takes later."""
    shares: dict[str, float] = Field(default_factory=dict)
    """Of a simulated user: share of the first ten that carry one of the tastes."""
    put: int = 0
    """Questions that whyrec put."""
    positive: dict[str, int] = Field(default_factory=dict)
    """By way of asking, the answers that became a like."""

    @property
    def key(self) -> str:
        """The user."""
        return self.user


async def listed(rec: Recommender, user: str) -> list[str]:
    """The first ten, without events of one's own to explain them."""
    found = await rec.recommend(user, K, explain=False, use_model=False)
    return [one.item.id for one in found]


class Told(NamedTuple):
    """What asking somebody led to."""

    lists: dict[int, list[str]]
    """By number of answers. Where nothing more is asked, the last list stands for the others."""
    put: int
    """Questions put."""
    likes: int
    """Answers that became a like."""


async def asked(rec: Recommender, user: str, way: Way, mind: Mind, after: Collection[int]) -> Told:
    """Ask somebody, and make their lists after some numbers of answers."""
    lists: dict[int, list[str]] = {}
    put, likes, ended = 0, 0, False
    for number in range(max(after) + 1):
        question = await way(user, number) if number and not ended else None
        ended = bool(number) and question is None
        if question is not None:
            choice = mind.choice(question.topics)
            await rec.answer(user, question.id, choice)
            put += 1
            likes += any(wish.polarity == "like" for wish in question.wishes(choice))
        if number in after:
            lists[number] = await listed(rec, user)
    return Told(lists, put, likes)


async def met(
    rec: Recommender, user: str, events: Sequence[EventGiven], after: Sequence[int]
) -> dict[int, list[str]]:
    """Lists after some numbers of events, the latest ones before the moment.

    Args:
        rec: Holds none of them yet.
        user: The user.
        events: All that may become known, oldest first.
        after: Numbers of them, ascending.
    """
    lists, known = {}, 0
    for count in after:
        added = events[len(events) - count : len(events) - known]
        if added:
            await rec.add_events(user, added)
            await rec.evolve(user)
        known = count
        lists[count] = await listed(rec, user)
    return lists


def rank_of(target: str, found: Sequence[str]) -> int | None:
    """Rank from 1."""
    return found.index(target) + 1 if target in found else None


def share_of(tastes: frozenset[Facet], facets: Sequence[frozenset[Facet]]) -> float:
    """Share of a list's items that carry a taste."""
    return sum(bool(own & tastes) for own in facets) / max(len(facets), 1)

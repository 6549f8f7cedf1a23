"""Following one user through the updates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from whyrec import Recommender
from whyrec.agents.retrieve import CatalogueView
from whyrec.domain import Event, Facet
from whyrec.evals.health._fact import fact_state, held
from whyrec.evals.health._features import point_of, ranks
from whyrec.evals.health._outcomes import FactState, Group, Life, Size
from whyrec.evals.health._ratings import Ratings
from whyrec.evals.health._size import CountTokens, rendered
from whyrec.evals.health._watch import watch
from whyrec.evals.protocols import Case


class Planting(NamedTuple):
    """A fact, and when it had been told."""

    facet: Facet
    events: tuple[str, ...]
    by: int
    """Events after which all of ``events`` have happened."""


class Course(NamedTuple):
    """What is to be measured of a user, and when."""

    user_id: str
    group: Group
    about: str
    sizes_at: tuple[int, ...]
    """Updates, of one event each, after which the profile is measured; those that the user never
    reaches are left out."""
    cases: tuple[Case, ...] = ()
    """What is predicted, by moment."""
    planting: Planting | None = None
    in_batches: bool = False
    """Take in what waits before each case at once; by default event by event."""
    facts_at: tuple[int, ...] = ()
    """Updates since the planting after which the fact is looked for."""

    @property
    def key(self) -> str:
        """That of the `Life` it becomes."""
        return f"{self.group} {self.user_id}"


class Place(NamedTuple):
    """Where users live, and what measuring needs of it."""

    rec: Recommender
    catalogue: CatalogueView
    ratings: Ratings
    count_tokens: CountTokens


async def live(place: Place, course: Course) -> Life:
    """Let a user's events come one after the other, and measure on the way.

    Nothing is lost by doing it again: versions that are there already are read.

    Args:
        place: Where the user lives.
        course: Who, what and when.
    """
    rec, user = place.rec, course.user_id
    events = rec.store.events.of_user(rec.settings.tenant, user)
    walk = _Walk(rec, user, events, course.in_batches)
    found: dict[str, dict[int, int]] = {}
    for case in course.cases:
        await walk.to(case.as_of)
        for name, rank in (await ranks(rec, case, place.catalogue)).items():
            found.setdefault(name, {})[point_of(case)] = rank
    sizes = await _sizes(place, course, walk)
    facts = await _facts(place, course, walk)
    now = _last_moment(course, events)
    profile = await rec.profile(user, as_of=now)
    past = [e.id for e in events if e.at <= now]
    return Life(
        user=user,
        group=course.group,
        about=course.about,
        events=len(past),
        cited=len(profile.cited_events() & set(past)) / len(past) if past else 1.0,
        sizes=sizes,
        facts=facts,
        ranks=found,
        watched=await watch(rec, user, place.ratings, walk.made),
        text=(await rendered(profile, len(past), place.count_tokens)).text,
    )


class _Walk:
    """Takes a user's events in, in the order of time."""

    def __init__(
        self, rec: Recommender, user_id: str, events: Sequence[Event], in_batches: bool
    ) -> None:
        self._rec, self._user = rec, user_id
        self.events = events
        self._moments = [] if in_batches else sorted({e.at for e in events}, reverse=True)
        self.made: dict[int, datetime] = {}
        """When versions were made that waited for others of their batch."""

    async def to(self, moment: datetime) -> None:
        """Go on to a moment: event by event, or in one step; nothing where it is past."""
        while self._moments and self._moments[-1] <= moment:
            await self._rec.evolve(self._user, as_of=self._moments.pop())
        for revision in await self._rec.evolve(self._user, as_of=moment):
            self.made[revision.profile.version] = moment


async def _sizes(place: Place, course: Course, walk: _Walk) -> tuple[Size, ...]:
    sizes = []
    for updates in sorted(course.sizes_at):
        if updates <= len(walk.events):
            at = walk.events[updates - 1].at
            await walk.to(at)
            profile = await place.rec.profile(course.user_id, updates, as_of=at)
            sizes.append((await rendered(profile, updates, place.count_tokens)).size)
    return tuple(sizes)


async def _facts(place: Place, course: Course, walk: _Walk) -> tuple[FactState, ...]:
    if course.planting is None:
        return ()
    facet, planted, by = course.planting
    at_first: frozenset[str] = frozenset()
    facts = []
    for since in sorted({0, *course.facts_at}):
        at = walk.events[by + since - 1].at
        await walk.to(at)
        profile = await place.rec.profile(course.user_id, by + since, as_of=at)
        if since == 0:
            at_first = held(profile, facet, planted)
        text = (await rendered(profile, by + since, place.count_tokens)).text
        facts.append(
            fact_state(profile, facet, planted, updates=since, at_first=at_first, text=text)
        )
    return tuple(facts)


def _last_moment(course: Course, events: Sequence[Event]) -> datetime:
    """The moment up to which the profile has followed the user."""
    counts = [n for n in course.sizes_at if n <= len(events)]
    if course.planting is not None:
        counts += [course.planting.by + n for n in course.facts_at]
    moments = [events[n - 1].at for n in counts] + [case.as_of for case in course.cases]
    return max(moments, default=events[-1].at)

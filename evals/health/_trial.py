"""Everything that is measured in a run, user by user."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import get_args

import numpy as np

from whyrec.agents.retrieve import Interactions
from whyrec.domain import Event
from whyrec.errors import InputError
from whyrec.evals._home import Progress
from whyrec.evals._kept import Kept
from whyrec.evals._suite import HealthSuite
from whyrec.evals.health._edits import EditTrial
from whyrec.evals.health._features import point_of, predicted_after
from whyrec.evals.health._homes import Homes, ratings_of
from whyrec.evals.health._live import Course, Place, Planting, live
from whyrec.evals.health._outcomes import EditPass, Language, Life, Wish
from whyrec.evals.health._people import Person, Simulation
from whyrec.evals.protocols import Case, Plan, replay
from whyrec.evals.simulate import Scale, Shelf, columns_of

_EVER = datetime.max.replace(tzinfo=UTC)
_FEWEST_FACETS = 3
"""A planted taste, and others beside it."""


@dataclass(frozen=True)
class Trial:
    """The users of one run.

    Args:
        suite: How many, and what is done to them.
        homes: Where they live.
        progress: Called with (stage, done, total).
    """

    suite: HealthSuite
    homes: Homes
    progress: Progress

    @cached_property
    def shelf(self) -> Shelf:
        """The catalogue.

        Raises:
            InputError: Tastes cannot be made of it.
        """
        shelf = Shelf.of(self.homes.data.items)
        if len(shelf.common()) < _FEWEST_FACETS:
            raise InputError(
                f"The items of {self.homes.data.name} have {len(shelf.common())} facets beside "
                f"their year; simulated tastes need {_FEWEST_FACETS}."
            )
        return shelf

    @cached_property
    def plan(self) -> Plan:
        """What is predicted of the data set's users.

        Raises:
            InputError: Nobody has enough events.
        """
        return self._replay(self.homes.data.crowd, self.suite.users)

    async def real(self, lives: Kept[Life]) -> list[Life]:
        """Follow users of the data set: those drawn, and the ones with the longest histories.

        The latter, as many as were drawn at most, are followed to the last number of updates; the
        others as far as is predicted.
        """
        cases = _by_user(self.plan.cases)
        crowd, updates = self.homes.data.crowd, sorted(self.suite.updates)
        counts = np.bincount(crowd.user, minlength=len(crowd.users))
        longest = [
            crowd.users[place]
            for place in np.argsort(-counts, kind="stable")[: self.suite.users]
            if counts[place] >= updates[-1]
        ]
        reach = max(self.suite.predict_at)
        courses = [
            Course(
                user_id=user,
                group="real",
                about="",
                sizes_at=tuple(n for n in updates if n <= reach or user in longest),
                cases=cases.get(user, ()),
            )
            for user in dict.fromkeys([*cases, *longest])
        ]
        return await self._follow("users of the data set", "real", courses, (), lives)

    async def batched(self, lives: Kept[Life]) -> list[Life]:
        """Let users of the data set take in all that waits at once, before the same predictions.

        Only the first and the last number of updates: it tells what one event an update costs.
        """
        ends = (min(self.suite.predict_at), max(self.suite.predict_at))
        wanted = set(predicted_after(ends, self.suite.around))
        courses = [
            Course(
                user_id=user,
                group="batched",
                about="",
                sizes_at=(),
                cases=tuple(case for case in cases if point_of(case) in wanted),
                in_batches=True,
            )
            for user, cases in _by_user(self.plan.cases).items()
        ]
        return await self._follow("the same in batches", "batched", courses, (), lives)

    async def simulated(self, lives: Kept[Life]) -> list[Life]:
        """Follow users of whom it is known what they like."""
        people = await self._people()
        drifting = [e for p in people if p.group == "drifting" for e in p.events]
        catalogue = self.homes.data.catalogue
        crowd = Interactions.from_columns(catalogue, columns_of(drifting), _EVER)
        cases = _by_user(self._replay(crowd, None).cases)
        courses = [self._course(person, cases.get(person.user_id, ())) for person in people]
        events = [event for person in people for event in person.events]
        return await self._follow("simulated users", "simulated", courses, events, lives)

    async def edits(self, passes: Kept[EditPass]) -> list[EditPass]:
        """Let users say what they want; a pass that was interrupted is begun anew."""
        users = list(_by_user(self.plan.cases))
        order = np.random.default_rng(self.suite.seed).permutation(len(users))
        kinds = [(w, language) for w in get_args(Wish) for language in get_args(Language)]
        found: list[EditPass] = []
        for place, (wish, language) in enumerate(kinds):
            self.progress("edits", place, len(kinds))
            known = passes.get(f"{wish} {language}")
            if known is None:
                async with self.homes.open(f"{wish}-{language}", fresh=True) as rec:
                    trial = EditTrial(
                        rec=rec,
                        shelf=self.shelf,
                        users=[users[int(p)] for p in order],
                        wanted=self.suite.edited,
                        with_model=self.homes.model is not None,
                        seed=self.suite.seed,
                    )
                    known = passes.add(await trial.run(wish, language))
            found.append(known)
        self.progress("edits", len(kinds), len(kinds))
        return found

    async def _people(self) -> list[Person]:
        async with self.homes.open("simulated") as rec:
            scale = Scale.declared(rec)
        suite, newest = self.suite, int(self.homes.data.columns.at_us[-1])
        start = datetime.fromtimestamp(newest // 1_000_000, UTC) + timedelta(days=1)
        simulation = Simulation(self.shelf, scale, start, suite.seed)
        reach = max(suite.predict_at)
        people: list[Person] = []
        for number in range(suite.planted):
            people += simulation.planted(
                number, liked=suite.liked, updates=max(suite.updates), every=suite.confirm_every
            )
        for number in range(suite.drifting):
            # Without ratings, what displeases is no interaction that could be predicted.
            people.append(simulation.drifting(number, reach + 1 if scale else 2 * reach))
        return people

    def _course(self, person: Person, cases: tuple[Case, ...]) -> Course:
        planting = None
        if person.facet is not None:
            planting = Planting(person.facet, person.planted, person.planted_by)
        return Course(
            user_id=person.user_id,
            group=person.group,
            about=person.about,
            sizes_at=self.suite.updates,
            cases=cases,
            planting=planting,
            facts_at=self.suite.updates if planting else (),
        )

    async def _follow(
        self,
        stage: str,
        home: str,
        courses: Sequence[Course],
        events: Sequence[Event],
        lives: Kept[Life],
    ) -> list[Life]:
        if any(lives.get(course.key) is None for course in courses):
            batches = any(course.in_batches for course in courses)
            per_update = None if batches else 1
            async with self.homes.open(home, events_per_update=per_update, fresh=batches) as rec:
                if events:
                    await rec.ingest(events=events)
                place = Place(
                    rec, self.homes.data.catalogue, ratings_of(rec), self.homes.count_tokens
                )
                for done, course in enumerate(courses):
                    self.progress(stage, done, len(courses))
                    if lives.get(course.key) is None:
                        lives.add(await live(place, course))
        self.progress(stage, len(courses), len(courses))
        return [one for course in courses if (one := lives.get(course.key)) is not None]

    def _replay(self, crowd: Interactions, users: int | None) -> Plan:
        return replay(
            crowd,
            self.homes.data.catalogue.ids,
            at=predicted_after(self.suite.predict_at, self.suite.around),
            n=self.suite.candidates,
            users=users,
            seed=self.suite.seed,
            blocks=1,
        )


def _by_user(cases: Sequence[Case]) -> dict[str, tuple[Case, ...]]:
    """Cases of each user, in time order."""
    found: dict[str, list[Case]] = {}
    for case in sorted(cases, key=lambda c: (c.user_id, c.as_of, c.history)):
        found.setdefault(case.user_id, []).append(case)
    return {user: tuple(own) for user, own in found.items()}

"""Running a cold-start suite."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from whyrec import Recommender
from whyrec.agents.dynamics import Askable, askable, by_spread
from whyrec.agents.retrieve import Interactions
from whyrec.domain import Event, EventGiven
from whyrec.errors import InputError
from whyrec.evals._context import Context
from whyrec.evals._findings import Findings
from whyrec.evals._home import DataSet, quiet
from whyrec.evals._kept import Kept, made_by
from whyrec.evals.baselines import Past, Popularity
from whyrec.evals.coldstart._plan import Mind, Newcomer, moments, newcomers
from whyrec.evals.coldstart._sections import (
    PLAIN,
    RANDOM,
    SHIPPED,
    SPREAD,
    checks,
    sections,
    summary,
)
from whyrec.evals.coldstart._spec import ColdStartSuite
from whyrec.evals.coldstart._watch import Arrived, K, asked, met, rank_of, share_of
from whyrec.evals.coldstart._ways import AtRandom, as_shipped, by
from whyrec.evals.simulate import Scale, Shelf, drawn

_LEAST_CARRIERS = 60
_TASTES = (2, 6)
"""Tastes of a simulated user: from, up to but not."""


async def run_cold_start(suite: ColdStartSuite, text: str, context: Context) -> Findings:
    """Ask newcomers and look at their lists; goes on where an interrupted run stopped.

    Raises:
        InputError: Nobody of the data set has enough events.
    """
    data = await context.data(suite.data)
    at = moments(suite, data.crowd)
    plan = newcomers(suite, data.crowd, at)
    if len(plan) < 2:
        raise InputError(
            f"{data.name} has {len(plan)} users with {max(suite.events)} events before a moment "
            f"and {suite.later} after their next.",
            remedy="Ask for fewer events, or for fewer later ones.",
        )
    made = made_by(data, text, context.settings)
    done: list[Arrived] = []
    with (
        context.homes() as homes,
        Kept(context.out / "coldstart.jsonl", Arrived, made, context.note) as kept,
    ):
        for block, moment in enumerate(at):
            trial = _Trial(suite, data, context, homes, plan, block, moment)
            await trial.all(kept, done)
    return Findings(
        summary=summary(suite, done),
        checks=checks(suite, done),
        sections=sections(suite, done),
        provenance={**data.provenance, "seed": str(suite.seed)},
    )


@dataclass(frozen=True)
class _Trial:
    """Everybody who arrives at one moment."""

    suite: ColdStartSuite
    data: DataSet
    context: Context
    homes: Path
    plan: Sequence[Newcomer]
    block: int
    moment: datetime

    async def all(self, kept: Kept[Arrived], done: list[Arrived]) -> None:
        here = [one for one in self.plan if one.block == self.block]
        names = [self.data.crowd.users[one.user] for one in here]
        simulated = self._simulated
        waiting = [key for key in (*names, *simulated) if kept.get(key) is None]
        if not waiting:
            done += [found for key in (*names, *simulated) if (found := kept.get(key))]
            return
        async with AsyncExitStack() as opened:
            home = self.homes / str(self.block)
            await self._fill(home)
            other = Path(shutil.copytree(home, home.with_name(f"{self.block}-plain")))
            rec = await opened.enter_async_context(self._open(home, ("answers",)))
            plain = await opened.enter_async_context(self._open(other, ()))
            total = len(here) + len(simulated)
            for name, one in zip(names, here, strict=True):
                done.append(kept.get(name) or kept.add(await self._real(rec, plain, name, one)))
                self.context.progress(f"users of moment {self.block + 1}", len(done), total)
            for name, mind in simulated.items():
                done.append(kept.get(name) or kept.add(await self._made_up(rec, name, mind)))
                self.context.progress(f"users of moment {self.block + 1}", len(done), total)

    async def _real(
        self, rec: Recommender, plain: Recommender, name: str, one: Newcomer
    ) -> Arrived:
        suite, ids = self.suite, self.data.catalogue.ids
        target, others = ids[one.target], {ids[place] for place in one.others}
        mind = Mind.of(one.likes, self._everybody, self.data.catalogue)
        ways = {
            SHIPPED: (rec, as_shipped(rec)),
            PLAIN: (plain, as_shipped(plain)),
            SPREAD: (rec, by(by_spread(self._askable))),
            RANDOM: (rec, by(AtRandom(self._askable.topics, suite.seed + one.user))),
        }
        lists = {told.name: self._popular(told) for told in (Popularity(), Popularity(7))}
        positive, put = {}, 0
        for way, (where, put_by) in ways.items():
            after = range(suite.answers + 1) if way == SHIPPED else (1, suite.answers)
            told = await asked(where, f"{name}~{way}", put_by, mind, after)
            positive[way] = told.likes
            put = told.put if way == SHIPPED else put
            lists |= {f"{way}|{number}": found for number, found in told.lists.items()}
        given = [self._given(int(place)) for place in one.before]
        some = [count for count in suite.events if count]
        for answers, user in ((0, f"{name}~met"), (suite.answers, f"{name}~{SHIPPED}")):
            met_with = await met(rec, user, given, some)
            lists |= {f"events|{count}|{answers}": found for count, found in met_with.items()}
        return Arrived(
            user=name,
            simulated=False,
            ranks={key: rank_of(target, found) for key, found in lists.items()},
            found={key: len(others & set(found)) for key, found in lists.items()},
            put=put,
            positive=positive,
        )

    async def _made_up(self, rec: Recommender, name: str, mind: Mind) -> Arrived:
        shelf = self._shelf
        tastes = frozenset(topic for topic, lift in mind.lift.items() if lift > 1)
        shares = {}
        for way, put_by in (
            (SHIPPED, as_shipped(rec)),
            (SPREAD, by(by_spread(self._askable))),
            (RANDOM, by(AtRandom(self._askable.topics, len(name)))),
        ):
            after = (0, 1, self.suite.answers)
            told = await asked(rec, f"{name}~{way}", put_by, mind, after)
            for number, found in told.lists.items():
                shares[f"{way}|{number}"] = share_of(tastes, [shelf.facets[i] for i in found])
        return Arrived(user=name, simulated=True, shares=shares)

    @cached_property
    def _simulated(self) -> dict[str, Mind]:
        """Made-up people with known tastes; all arrive at the first moment."""
        carriers = self._shelf.carriers
        facets = [f for f, ids in carriers.items() if len(ids) >= _LEAST_CARRIERS]
        minds = {}
        for number in range(self.suite.simulated if self.block == 0 else 0):
            rng = np.random.default_rng([self.suite.seed, number])
            some = [facets[int(p)] for p in rng.permutation(len(facets))]
            tastes = drawn(some[: int(rng.integers(*_TASTES))], rng)
            lift = {topic: 2.0 + tastes[topic] if topic in tastes else 0.0 for topic in facets}
            minds[f"simulated-{number}"] = Mind(lift)
        return minds

    @cached_property
    def _shelf(self) -> Shelf:
        return Shelf.of(self.data.items)

    @cached_property
    def _places(self) -> NDArray[np.intp]:
        """What everybody who is not held out did up to the moment."""
        crowd = self.data.crowd
        held = np.zeros(len(crowd.users), dtype=np.bool_)
        held[[one.user for one in self.plan]] = True
        cut = int(self.moment.timestamp() * 1_000_000)
        return np.flatnonzero(~held[crowd.user] & (crowd.at_us <= cut))

    @cached_property
    def _past(self) -> Interactions:
        crowd, kept = self.data.crowd, self._places
        return Interactions(
            as_of=self.moment,
            users=crowd.users,
            user=crowd.user[kept],
            item=crowd.item[kept],
            value=crowd.value[kept],
            at_us=crowd.at_us[kept],
            since=crowd.since,
        )

    @cached_property
    def _everybody(self) -> NDArray[np.float64]:
        """Share of all people's events that carry each facet, (m,)."""
        carried = self.data.catalogue.facets[self._past.item].mean(axis=0)
        return np.asarray(carried, dtype=np.float64).ravel()

    @cached_property
    def _askable(self) -> Askable:
        return askable(self.data.catalogue, self._past)

    def _popular(self, told: Popularity) -> list[str]:
        """The first ten of a baseline."""
        view = self.data.catalogue
        none = np.empty(0, dtype=np.int32)
        past = Past(self.moment, "", none, np.empty(0), self._past)
        scores = told.fit(view, self._past)(past)
        order = np.lexsort((view.tie_break, -scores))[:K]
        return [view.ids[int(place)] for place in order]

    def _given(self, place: int) -> EventGiven:
        crowd = self.data.crowd
        value = float(crowd.value[place])
        rated = np.isfinite(value)
        return EventGiven(
            item_id=self.data.catalogue.ids[crowd.item[place]],
            kind="rating" if rated else "view",
            value=value if rated else None,
            at=datetime.fromtimestamp(int(crowd.at_us[place]) / 1_000_000, UTC),
        )

    async def _fill(self, home: Path) -> None:
        """A home with the catalogue and the past, and nothing of who is held out."""
        crowd, users = self.data.crowd, self.data.crowd.users
        events = []
        for place in self._places.tolist():
            told = self._given(place).model_dump(exclude_none=True)
            events.append(Event(id=f"e{place}", user_id=users[crowd.user[place]], **told))
        async with self._open(home, ()) as rec:
            async with Recommender.open(quiet(self.data.home, self.context.settings)) as whole:
                scale = Scale.declared(whole)
            await rec.ingest(items=self.data.items, events=events, rating_scale=scale)
            await rec.rebuild(only=None if self.suite.factors else "vectors")

    def _open(self, home: Path, extras: tuple[str, ...]) -> Recommender:
        settings = quiet(home, self.context.settings)
        rank = settings.rank.model_copy(update={"extras": extras})
        return Recommender.open(settings.model_copy(update={"rank": rank}))

"""Running a context suite."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from whyrec import Recommender
from whyrec.evals._context import Context
from whyrec.evals._findings import Findings
from whyrec.evals._home import DataSet, quiet
from whyrec.evals._kept import Kept, made_by
from whyrec.evals.protocols import full
from whyrec.evals.scenes import _real
from whyrec.evals.scenes._ask import lists_for
from whyrec.evals.scenes._outcomes import Outcome, Said, World
from whyrec.evals.scenes._plan import END, WORLDS, Plan
from whyrec.evals.scenes._sections import checks, sections, summary
from whyrec.evals.scenes._spec import ContextSuite
from whyrec.evals.simulate import ZONE, Scale, SceneUser

_EVERYTHING: tuple[Said, ...] = ("scene", "clock", "all")


async def run_context(suite: ContextSuite, text: str, context: Context) -> Findings:
    """Ask for lists in scenes that tastes depend on, and in scenes that say nothing.

    An interrupted run goes on where it stopped.

    Raises:
        InputError: The data set's items carry too few facets, or the suite names what is not there.
    """
    data = await context.data(suite.data)
    made = made_by(data, text, context.settings)
    with (
        context.homes() as homes,
        Kept[Outcome](context.out / "scenes.jsonl", Outcome, made, context.note) as kept,
    ):
        outcomes = await _Trial(suite, data, context, homes).all(kept)
    return Findings(
        summary=summary(suite, outcomes),
        checks=checks(suite, outcomes),
        sections=sections(suite, outcomes),
        provenance={**data.provenance, "seed": str(suite.seed)},
    )


class _Trial:
    def __init__(self, suite: ContextSuite, data: DataSet, context: Context, homes: Path) -> None:
        self._suite, self._data, self._context, self._homes = suite, data, context, homes

    async def all(self, kept: Kept[Outcome]) -> list[Outcome]:
        done: list[Outcome] = []
        for world in WORLDS:
            async with self._home(world) as rec:
                done += await self._world(rec, world, kept)
        if self._suite.real != 0:
            async with self._home("real") as rec:
                done += await self._real(rec, kept)
        return done

    async def _world(self, rec: Recommender, world: World, kept: Kept[Outcome]) -> list[Outcome]:
        plan = Plan.of(self._suite, self._data, Scale.declared(rec))
        users = plan.users(world)
        await rec.ingest(events=[e for user in users for e in user.events])
        for user in users:
            await rec.set_timezone(user.user_id, ZONE)
        await rec.rebuild(only="factors", as_of=END)
        done: list[Outcome] = []
        for number, user in enumerate(users):
            done += await self._lists(rec, world, user, number, plan, kept)
            self._context.progress(world, number + 1, len(users))
        return done

    async def _lists(
        self,
        rec: Recommender,
        world: World,
        user: SceneUser,
        number: int,
        plan: Plan,
        kept: Kept[Outcome],
    ) -> list[Outcome]:
        after = len(user.events)
        known = self._known(world, user.user_id, after, kept)
        if known is not None:
            return known
        rng = np.random.default_rng([self._suite.seed, number])
        found = await lists_for(
            rec,
            world,
            user,
            plan.shelf,
            rng,
            saying=self._saying(after),
            targets=self._suite.targets,
            negatives=self._suite.negatives,
        )
        return [kept.add(one) for one in found]

    def _known(
        self, world: World, user: str, after: int, kept: Kept[Outcome]
    ) -> list[Outcome] | None:
        """All that is kept of a user; None where something is missing."""
        keys = [f"common {world} {user} {after}"]
        for scene in ("work", "home"):
            keys += [f"{world} {user} {scene} {after} {s}" for s in self._said(after)]
        found = [kept.get(key) for key in keys]
        return [one for one in found if one is not None] if all(found) else None

    def _saying(self, after: int) -> tuple[Said, ...]:
        return _EVERYTHING if after == self._suite.at[-1] else ("all",)

    def _said(self, after: int) -> tuple[Said, ...]:
        return ("nothing", *self._saying(after))

    async def _real(self, rec: Recommender, kept: Kept[Outcome]) -> list[Outcome]:
        plan = full(
            self._data.crowd,
            self._data.catalogue.ids,
            cut=self._suite.cut,
            users=self._suite.real,
            seed=self._suite.seed,
        )
        policy = rec.tenants.policy()
        rec.tenants.set_policy(policy.model_copy(update={"timezone": _real.ZONE}))
        await rec.rebuild(only="factors", as_of=plan.blocks[0].moment)
        done: list[Outcome] = []
        for number, case in enumerate(plan.cases, 1):
            known = kept.get(f"real {case.user_id}")
            done.append(known or kept.add(await _real.look_at(rec, self._data, case)))
            self._context.progress("real users", number, len(plan.cases))
        return done

    def _home(self, name: str) -> Recommender:
        home = self._data.copy(self._homes / name)
        return Recommender.open(quiet(home, self._context.settings))

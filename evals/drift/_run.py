"""Running a drift suite."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path

import numpy as np

from whyrec import Recommender
from whyrec.evals._context import Context
from whyrec.evals._findings import Findings
from whyrec.evals._home import DataSet, quiet
from whyrec.evals._kept import Kept, made_by
from whyrec.evals._suite import DriftSuite
from whyrec.evals.drift._lists import AFTER, list_for
from whyrec.evals.drift._outcomes import Outcome
from whyrec.evals.drift._plan import START, Plan, Planned
from whyrec.evals.drift._sections import checks, sections, summary
from whyrec.evals.drift._watch import NEXT, SETTLED, look_at, watch
from whyrec.evals.simulate import Scale


async def run_drift(suite: DriftSuite, text: str, context: Context) -> Findings:
    """Plant switches of taste and see when they are noticed; look at real users too.

    An interrupted run goes on where it stopped.

    Raises:
        InputError: The data set's items carry too few facets, or the suite names what is not there.
    """
    data = await context.data(suite.data)
    made = made_by(data, text, context.settings)
    with (
        context.homes() as homes,
        Kept[Outcome](context.out / "drift.jsonl", Outcome, made, context.note) as kept,
    ):
        outcomes = await _Trial(suite, data, context, homes).all(kept)
    return Findings(
        summary=summary(suite, outcomes),
        checks=checks(suite, outcomes),
        sections=sections(suite, outcomes),
        provenance={**data.provenance, "seed": str(suite.seed)},
    )


class _Trial:
    def __init__(self, suite: DriftSuite, data: DataSet, context: Context, homes: Path) -> None:
        self._suite, self._data, self._context, self._homes = suite, data, context, homes

    async def all(self, kept: Kept[Outcome]) -> list[Outcome]:
        async with AsyncExitStack() as opened:
            rec = await opened.enter_async_context(self._home("shipped", None))
            days = self._suite.half_life_moved_days
            shortened = await opened.enter_async_context(self._home("shortened", days))
            plan = Plan.of(self._suite, self._data, Scale.declared(rec))
            planned = list(plan.all())
            for one in (rec, shortened):
                await one.ingest(events=[e for p in planned for e in p.user.events])
            done: list[Outcome] = []
            for number, person in enumerate(planned, 1):
                known = kept.get(f"watched {person.user.user_id}")
                done.append(known or kept.add(await watch(rec, person, self._suite.watched)))
                self._context.progress("simulated users", number, len(planned))
            done += await self._real(rec, plan, kept)
            done += await self._lists(rec, shortened, plan, planned, kept)
        return done

    async def _real(self, rec: Recommender, plan: Plan, kept: Kept[Outcome]) -> list[Outcome]:
        events = {}
        for user in self._data_users():
            of_user = [e for e in rec.store.events.of_user("default", user) if e.item_id]
            if len(of_user) >= SETTLED + NEXT:
                events[user] = of_user
        names = sorted(events)
        order = np.random.default_rng(self._suite.seed).permutation(len(names))
        done: list[Outcome] = []
        for number, place in enumerate(order[: self._suite.real].tolist(), 1):
            user = names[place]
            known = kept.get(f"real {user}")
            done.append(known or kept.add(await look_at(rec, user, events[user], plan.shelf)))
            self._context.progress("real users", number, min(len(order), self._suite.real))
        return done

    def _data_users(self) -> Sequence[str]:
        return sorted(set(self._data.columns.user_id.tolist()))

    async def _lists(
        self,
        rec: Recommender,
        shortened: Recommender,
        plan: Plan,
        planned: Sequence[Planned],
        kept: Kept[Outcome],
    ) -> list[Outcome]:
        for one in (rec, shortened):
            await one.rebuild(only="factors", as_of=START)
        last = len(self._suite.sizes) - 1
        users = [p.user for p in planned if p.size == last][: self._suite.listed]
        done: list[Outcome] = []
        for number, user in enumerate(users, 1):
            for after in (a for a in AFTER if a <= self._suite.after):
                known = kept.get(f"listed {user.user_id} {after}")
                if known is None:
                    made = await list_for(rec, shortened, user, plan.shelf, after)
                    known = kept.add(made)
                done.append(known)
            self._context.progress("lists", number, len(users))
        return done

    def _home(self, name: str, half_life: float | None) -> Recommender:
        settings = quiet(self._data.copy(self._homes / name), self._context.settings)
        profile = settings.profile.model_copy(update={"half_life_moved_days": half_life})
        return Recommender.open(settings.model_copy(update={"profile": profile}))

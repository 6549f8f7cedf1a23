"""Running a transfer suite."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from whyrec import Recommender
from whyrec.agents.models import TaskScore
from whyrec.agents.retrieve import Filters, Interactions
from whyrec.domain import Event
from whyrec.evals._context import Context
from whyrec.evals._findings import Findings
from whyrec.evals._home import DataSet, quiet
from whyrec.evals._kept import Kept, made_by
from whyrec.evals._models import model_key, model_of
from whyrec.evals.simulate import Scale
from whyrec.evals.systems._factors import fit_once
from whyrec.evals.transfer._baselines import Baselines
from whyrec.evals.transfer._outcomes import K, Listed, NamedInterests, Outcome
from whyrec.evals.transfer._sections import checks, sections, summary
from whyrec.evals.transfer._spec import TransferSuite
from whyrec.evals.transfer._worlds import (
    Asked,
    DomainsWorld,
    blocks,
    real_world,
    simulated_world,
)


async def run_transfer(suite: TransferSuite, text: str, context: Context) -> Findings:
    """Ask for lists of a domain that users are new to. An interrupted run goes on.

    Raises:
        InputError: The data set cannot be split as the suite says, or its items carry too few
            facets.
    """
    data = await context.data(suite.data)
    made = made_by(data, text, context.settings, model=model_key(suite.model))
    with (
        context.homes() as homes,
        Kept[Outcome](context.out / "transfer.jsonl", Outcome, made, context.note) as kept,
    ):
        outcomes = await _Trial(suite, data, context, homes).all(kept)
    return Findings(
        summary=summary(outcomes),
        checks=checks(suite, outcomes),
        sections=sections(suite, outcomes),
        provenance={**data.provenance, "seed": str(suite.seed)},
    )


class _Trial:
    def __init__(self, suite: TransferSuite, data: DataSet, context: Context, homes: Path) -> None:
        self._suite, self._data, self._context, self._homes = suite, data, context, homes

    async def all(self, kept: Kept[Outcome]) -> list[Outcome]:
        scale, events = await self._read()
        done: list[Outcome] = []
        if self._suite.simulated:
            world = simulated_world(self._suite, self._data, scale)
            done += await self._world(world, scale, kept)
            done += await self._named(world, scale, kept)
        if self._suite.real:
            done += await self._world(real_world(self._suite, self._data, events), scale, kept)
        return done

    async def _read(self) -> tuple[Scale | None, list[Event]]:
        async with self._home("data", self._data.home) as rec:
            users = sorted(set(self._data.columns.user_id.tolist()))
            events = [
                event
                for user in users
                for event in rec.store.events.of_user("default", user)
                if event.item_id in self._data.catalogue.index
            ]
            return Scale.declared(rec), events

    async def _world(
        self, world: DomainsWorld, scale: Scale | None, kept: Kept[Outcome]
    ) -> list[Outcome]:
        keys = [f"{world.name} {a.user_id} {a.after}" for a in world.asked]
        known = [kept.get(key) for key in keys]
        if all(known):
            return [one for one in known if one is not None]
        filled = await self._filled(world, scale)
        done: list[Outcome] = []
        async with self._home("plain", filled) as rec, self._home("carrying", filled) as carrying:
            catalogue = await rec.catalogue()
            columns = rec.store.events.columns("default")
            crowd = Interactions.from_columns(catalogue, columns, datetime.max.replace(tzinfo=UTC))
            factors = self._homes / f"factors-{world.name}"
            stage = f"lists of {world.name} users"
            for block in blocks(world, self._suite.blocks):
                for one in (rec, carrying):
                    await fit_once(one, factors, block[0].as_of)
                baselines = Baselines(world, catalogue, crowd, block[0])
                for asked in block:
                    made = await _list(rec, carrying, baselines, world, asked)
                    done.append(kept.get(made.key) or kept.add(made))
                    self._context.progress(stage, len(done), len(world.asked))
        return done

    async def _named(
        self, world: DomainsWorld, scale: Scale | None, kept: Kept[Outcome]
    ) -> list[Outcome]:
        model = model_of(self._suite.model, self._context.settings)
        if model is None or not self._suite.named:
            return []
        users = sorted({a.user_id for a in world.asked if not a.after})[: self._suite.named]
        first = {a.user_id: a.as_of for a in world.asked if not a.after}
        done: list[Outcome] = []
        home = await self._filled(world, scale)
        settings = quiet(self._copied("named", home), self._context.settings, model=True)
        async with Recommender.open(settings, model=model) as rec:
            card = await rec.card() or await rec.probe()
            assert card is not None
            able = TaskScore(score=1.0, passed=True)
            told = card.model_copy(update={"name": able, "patch": card.patch})
            rec.store.meta.set("", told.key, told.model_dump(mode="json"))
        again = model_of(self._suite.model, self._context.settings)  # the first one is closed
        async with Recommender.open(settings, model=again) as rec:
            for number, user in enumerate(users, 1):
                found = kept.get(f"named {user}")
                done.append(found or kept.add(await _name(rec, user, first[user], world)))
                self._context.progress("users with a model", number, len(users))
        return done

    async def _filled(self, world: DomainsWorld, scale: Scale | None) -> Path:
        """A home with the items and events of a world, embedded; made once a run."""
        home = self._homes / world.name
        if not home.is_dir():
            async with Recommender.open(quiet(home, self._context.settings)) as rec:
                await rec.ingest(items=world.items, events=world.events, rating_scale=scale)
                await rec.rebuild(only="vectors")
        return home

    def _home(self, name: str, filled: Path) -> Recommender:
        settings = quiet(self._copied(name, filled), self._context.settings)
        return Recommender.open(settings.model_copy(update={"durable": False}))

    def _copied(self, name: str, filled: Path) -> Path:
        return Path(shutil.copytree(filled, self._homes / f"{filled.name}-{name}"))


async def _list(
    rec: Recommender,
    carrying: Recommender,
    baselines: Baselines,
    world: DomainsWorld,
    asked: Asked,
) -> Listed:
    user, moment = asked.user_id, asked.as_of
    history = rec.store.events.of_user("default", user, until=moment)
    ranks = baselines.ranks(asked, history)
    if not asked.after:
        await carrying.transfer(user, world.second, source=world.first, as_of=moment)
    for name, one in (("whyrec", rec), ("whyrec, carried over", carrying)):
        await one.evolve(user, as_of=moment)
        listed = await one.recommend(
            user,
            K,
            explain=False,
            use_model=False,
            filters=Filters(domains=frozenset({world.second})),
            as_of=moment,
        )
        ids = [recommended.item.id for recommended in listed]
        ranks[name] = ids.index(asked.target) + 1 if asked.target in ids else None
    profile = await carrying.profile(user, as_of=moment)
    carried = sum(i.origin == "transferred" for i in profile.living)
    return Listed(world.name, user, asked.after, ranks, carried)


async def _name(
    rec: Recommender, user: str, moment: datetime, world: DomainsWorld
) -> NamedInterests:
    report = await rec.transfer(user, world.second, source=world.first, as_of=moment)
    profile = await rec.profile(user, as_of=moment)
    born = {t.interest_id for t in report.topics if t.interest_id is not None}
    added = [i for i in profile.living if i.id in born]
    made = [r for r in await rec.revisions(user) if r.profile.version == report.version]
    rejected: Sequence[str] = [x.rule for r in made for x in r.rejected]
    return NamedInterests(
        user, len(added), sum(i.named_by == "model" for i in added), tuple(rejected)
    )

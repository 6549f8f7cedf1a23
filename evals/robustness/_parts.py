"""The parts of a run, each measured once and on a home of its own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from whyrec import Recommender, Settings
from whyrec.agents.models import CapabilityCard, LanguageModel
from whyrec.errors import InputError
from whyrec.evals._home import DataSet, Progress, quiet
from whyrec.evals._kept import Kept
from whyrec.evals._suite import RobustnessSuite
from whyrec.evals.robustness._cases import InjectionCase, plan_injection
from whyrec.evals.robustness._edits import EditResult, measure_edits
from whyrec.evals.robustness._gate_run import GateResult, measure_hostile, measure_real
from whyrec.evals.robustness._inject import OpenRecommender, measure_injection
from whyrec.evals.robustness._known import KnownLikelihoods
from whyrec.evals.robustness._outcomes import InjectionResult
from whyrec.evals.robustness._payload import Payload, load_payloads
from whyrec.evals.robustness._position import PositionResult, measure_position, plan_position
from whyrec.evals.systems import MeteredModel
from whyrec.store import UserSummary

_POSITION_USERS = 12
_MIN_EVENTS = 10

PartName = Literal["injection", "edits", "position", "hostile model", "real model"]


@dataclass(frozen=True)
class Part:
    """What one part of a run came to, as it is kept on disk."""

    key: PartName
    found: InjectionResult | EditResult | PositionResult | GateResult


@dataclass(frozen=True)
class Found:
    """What all parts came to."""

    injection: InjectionResult
    edits: EditResult
    position: PositionResult
    hostile: GateResult
    real: GateResult | None
    """None where the suite asks for no answers of the real model."""


@dataclass(frozen=True)
class Trial:
    """Measures a suite's parts.

    Args:
        suite: The suite.
        data: Copied for each part, so that none finds what another did to it.
        homes: Folder for the copies.
        settings: The user's.
        model: The engine.
        card: What it is trusted with.
        progress: Called with (stage, done, total).
    """

    suite: RobustnessSuite
    data: DataSet
    homes: Path
    settings: Settings
    model: MeteredModel
    card: CapabilityCard
    progress: Progress

    async def all(self, kept: Kept[Part]) -> Found:
        """Measure what is not kept yet."""

        async def part(key: PartName, measure: Callable[[], Awaitable[Any]]) -> Any:
            self.progress(key, 0, None)
            known = kept.get(key)
            return (known or kept.add(Part(key, await measure()))).found

        return Found(
            injection=await part("injection", self._injection),
            edits=await part("edits", self._edits),
            position=await part("position", self._position),
            hostile=await part("hostile model", self._hostile),
            real=await part("real model", self._real) if self.suite.real_outputs else None,
        )

    async def _injection(self) -> InjectionResult:
        opened = await self._home("injection")
        async with opened(self.model) as rec:
            cases = await self._cases(rec)
        known = KnownLikelihoods(self.model)
        return await measure_injection(opened, known, cases, progress=self.progress)

    async def _edits(self) -> EditResult:
        opened = await self._home("edits")
        async with opened(self.model) as rec:
            # The shortest history: its profile is soon made.
            user = min(await self._users(rec), key=lambda u: (u.events, u.user_id)).user_id
            await rec.evolve(user)
            return await measure_edits(rec, self._payloads, user, seed=self.suite.seed)

    async def _position(self) -> PositionResult:
        opened = await self._home("position")
        seed = self.suite.seed
        async with opened(self.model) as rec:
            users = [u.user_id for u in await self._users(rec)]
            chosen = np.random.default_rng(seed).permutation(len(users))[:_POSITION_USERS]
            tasks = await plan_position(rec, self.model, [users[p] for p in chosen], seed=seed)
            return await measure_position(self.model, self.card, tasks, seed=seed)

    async def _hostile(self) -> GateResult:
        return await measure_hostile(self.suite.hostile_outputs, seed=self.suite.seed)

    async def _real(self) -> GateResult:
        return await measure_real(self.suite.real_outputs, model=self.model, seed=self.suite.seed)

    async def _home(self, name: str) -> OpenRecommender:
        settings = quiet(self.data.copy(self.homes / name), self.settings, model=True)

        def opened(model: LanguageModel) -> Recommender:
            return Recommender.open(settings, model=model)

        async with opened(self.model) as rec:
            rec.store.meta.set("", self.card.key, self.card.model_dump(mode="json"))
            await rec.rebuild(only="factors")
        return opened

    async def _users(self, rec: Recommender) -> list[UserSummary]:
        users = [user for user in await rec.users() if user.events >= _MIN_EVENTS]
        if not users:
            raise InputError(f"No user of {self.data.name} has {_MIN_EVENTS} events.")
        return users

    async def _cases(self, rec: Recommender) -> Sequence[InjectionCase]:
        return await plan_injection(rec, self._payloads, seed=self.suite.seed)

    @property
    def _payloads(self) -> list[Payload]:
        payloads, most = load_payloads(), self.suite.payloads
        if most is None or most >= len(payloads):
            return list(payloads)
        places = np.random.default_rng(self.suite.seed).permutation(len(payloads))[:most]
        return [payloads[place] for place in sorted(places.tolist())]

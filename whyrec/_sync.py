"""The same API for scripts that do not use asyncio."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterator, Sequence
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Self, TypeVar

from whyrec._engine import EngineState
from whyrec._tally import Tally
from whyrec.domain import ChatChunk, ChatTurn, Scene
from whyrec.recommender import Recommender
from whyrec.settings import Settings
from whyrec.store import Store

P = ParamSpec("P")
R = TypeVar("R")


def _blocking(
    method: Callable[Concatenate[Recommender, P], Coroutine[Any, Any, R]],
) -> Callable[Concatenate[SyncRecommender, P], R]:
    @wraps(method)
    def call(self: SyncRecommender, /, *args: P.args, **kwargs: P.kwargs) -> R:
        return self._runner.run(method(self._inner, *args, **kwargs))

    return call


class _Waiting:
    """A group of calls, such as `Recommender.items`, each of which waits for its end."""

    def __init__(self, runner: asyncio.Runner, inner: object) -> None:
        self._runner = runner
        self._inner = inner

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._inner, name)
        if not inspect.iscoroutinefunction(found):
            return found

        @wraps(found)
        def call(*args: Any, **kwargs: Any) -> Any:
            return self._runner.run(found(*args, **kwargs))

        return call


class SyncRecommender:
    """`whyrec.Recommender` with calls that wait; not for use inside a running event loop."""

    def __init__(self, inner: Recommender) -> None:
        self._inner = inner
        self._runner = asyncio.Runner()
        self.items = _Waiting(self._runner, inner.items)
        """As `Recommender.items`."""
        self.content = _Waiting(self._runner, inner.content)
        """As `Recommender.content`."""
        self.tenants = _Waiting(self._runner, inner.tenants)
        """As `Recommender.tenants`."""
        self.experiments = _Waiting(self._runner, inner.experiments)
        """As `Recommender.experiments`."""

    @classmethod
    def open(cls, settings: Settings | None = None) -> Self:
        """Open the store; see `Recommender.open`."""
        return cls(Recommender.open(settings))

    def close(self) -> None:
        """Close everything that was opened."""
        try:
            self._runner.run(self._inner.aclose())
        finally:
            self._runner.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    @property
    def settings(self) -> Settings:
        """The settings in force."""
        return self._inner.settings

    @property
    def store(self) -> Store:
        """The SQL store, for reading what has no call here."""
        return self._inner.store

    @property
    def tally(self) -> Tally:
        """What was done since this was opened, in numbers."""
        return self._inner.tally

    @wraps(Recommender.engine_state)
    def engine_state(self) -> EngineState:
        return self._inner.engine_state()

    @wraps(Recommender.moment)
    def moment(self, as_of: datetime | None = None, *, tenant: str | None = None) -> datetime:
        return self._inner.moment(as_of, tenant=tenant)

    @wraps(Recommender.chat)
    def chat(
        self,
        user_id: str,
        messages: Sequence[ChatTurn],
        *,
        scene: Scene | None = None,
        tenant: str | None = None,
        response_id: str | None = None,
    ) -> Iterator[ChatChunk]:
        pieces = self._inner.chat(
            user_id, messages, scene=scene, tenant=tenant, response_id=response_id
        )

        async def following() -> ChatChunk | None:
            return await anext(pieces, None)

        async def close() -> None:
            if isinstance(pieces, AsyncGenerator):
                await pieces.aclose()

        try:
            while (piece := self._runner.run(following())) is not None:
                yield piece
        finally:
            self._runner.run(close())

    ingest = _blocking(Recommender.ingest)
    rebuild = _blocking(Recommender.rebuild)
    catalogue = _blocking(Recommender.catalogue)
    users = _blocking(Recommender.users)
    profile = _blocking(Recommender.profile)
    revisions = _blocking(Recommender.revisions)
    timeline = _blocking(Recommender.timeline)
    contexts = _blocking(Recommender.contexts)
    drift = _blocking(Recommender.drift)
    fit_clusters = _blocking(Recommender.fit_clusters)
    clusters = _blocking(Recommender.clusters)
    cluster = _blocking(Recommender.cluster)
    membership = _blocking(Recommender.membership)
    membership_history = _blocking(Recommender.membership_history)
    forecast = _blocking(Recommender.forecast)
    prepare = _blocking(Recommender.prepare)
    drift_history = _blocking(Recommender.drift_history)
    transfer = _blocking(Recommender.transfer)
    journeys = _blocking(Recommender.journeys)
    changes = _blocking(Recommender.changes)
    diff = _blocking(Recommender.diff)
    evolve = _blocking(Recommender.evolve)
    evolve_estimate = _blocking(Recommender.evolve_estimate)
    recommend = _blocking(Recommender.recommend)
    features = _blocking(Recommender.features)
    why = _blocking(Recommender.why)
    explanation_facts = _blocking(Recommender.explanation_facts)
    counterfactual = _blocking(Recommender.counterfactual)
    feedback = _blocking(Recommender.feedback)
    add_events = _blocking(Recommender.add_events)
    refused_events = _blocking(Recommender.refused_events)
    timezone = _blocking(Recommender.timezone)
    set_timezone = _blocking(Recommender.set_timezone)
    knows = _blocking(Recommender.knows)
    edit = _blocking(Recommender.edit)
    question = _blocking(Recommender.question)
    answer = _blocking(Recommender.answer)
    rollback = _blocking(Recommender.rollback)
    forget = _blocking(Recommender.forget)
    erase = _blocking(Recommender.erase)
    export = _blocking(Recommender.export)
    warm = _blocking(Recommender.warm)
    probe = _blocking(Recommender.probe)
    card = _blocking(Recommender.card)
    embed = _blocking(Recommender.embed)
    backup = _blocking(Recommender.backup)

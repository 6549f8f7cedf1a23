"""Experiments: started, stopped, looked at."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from whyrec._experiment_file import check, read_definition
from whyrec._experiment_report import report_of
from whyrec._world import World
from whyrec.agents.experiments import BUCKETS, allot, conflict, free
from whyrec.domain import Experiment, ExperimentDefinition, ExperimentReport
from whyrec.errors import ConflictError, InputError


class Experiments:
    """The experiments of one `whyrec.Recommender`. None runs unless one was started."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._store = world.store

    async def all(self, *, tenant: str | None = None) -> list[Experiment]:
        """All of a tenant, those that are over among them, by their start."""
        return self._store.experiments.all(self._name(tenant))

    async def get(self, name: str, *, tenant: str | None = None) -> Experiment:
        """One of them.

        Raises:
            NotFoundError: There is none of that name.
        """
        return self._store.experiments.get(self._name(tenant), name)

    async def start(
        self,
        definition: ExperimentDefinition | Path,
        *,
        afar: bool = False,
        tenant: str | None = None,
    ) -> Experiment:
        """Start one: from then on its users see its variants, in this process and in others.

        What it is does not change any more; the weights files it names are read now.

        Args:
            definition: What is tried on whom, or a file in TOML that says so.
            afar: Whether somebody on another machine says so: then no variant may name a file of
                this one, or an engine of its own other than none.
            tenant: Whose users; by default the definition's, else the settings'.

        Raises:
            InputError: The file cannot be read, a variant cannot be made, it would be over
                already, or the definition is another tenant's.
            ConflictError: There was one of that name, or experiments that change the same have
                the users.
        """
        if isinstance(definition, Path):
            definition = read_definition(definition)
        name = self._name(tenant or definition.tenant)
        if definition.tenant not in (None, name):
            raise InputError(
                f"The experiment is one of the tenant {definition.tenant!r}.",
                remedy="Leave tenant out of it, or start it for that tenant.",
                field="tenant",
            )
        weights = check(definition, self._world.settings, afar=afar)
        now = datetime.now(UTC)
        if definition.end is not None and definition.end <= now:
            raise InputError("The end lies in the past.", field="end")
        starts = max(definition.start or now, now)

        wanted = definition

        def start() -> Experiment:
            with self._store.transaction():  # nobody else takes the users meanwhile
                self._store.experiments.refuse_again(name, wanted.name)
                experiment = self._allotted(name, wanted, starts).model_copy(
                    update={"weights": weights}
                )
                self._store.experiments.add(name, experiment)
            return experiment

        return await self._store.queued(start)

    async def stop(self, name: str, *, tenant: str | None = None) -> Experiment:
        """Stop one: from then on all see what the settings say. Stopped twice, it stays as it was.

        Raises:
            NotFoundError: There is none of that name.
        """
        whose = self._name(tenant)

        def stop() -> Experiment:
            with self._store.transaction():
                found = self._store.experiments.get(whose, name)
                now = datetime.now(UTC)
                if found.over_at(now):
                    return found
                ended = found.model_copy(
                    update={"ends_at": max(now, found.starts_at), "stopped": True}
                )
                self._store.experiments.end(whose, ended)
            return ended

        return await self._store.queued(stop)

    async def report(self, name: str, *, tenant: str | None = None) -> ExperimentReport:
        """What came out so far.

        Raises:
            NotFoundError: There is none of that name.
        """
        whose = self._name(tenant)
        found = self._store.experiments.get(whose, name)
        return await asyncio.to_thread(report_of, self._world, whose, found)

    def _allotted(
        self, tenant: str, definition: ExperimentDefinition, starts: datetime
    ) -> Experiment:
        """The experiment with users whom none in conflict has."""
        rivals = [
            one
            for one in self._store.experiments.all(tenant)
            if conflict(definition.touches, one.definition.touches)
            and not one.over_at(starts)
            and not (one.ends_at is not None and one.ends_at <= one.starts_at)
            and (definition.end is None or one.starts_at < definition.end)
        ]
        spans = allot(definition.share, (one.spans for one in rivals))
        if spans is None:
            left = len(free(one.spans for one in rivals)) / BUCKETS
            told = "; ".join(
                f"{one.name} changes {', '.join(sorted(shared))} too"
                for one in rivals
                if (shared := conflict(definition.touches, one.definition.touches))
            )
            raise ConflictError(
                f"{definition.share:g} of the users are wanted and {left:g} are free: {told}.",
                remedy=f"Set share to at most {left:g}, or stop one: whyrec experiments stop NAME"
                if left
                else "Stop one: whyrec experiments stop NAME",
            )
        return Experiment(
            definition=definition, spans=spans, starts_at=starts, ends_at=definition.end
        )

    def _name(self, tenant: str | None) -> str:
        return tenant or self._world.settings.tenant

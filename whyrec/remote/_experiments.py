"""The experiments of a server's tenant."""

from __future__ import annotations

from pathlib import Path

from whyrec.domain import Experiment, ExperimentDefinition, ExperimentReport
from whyrec.remote._address import segment
from whyrec.remote._pages import pages
from whyrec.remote._wire import Wire


class RemoteExperiments:
    """Experiments of a `RemoteRecommender`, as ``rec.experiments``."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def all(self) -> list[Experiment]:
        """All of the tenant, those that are over among them, by their start."""
        return [one async for one in pages(self._wire, Experiment, "/v1/experiments")]

    async def get(self, name: str) -> Experiment:
        """One of them.

        Raises:
            NotFoundError: There is none of that name.
        """
        return await self._wire.get(Experiment, f"/v1/experiments/{segment(name)}")

    async def report(self, name: str) -> ExperimentReport:
        """What came out so far.

        Raises:
            NotFoundError: There is none of that name.
        """
        return await self._wire.get(ExperimentReport, f"/v1/experiments/{segment(name)}/report")

    async def start(self, definition: ExperimentDefinition | Path) -> Experiment:
        """Start one: from then on its users see its variants.

        Args:
            definition: What is tried on whom, or a file in TOML that says so. No variant names a
                file, or an engine of its own other than none: those are the server's.

        Raises:
            InputError: The file cannot be read, a variant cannot be made, it would be over
                already, or the definition is another tenant's.
            ConflictError: There was one of that name, or experiments that change the same have
                the users.
        """
        if isinstance(definition, Path):
            from whyrec._experiment_file import read_definition

            definition = read_definition(definition)
        body = definition.model_dump(mode="json", exclude_unset=True)
        reply = await self._wire.send("POST", "/v1/experiments", body=body)
        return self._wire.read(Experiment, reply)

    async def stop(self, name: str) -> Experiment:
        """Stop one: from then on all see what the settings say. Stopped twice, it stays as it was.

        Raises:
            NotFoundError: There is none of that name.
        """
        path = f"/v1/experiments/{segment(name)}/stop"
        return self._wire.read(Experiment, await self._wire.send("POST", path, safe=True))

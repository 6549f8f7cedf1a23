"""The experiments of a server's tenant."""

from __future__ import annotations

from whyrec.domain import Experiment, ExperimentReport
from whyrec.remote._address import segment
from whyrec.remote._pages import pages
from whyrec.remote._wire import Wire


class RemoteExperiments:
    """Experiments of a `RemoteRecommender`, as ``rec.experiments``: looked at, not changed."""

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

"""Experiments and what came out of them."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path
from pydantic import ConfigDict

from whyrec.domain import Experiment, ExperimentDefinition, ExperimentReport, Identifier
from whyrec.server._caller import Admin
from whyrec.server._rest import _examples
from whyrec.server._rest._replies import Page, example, replies, router
from whyrec.server._rest._subjects import Rec

routes = router("Experiments")

Name = Annotated[Identifier, Path(description="The experiment's name.", examples=["bold-lists"])]


class ExperimentBody(ExperimentDefinition):
    """What is tried on whom."""

    model_config = ConfigDict(json_schema_extra=example(_examples.EXPERIMENT_BODY))


@routes.get(
    "/v1/experiments", summary="List the experiments", responses=replies(_examples.EXPERIMENTS)
)
async def list_experiments(caller: Admin, rec: Rec) -> Page[Experiment]:
    """All of the tenant, those that are over among them, by their start; always one page."""
    return Page(data=tuple(await rec.experiments.all(tenant=caller.tenant)))


@routes.post(
    "/v1/experiments",
    summary="Start an experiment",
    responses=replies(_examples.EXPERIMENT, 400, 409),
)
async def start_experiment(caller: Admin, rec: Rec, body: ExperimentBody) -> Experiment:
    """Its users see the variants from the next list on; what it is does not change any more.

    A variant that names a file (`rank.weights`) or an engine of its own, other than none, is
    started where the server runs: `whyrec experiments start FILE`.
    """
    definition = ExperimentDefinition(**dict(body))
    return await rec.experiments.start(definition, afar=True, tenant=caller.tenant)


@routes.get(
    "/v1/experiments/{name:id}",
    summary="Show an experiment",
    responses=replies(_examples.EXPERIMENT, 404),
)
async def get_experiment(name: Name, caller: Admin, rec: Rec) -> Experiment:
    """What is tried on whom."""
    return await rec.experiments.get(name, tenant=caller.tenant)


@routes.get(
    "/v1/experiments/{name:id}/report",
    summary="Say what came out of an experiment",
    responses=replies(_examples.EXPERIMENT_REPORT, 404),
)
async def get_experiment_report(name: Name, caller: Admin, rec: Rec) -> ExperimentReport:
    """Rates with intervals, differences that hold however often one looks, guards, the verdict.

    Every event of every user who was shown something is read for it.
    """
    return await rec.experiments.report(name, tenant=caller.tenant)


@routes.post(
    "/v1/experiments/{name:id}/stop",
    summary="Stop an experiment",
    responses=replies(_examples.EXPERIMENT_STOPPED, 404),
)
async def stop_experiment(name: Name, caller: Admin, rec: Rec) -> Experiment:
    """All see what the settings say again. Stopped twice, it stays as it was; its report stays."""
    return await rec.experiments.stop(name, tenant=caller.tenant)

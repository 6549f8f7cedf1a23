"""Running a ranking suite."""

from __future__ import annotations

import json
from collections.abc import Sequence

from whyrec.errors import InputError
from whyrec.evals._context import Context
from whyrec.evals._findings import Findings
from whyrec.evals._home import DataSet
from whyrec.evals._kept import digest, made_by
from whyrec.evals._suite import FullSpec, RankingSuite, ReplaySpec, SampledSpec
from whyrec.evals.baselines import BASELINES
from whyrec.evals.protocols import Plan, from_file, full, replay, sampled
from whyrec.evals.ranking._ask import ask
from whyrec.evals.ranking._build import Builder
from whyrec.evals.ranking._cases import case_views, strongest
from whyrec.evals.ranking._checks import checks, require
from whyrec.evals.ranking._outcomes import Outcome, Outcomes
from whyrec.evals.ranking._plots import (
    calibration_plot,
    cost_against_quality,
    hit_rate_by_history,
    hit_rate_by_k,
    hit_rate_by_point,
    hit_rate_by_popularity,
)
from whyrec.evals.ranking._scores import Scores
from whyrec.evals.ranking._tables import (
    accuracy_table,
    beyond_table,
    calibration_table,
    cost_table,
    difference_table,
    grounded_table,
)
from whyrec.evals.report import Section
from whyrec.evals.systems import Generations, System, Whyrec

OUTCOMES = "outcomes.jsonl"
"""File in a run's folder that a later run goes on with."""
_DRAWN = 6
"""Systems in a plot: more lines cannot be told apart."""


def plan_of(suite: RankingSuite, data: DataSet) -> Plan:
    """The suite's cases."""
    crowd, ids, seed = data.crowd, data.catalogue.ids, suite.seed
    match suite.protocol:
        case FullSpec() as p:
            return full(
                crowd,
                ids,
                cut=p.cut,
                targets=p.targets,
                min_events=p.min_events,
                users=p.users,
                seed=seed,
            )
        case SampledSpec() as p if p.candidates is not None:
            return from_file(crowd, ids, p.candidates, blocks=p.blocks)
        case SampledSpec() as p:
            return sampled(
                crowd,
                ids,
                n=p.n,
                kind=p.negatives,
                min_events=p.min_events,
                users=p.users,
                seed=seed,
                blocks=p.blocks,
            )
        case ReplaySpec() as p:
            return replay(
                crowd,
                ids,
                at=p.at,
                n=p.n,
                kind=p.negatives,
                users=p.users,
                seed=seed,
                blocks=p.blocks,
            )


async def run_ranking(suite: RankingSuite, text: str, context: Context) -> Findings:
    """Run a ranking suite; goes on where an interrupted run of it stopped.

    Args:
        suite: The suite.
        text: Its YAML, for the report.
        context: Folders and settings.

    Raises:
        InputError: The suite names what there is not.
    """
    data = await context.data(suite.data)
    plan = plan_of(suite, data)
    generations = Generations(context.cache / "generations.db")
    builder = Builder(
        suite, data, plan, context.work, context.settings, generations, context.progress
    )
    outcomes: Outcomes | None = None
    try:
        systems = await builder.systems()
        _require(suite, [system.name for system in systems])
        outcomes = Outcomes(
            context.out / OUTCOMES,
            Outcome,
            made_by(
                data,
                text,
                context.settings,
                cases=digest(repr(plan)),
                systems=digest(json.dumps({s.name: s.provenance for s in systems}, sort_keys=True)),
            ),
            context.note,
        )
        await ask(plan, systems, outcomes, context.progress, context.workers)
        scores = {s.name: Scores.of(s.name, plan.cases, outcomes, data) for s in systems}
        main = scores[suite.main or _first_whyrec(systems)]
        return Findings(
            summary=[*_summary(main, scores, plan, data), *builder.notes],
            checks=checks(suite.thresholds, scores),
            sections=await _sections(suite, main, scores, systems, plan),
            provenance={
                **data.provenance,
                "protocol": plan.protocol,
                "seed": str(suite.seed),
                **{
                    f"system {s.name}": ", ".join(f"{k} {v}" for k, v in s.provenance.items())
                    for s in systems
                },
            },
        )
    finally:
        if outcomes is not None:
            outcomes.close()
        await builder.aclose()
        generations.close()


def _require(suite: RankingSuite, names: Sequence[str]) -> None:
    """Refuse, before hours are spent, what names a system that does not run."""
    require(suite.thresholds, names)
    if suite.main is not None and suite.main not in names:
        raise InputError(
            f"The suite's main system is {suite.main!r}, which does not run.",
            remedy=f"Those that run are {', '.join(names)}.",
        )


def _first_whyrec(systems: list[System]) -> str:
    return next((s.name for s in systems if isinstance(s, Whyrec)), systems[0].name)


def _summary(main: Scores, scores: dict[str, Scores], plan: Plan, data: DataSet) -> list[str]:
    told = [
        f"{len(plan.cases):,} cases of {data.name}. {plan.protocol}.",
        *plan.notes,
        f"{main.system}: HR@10 {main.metric('HR@10').mean():.4f}, "
        f"NDCG@10 {main.metric('NDCG@10').mean():.4f}.",
    ]
    present = [one for name, one in scores.items() if name in BASELINES and one is not main]
    if present:
        best = strongest(main, present)
        told.append(
            f"Strongest baseline: {best.system}, HR@10 {best.metric('HR@10').mean():.4f}, "
            f"NDCG@10 {best.metric('NDCG@10').mean():.4f}."
        )
    return told


async def _sections(
    suite: RankingSuite,
    main: Scores,
    scores: dict[str, Scores],
    systems: list[System],
    plan: Plan,
) -> list[Section]:
    rows = list(scores.values())
    others = [one for one in rows if one is not main]
    drawn = [main, *sorted(others, key=lambda s: -float(s.metric("NDCG@10").mean()))][:_DRAWN]
    tables = [accuracy_table(rows)]
    if others:
        tables.append(difference_table(main, others))
    plots = [hit_rate_by_k(drawn), hit_rate_by_history(drawn), hit_rate_by_popularity(drawn)]
    if isinstance(suite.protocol, ReplaySpec):
        plots.insert(0, hit_rate_by_point(drawn))
    calibrated, reliable = calibration_table(rows), calibration_plot(drawn)
    explained = grounded_table(rows)
    system = next(s for s in systems if s.name == main.system)
    cases = []
    if others and isinstance(system, Whyrec):
        cases = await case_views(main, strongest(main, others), system, plan.blocks)
    return [
        Section(title="Accuracy", text="\n\n".join(plan.notes), tables=tables, plots=plots),
        Section(title="Beyond accuracy", tables=[beyond_table(rows)]),
        Section(
            title="Calibration",
            tables=[calibrated] if calibrated else [],
            plots=[reliable] if reliable else [],
        ),
        *([Section(title="Explanations", tables=[explained])] if explained else []),
        Section(title="Cost", tables=[cost_table(rows)], plots=[cost_against_quality(drawn)]),
        Section(title="Single cases", cases=cases),
    ]

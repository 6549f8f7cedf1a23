"""Running a diversity suite."""

from __future__ import annotations

import numpy as np

from whyrec.evals._context import Context
from whyrec.evals._findings import Findings
from whyrec.evals._kept import Kept, made_by
from whyrec.evals._suite import DiversitySuite
from whyrec.evals.balance._listed import Listed, listed
from whyrec.evals.balance._measures import Ground, Measured
from whyrec.evals.balance._tables import curves, measures_table, price_table
from whyrec.evals.balance._variants import DEFAULT, Variant, distinct, sweeps
from whyrec.evals.protocols import Plan, full
from whyrec.evals.report import Section
from whyrec.evals.systems import Whyrec

LISTS = "lists.jsonl"
"""File in a run's folder that a later run goes on with."""


async def run_diversity(suite: DiversitySuite, text: str, context: Context) -> Findings:
    """Ask for the same users' lists in every balance; goes on where an interrupted run stopped."""
    data = await context.data(suite.data)
    p = suite.protocol
    plan = full(
        data.crowd,
        data.catalogue.ids,
        cut=p.cut,
        targets=p.targets,
        min_events=p.min_events,
        users=p.users,
        seed=suite.seed,
    )
    system = Whyrec("whyrec", data, context.work, plan.protocol, settings={})
    moved = sweeps(suite, system.diversity)
    variants = distinct(moved, system.diversity)
    with Kept(
        context.out / LISTS, Listed, made_by(data, text, context.settings), context.note
    ) as kept:
        found = await _ask(system, plan, list(variants), suite.k, kept, context)
    ground = Ground(data, plan.cases, suite.k)
    rows = {v.name: Measured(v.name, ground, found) for v in variants}
    section = Section(
        title="Accuracy and balance",
        text="Each line of a plot moves one parameter and leaves the others at their defaults.",
        tables=[measures_table(list(rows.values())), price_table(list(rows.values()))],
        plots=curves(moved, rows),
    )
    return Findings(
        summary=[
            f"{len(plan.cases):,} cases of {data.name}. {plan.protocol}.",
            *plan.notes,
            f"By default: HR@{suite.k} {rows[DEFAULT].hits.mean():.4f}, "
            f"NDCG@{suite.k} {rows[DEFAULT].gain.mean():.4f}, "
            f"diversity {np.nanmean(rows[DEFAULT].diversity):.3f}.",
        ],
        sections=[section],
        provenance={
            **data.provenance,
            **{f"whyrec {name}": told for name, told in system.provenance.items()},
            "seed": str(suite.seed),
        },
    )


async def _ask(
    system: Whyrec,
    plan: Plan,
    variants: list[Variant],
    k: int,
    kept: Kept[Listed],
    context: Context,
) -> list[Listed]:
    """Every case's lists, in the plan's order."""
    found: list[Listed] = []
    await system.open()
    try:
        for block in plan.blocks:
            await system.at(block.moment)
            for case in block.cases:
                known = kept.get(case.id)
                if known is None:
                    await system.follow(case)
                    known = kept.add(await listed(system.rec, case, variants, k))
                found.append(known)
                context.progress("lists", len(found), len(plan.cases))
    finally:
        await system.close()
    return found

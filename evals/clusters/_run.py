"""Running a suite of clusters."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import adjusted_rand_score

from whyrec.agents.clusters import (
    Clusters,
    HeldOut,
    distances,
    fit_clusters,
    gain,
    held_out,
    tempered,
)
from whyrec.evals._context import Context
from whyrec.evals._findings import Findings
from whyrec.evals._home import DataSet
from whyrec.evals._kept import Kept, made_by
from whyrec.evals.clusters._outcomes import Looked, Outcome, Refitted
from whyrec.evals.clusters._planted import planted
from whyrec.evals.clusters._sections import Numbers, checks, sections, summary
from whyrec.evals.clusters._spec import ClustersSuite
from whyrec.evals.protocols import Case, Plan, cut_moment, full
from whyrec.evals.systems import Whyrec


async def run_clusters(suite: ClustersSuite, text: str, context: Context) -> Findings:
    """Fit clusters before a cut and see what they are worth after it.

    An interrupted run goes on where it stopped.

    Raises:
        InputError: The data set's items carry too few facets, or there is nothing after the cut.
    """
    data = await context.data(suite.data)
    moment = cut_moment(data.crowd, suite.cut)
    held = held_out(data.catalogue, data.crowd, moment)
    vectors = held.where.vectors[held.where.known]
    whole = fit_clusters(vectors, held.where.origin)
    made = made_by(data, text, context.settings)
    with Kept[Outcome](context.out / "clusters.jsonl", Outcome, made, context.note) as kept:
        refitted = _refit(suite, vectors, whole, kept, context)
        looked = await _look(suite, data, kept, context)
    soft = tempered(whole, data.catalogue, held.past)
    numbers = Numbers(
        clusters=len(whole),
        temperature=soft.temperature / soft.spread,
        planted=[planted(suite, data, alike=alike) for alike in (True, False)],
        refitted=refitted,
        gains=_gains(soft, data, held),
        looked=looked,
    )
    return Findings(
        summary=summary(numbers),
        checks=checks(suite, numbers),
        sections=sections(numbers),
        provenance={**data.provenance, "seed": str(suite.seed)},
    )


def _refit(
    suite: ClustersSuite,
    vectors: NDArray[np.float32],
    whole: Clusters,
    kept: Kept[Outcome],
    context: Context,
) -> list[Refitted]:
    nearest = distances(vectors, whole.centres).argmin(axis=1)
    found: list[Refitted] = []
    for number in range(suite.resamples):
        known = kept.get(f"refitted {number}")
        if not isinstance(known, Refitted):
            rng = np.random.default_rng([suite.seed, number])
            again = fit_clusters(vectors[rng.integers(0, len(vectors), len(vectors))])
            other = distances(vectors, again.centres).argmin(axis=1)
            known = Refitted(number, len(again), float(adjusted_rand_score(nearest, other)))
            kept.add(known)
        found.append(known)
        context.progress("fits on resamples", number + 1, suite.resamples)
    return found


def _gains(clusters: Clusters, data: DataSet, held: HeldOut) -> NDArray[np.float64]:
    """Of the mixture over one-cluster popularity, in nats, one a user."""
    return gain(clusters, data.catalogue, held)


async def _look(
    suite: ClustersSuite, data: DataSet, kept: Kept[Outcome], context: Context
) -> list[Looked]:
    plan = full(data.crowd, data.catalogue.ids, cut=suite.cut, users=suite.users, seed=suite.seed)
    waiting = [case for case in plan.cases if kept.get(f"looked {case.id}") is None]
    if waiting:
        await _find(plan, waiting, data, kept, context)
    found = [kept.get(f"looked {case.id}") for case in plan.cases]
    return [one for one in found if isinstance(one, Looked)]


async def _find(
    plan: Plan, waiting: list[Case], data: DataSet, kept: Kept[Outcome], context: Context
) -> None:
    """Ask for candidates with people like the user and without, for equal homes."""
    with_people = Whyrec(
        "people", data, context.work, plan.protocol, settings={"rank": {"extras": ["people"]}}
    )
    without = Whyrec("without", data, context.work, f"{plan.protocol}, without", settings={})
    done = len(plan.cases) - len(waiting)
    await with_people.open()
    await without.open()
    try:
        for block in plan.blocks:
            await with_people.at(block.moment)
            await without.at(block.moment)
            for case in [c for c in block.cases if c in waiting]:
                target = case.targets[0]
                before = await without.features(case)
                after = await with_people.features(case)
                kept.add(Looked(case.id, target in before.items, target in after.items))
                done += 1
                context.progress("candidates", done, len(plan.cases))
    finally:
        await with_people.close()
        await without.close()

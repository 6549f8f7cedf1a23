"""The language model's judgement of the best candidates, for fitting its weight."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from whyrec.agents.models import LanguageModel
from whyrec.agents.rank import LikelihoodJudge, LinearModel, Weights, rank, standardise
from whyrec.agents.retrieve import UserView
from whyrec.domain import Facet
from whyrec.evals._choice_model import Choice
from whyrec.evals._data_set import DataSet
from whyrec.evals._fused import candidates_of, snapshot_of
from whyrec.evals._protocol_full import cut_moment, split_at
from whyrec.evals._task import Task
from whyrec.prompts import get_prompt

_RECENT = 10


def judge_sample(
    data: DataSet,
    base: LinearModel,
    model: LanguageModel,
    *,
    cut: float,
    until: float,
    users: int,
    best: int = 50,
    limit: int = 500,
    seed: int = 0,
    progress: Callable[[str], None] = lambda _: None,
) -> list[Choice]:
    """Judge the best candidates of users drawn with a seed from a training window.

    Only users whose target is among their best are drawn: the others cannot say which of them was
    taken. About 3 seconds a user with the embedded model on two cores.

    Args:
        data: The data set.
        base: The set without the model.
        model: The engine.
        cut: Where the window is cut, as a share of all events.
        until: Where it ends.
        users: How many users, at most.
        best: How many candidates of each.
        limit: Candidates that retrieval keeps.
        seed: Of the draw.
        progress: Told after every tenth user.

    Returns:
        For each user the log-odds without the judgement, the judgement (standardised within the
        list), and which candidate was taken.
    """
    weights = Weights.model_construct(without_model=base)
    moment, end = cut_moment(data.columns, cut), cut_moment(data.columns, until)
    split = split_at(data.catalogue, data.columns, moment, until=end)
    snapshot = snapshot_of(split.task)
    cases: list[tuple[UserView, NDArray[np.int32], NDArray[np.float64], int]] = []
    pairs = zip(split.targets.tolist(), candidates_of(split.task, snapshot, limit), strict=True)
    for target, (view, candidates) in pairs:
        ranked = rank(view, candidates, snapshot, weights)
        if target in ranked.items[:best]:
            odds = ranked.contributions[:best].sum(axis=1) + base.bias
            cases.append((view, ranked.items[:best], odds, target))
    order = np.random.default_rng(seed).permutation(len(cases))[:users]

    async def run() -> list[NDArray[np.float64]]:
        verdicts: list[NDArray[np.float64]] = []
        for number, position in enumerate(order.tolist(), start=1):
            view, items, _, _ = cases[position]
            titles = [data.catalogue.titles[item] for item in items]
            verdicts.append(await _judge_of(split.task, view, model)(titles))
            if number % 10 == 0:
                progress(f"judged {number} of {len(order)} users")
        return verdicts

    verdicts = asyncio.run(run())
    choices: list[Choice] = []
    for position, verdict in zip(order.tolist(), verdicts, strict=True):
        _, items, odds, target = cases[position]
        columns = np.column_stack([odds, standardise(verdict[:, None])[:, 0]])
        choices.append(Choice(columns.astype(np.float32), int(np.flatnonzero(items == target)[0])))
    return choices


def _judge_of(task: Task, view: UserView, model: LanguageModel) -> LikelihoodJudge:
    catalogue = task.catalogue
    domain = str(catalogue.domains[0])
    likes = ", ".join(Facet.parse(i.facets[0]).value for i in view.likes)
    dislikes = ", ".join(Facet.parse(i.facets[0]).value for i in view.dislikes)
    profile = f"Likes: {likes or 'nothing known'}.\nDislikes: {dislikes or 'nothing known'}."
    recent = [catalogue.titles[i] for i in view.items[view.weights >= 0][-_RECENT:]]
    return LikelihoodJudge(
        model,
        get_prompt("judge").render(profile=profile, domain=domain, recent=recent),
        get_prompt("judge_null").render(domain=domain),
    )

"""Section: does a longer profile predict as well as a short one, and as well as recent items?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from whyrec.evals.health._features import DISLIKES, LIKES, PROFILE, RECENT, SYSTEMS
from whyrec.evals.health._figures import GROUPS
from whyrec.evals.health._outcomes import Group, Life
from whyrec.evals.health._predicted import PREDICTED, Claim, by_user, hit, ndcg
from whyrec.evals.metrics import bootstrap
from whyrec.evals.report import Cell, Column, Plot, Section, Series, Table, Value


def predict_section(
    lives: Sequence[Life],
    claimed: Sequence[Claim],
    *,
    at: Sequence[int],
    around: int,
    candidates: int,
) -> Section:
    """Accuracy of features alone by number of updates, and what is claimed of it.

    Args:
        lives: All of them.
        claimed: Claims that were tested.
        at: Numbers of updates.
        around: How many predictions stand for each.
        candidates: Items the next one is among.
    """
    groups = [g for g in PREDICTED if any(x.group == g and x.ranks for x in lives)]
    chance = sum(ndcg(rank) for rank in range(1, candidates + 1)) / candidates
    return Section(
        title="Prediction",
        text=f"The item taken next among {candidates}, the others drawn evenly from what the user "
        f"never takes; chance is NDCG@10 {chance:.3f}. {around} successive predictions stand for "
        "each number of updates. “The profile alone” is the match with what was lately taken for "
        "its liked interests, less that with its dislikes; “recent items only” is the mean of the "
        "two best cosines with the last ten items. The other rows take the profile apart, and the "
        "users with events in batches take in at once what waits before each prediction."
        + _reading(lives, at[-1], around, chance),
        tables=[
            *(_accuracy(lives, group, (at[0], at[-1]), around) for group in groups),
            _claims(claimed),
        ],
        plots=[_plot(lives, group, at, around) for group in groups if group != "batched"],
    )


def _reading(lives: Sequence[Life], last: int, around: int, chance: float) -> str:
    """What the parts say where the profile falls behind, as a paragraph; empty where it doesn't."""

    def of(group: Group, system: str) -> float:
        return mean_ndcg(lives, group, system, last, around)

    whole, recent = of("real", PROFILE), of("real", RECENT)
    if not whole < recent:
        return ""
    told = [f"After {last} events the profile is behind recent items, {whole:.3f} to {recent:.3f}."]
    if of("real", DISLIKES) < chance and of("real", LIKES) > whole:
        told.append(
            f"Dislikes alone put the next item below chance ({of('real', DISLIKES):.3f}), and "
            f"likes without them reach {of('real', LIKES):.3f}: what users rate low is also what "
            "they go on taking."
        )
    if of("batched", PROFILE) > whole:
        told.append(
            f"The same events in batches reach {of('batched', PROFILE):.3f}, and likes alone "
            f"{of('batched', LIKES):.3f}: what two events have in common is only seen when they "
            "come in one update."
        )
    return "\n\n" + " ".join(told)


def _accuracy(lives: Sequence[Life], group: Group, at: Sequence[int], around: int) -> Table:
    own = [life for life in lives if life.group == group and life.ranks]
    rows: list[list[Cell]] = []
    for system in SYSTEMS:
        row: list[Cell] = [system, len(own)]
        for updates in dict.fromkeys(at):
            row.append(Value.of(bootstrap(by_user(own, system, updates, around))))
            row.append(Value.of(bootstrap(by_user(own, system, updates, around, hit))))
        rows.append(row)
    columns = [Column(name="features"), Column(name="n", explanation="users", kind="count")]
    for updates in dict.fromkeys(at):
        for metric in ("NDCG@10", "HR@10"):
            columns.append(
                Column(
                    name=f"{metric} at {updates}",
                    explanation="updates",
                    kind="interval",
                    better="higher",
                )
            )
    return Table(title=f"Features alone, users {GROUPS[group]}", columns=columns, rows=rows)


def _claims(claimed: Sequence[Claim]) -> Table:
    rows: list[list[Cell]] = [
        [
            one.name,
            one.than,
            one.found.n,
            Value(mean=one.found.difference, low=one.found.low),
            one.found.p,
            one.p,
        ]
        for one in claimed
    ]
    return Table(
        title="Not worse",
        columns=[
            Column(name="what"),
            Column(name="than"),
            Column(name="n", explanation="users", kind="count"),
            Column(name="difference", explanation="with its lower bound", kind="interval"),
            Column(name="p", kind="number"),
            Column(name="Holm", explanation="p, corrected", kind="number"),
        ],
        rows=rows,
        note="Paired by user; the bound is one-sided, 95 %.",
    )


def _plot(lives: Sequence[Life], group: Group, at: Sequence[int], around: int) -> Plot:
    own = [life for life in lives if life.group == group and life.ranks]
    series = []
    for system in (PROFILE, RECENT):
        found = [bootstrap(by_user(own, system, updates, around, hit)) for updates in at]
        series.append(
            Series(
                name=system,
                x=[float(updates) for updates in at],
                y=[f.mean for f in found],
                low=[f.low for f in found],
                high=[f.high for f in found],
            )
        )
    return Plot(
        title=f"Hit-rate as the profile grows, users {GROUPS[group]}",
        kind="line",
        x="updates",
        y="HR@10",
        series=series,
    )


def mean_ndcg(lives: Sequence[Life], group: Group, system: str, at: int, around: int) -> float:
    """Mean over a group's users; NaN without any."""
    own = [life for life in lives if life.group == group and life.ranks]
    scores = by_user(own, system, at, around)
    return float(np.nanmean(scores)) if len(scores) else float("nan")

"""Position bias: does it matter where in the list of candidates an item stands?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, Field, create_model

from whyrec import Recommender
from whyrec.agents.models import CapabilityCard, ChatMessage, LanguageModel
from whyrec.agents.profile import render
from whyrec.agents.rank import LikelihoodJudge
from whyrec.evals.metrics import bootstrap
from whyrec.prompts import get_prompt

RECENT_TITLES: Final = 10
"""Latest items that the judging prompts are given, as the recommender gives them."""


class PositionTask(NamedTuple):
    """One user's candidates, one of which is what they took next."""

    profile: str
    """Rendered, several lines."""
    recent: tuple[str, ...]
    """Titles of their latest items, oldest first."""
    domain: str
    titles: tuple[str, ...]
    """The candidates', distinct."""
    target: int
    """Index of what they took."""


class SlotValue(NamedTuple):
    """One point of a curve."""

    slot: int
    """Place of the target in the prompt, from 0."""
    value: float
    low: float
    high: float
    """95 % bootstrap interval over tasks."""


@dataclass(frozen=True)
class PositionCurve:
    """How a judge ranks the target, by the slot it stands in."""

    judge: Literal["likelihood", "listwise"]
    rank: tuple[SlotValue, ...] = ()
    """Mean rank of the target from 1; ties share their mean. Flat for a judge without bias."""
    hit: tuple[SlotValue, ...] = ()
    """Probability that the target comes first; ties share it."""
    spread: float | None = None
    """Largest difference between the verdicts on one title in two orders: 0 where the order is of
    no consequence. For likelihood in nats, for listwise in ranks as a share of the list."""
    not_measured: str | None = None
    """Why there is no curve."""


@dataclass(frozen=True)
class PositionResult:
    """Both kinds of judge."""

    likelihood: PositionCurve
    listwise: PositionCurve
    tasks: int
    shuffles: int


async def plan_position(
    rec: Recommender,
    model: LanguageModel,
    users: Sequence[str],
    *,
    candidates: int = 10,
    seed: int = 0,
    tenant: str | None = None,
) -> list[PositionTask]:
    """Make a task of each user: their last item among others drawn with a seed.

    Args:
        rec: The recommender; profiles are taken as they are.
        model: Whose tokens limit the rendered profile.
        users: Those with fewer than two items, or all of the catalogue behind them, are left out.
        candidates: Titles in a task, ≥ 2.
        seed: Of the draw.
        tenant: By default the settings'.
    """
    name = tenant or rec.settings.tenant
    items = {i.id: i for i in rec.store.items.all(name)}
    rng = np.random.default_rng(seed)
    tasks = []
    for user in users:
        taken = [e for e in rec.store.events.of_user(name, user) if e.item_id in items]
        own = {e.item_id for e in taken}
        free = sorted(i for i in items if i not in own)
        if len(taken) < 2 or len(free) < candidates - 1:
            continue
        last = items[taken[-1].item_id or ""]
        drawn = [items[free[int(p)]] for p in rng.permutation(len(free))]
        titles = tuple(dict.fromkeys([last.title, *(i.title for i in drawn)]))[:candidates]
        profile = await rec.profile(user, tenant=tenant, as_of=taken[-2].at)
        tasks.append(
            PositionTask(
                profile=await render(profile, model.count_tokens),
                recent=tuple(items[e.item_id or ""].title for e in taken[:-1][-RECENT_TITLES:]),
                domain=last.domain,
                titles=titles,
                target=0,
            )
        )
    return tasks


async def measure_position(
    model: LanguageModel,
    card: CapabilityCard,
    tasks: Sequence[PositionTask],
    *,
    slots: Sequence[int] | None = None,
    shuffles: int = 2,
    seed: int = 0,
) -> PositionResult:
    """Put each task's target into every slot, the other candidates in seeded shuffles behind it.

    Likelihood is measured for any engine that gives it; it must come out exactly flat. Listwise is
    measured on single prompts, without the averaging over shuffles that `ListwiseJudge` does, which
    is what takes the bias out: this is the bias that there is to take out.

    Args:
        model: The engine.
        card: What it was measured to do; an engine that cannot judge a list is not asked to.
        tasks: At least one, all with the same number of titles.
        slots: Places to look at, from 0; by default all.
        shuffles: Orders of the other candidates for each slot, ≥ 1.
        seed: Of the orders.
    """
    asked = tuple(range(len(tasks[0].titles)) if slots is None else slots)
    if card.likelihood.passed:
        likelihood = await _curve("likelihood", model, tasks, asked, shuffles, seed)
    else:
        likelihood = _not_measured("likelihood", card.likelihood.score, card.likelihood.failure)
    if card.listwise.passed:
        listwise = await _curve("listwise", model, tasks, asked, shuffles, seed)
    else:
        listwise = _not_measured("listwise", card.listwise.score, card.listwise.failure)
    return PositionResult(likelihood, listwise, len(tasks), shuffles)


def _not_measured(
    judge: Literal["likelihood", "listwise"], score: float, failure: str | None
) -> PositionCurve:
    why = failure or f"scored {score:.2f} in the probe, which does not pass"
    return PositionCurve(judge, not_measured=f"not measured: this engine's {judge} {why}")


async def _curve(
    judge: Literal["likelihood", "listwise"],
    model: LanguageModel,
    tasks: Sequence[PositionTask],
    slots: Sequence[int],
    shuffles: int,
    seed: int,
) -> PositionCurve:
    places = np.full((len(slots), len(tasks), shuffles), np.nan)
    first = np.full_like(places, np.nan)
    spread = 0.0
    for row, task in enumerate(tasks):
        known: dict[str, float] = {}
        for column, slot in enumerate(slots):
            for shuffle in range(shuffles):
                order = _order(task, slot, [seed, row, shuffle])
                titles = [task.titles[place] for place in order]
                verdict = await _verdict(judge, model, task, titles, seed + shuffle)
                places[column, row, shuffle], first[column, row, shuffle] = _standing(verdict, slot)
                for title, value in zip(titles, verdict.tolist(), strict=True):
                    spread = max(spread, abs(known.setdefault(title, value) - value))
    return PositionCurve(judge, _points(slots, places), _points(slots, first), spread)


def _order(task: PositionTask, slot: int, seed: Sequence[int]) -> list[int]:
    """The candidates with the target in a slot, the others in an order of the shuffle's own."""
    others = [p for p in range(len(task.titles)) if p != task.target]
    dealt = [others[int(p)] for p in np.random.default_rng(seed).permutation(len(others))]
    return [*dealt[:slot], task.target, *dealt[slot:]]


async def _verdict(
    judge: Literal["likelihood", "listwise"],
    model: LanguageModel,
    task: PositionTask,
    titles: Sequence[str],
    seed: int,
) -> NDArray[np.float64]:
    """One number a title, higher is better."""
    if judge == "listwise":
        return await _listwise(model, task, titles, seed)
    told = get_prompt("judge").render(
        profile=task.profile, domain=task.domain, recent=list(task.recent)
    )
    # Nothing is remembered between two orders, so that each is asked for all of it.
    bare = get_prompt("judge_null").render(domain=task.domain)
    return await LikelihoodJudge(model, told, bare)(titles)


async def _listwise(
    model: LanguageModel, task: PositionTask, titles: Sequence[str], seed: int
) -> NDArray[np.float64]:
    """One prompt with the titles in exactly this order."""
    labels = [f"c{number}" for number in range(1, len(titles) + 1)]
    turns = get_prompt("listwise").messages(
        profile=task.profile,
        recent=list(task.recent),
        candidates=[
            {"label": label, "title": title, "facets": ""}
            for label, title in zip(labels, titles, strict=True)
        ],
    )
    answer = await model.parse(
        [ChatMessage(turn.role, turn.content) for turn in turns],
        _ranking(tuple(labels)),
        max_tokens=32 + 8 * len(labels),
        seed=seed,
    )
    ranked: list[Any] = getattr(answer.value, "best_first")  # noqa: B009
    named = dict.fromkeys(str(c.value if isinstance(c, Enum) else c) for c in ranked)
    places = {label: place for place, label in enumerate(n for n in named if n in labels)}
    behind = (len(places) + len(titles) - 1) / 2
    return np.array([1.0 - places.get(label, behind) / len(titles) for label in labels])


def _ranking(labels: tuple[str, ...]) -> type[BaseModel]:
    label = Enum("Label", {name: name for name in labels})  # type: ignore[misc]
    return create_model(
        "Ranking", best_first=(list[label], Field(min_length=1, max_length=len(labels)))
    )


def _standing(verdict: NDArray[np.float64], slot: int) -> tuple[float, float]:
    """Rank of the target and its chance of being first, ties shared."""
    above = int((verdict > verdict[slot]).sum())
    level = int((verdict == verdict[slot]).sum())
    return 1.0 + above + (level - 1) / 2, 0.0 if above else 1.0 / level


def _points(slots: Sequence[int], values: NDArray[np.float64]) -> tuple[SlotValue, ...]:
    points = []
    for column, slot in enumerate(slots):
        # One number a task: the shuffles of one task are not independent of each other.
        interval = bootstrap(values[column].mean(axis=1))
        points.append(SlotValue(slot, interval.mean, interval.low, interval.high))
    return tuple(points)

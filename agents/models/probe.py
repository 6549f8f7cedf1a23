"""Measuring what an engine can do: about half a minute, built-in cases, one card."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any, NamedTuple

from whyrec.agents.models import _probe_tasks as tasks
from whyrec.agents.models._probe_content import content
from whyrec.agents.models._protocol import ChatMessage, LanguageModel
from whyrec.agents.models.card import CapabilityCard, Task, TaskScore
from whyrec.errors import UpstreamError

Progress = Callable[[int, int, Task], None]
"""Called with (cases done, cases in all, the task at work)."""

THRESHOLDS: dict[Task, float] = {
    "sentence": 0.60,
    "name": 0.60,
    "patch": 0.70,
    "route": 0.75,
    "likelihood": 0.60,
    "listwise": 0.50,
    "content": 0.60,
}
"""Least score that passes.

A name or sentence that fails in earnest is refused by the gate and composed by code: it costs time
and nothing else: three of five are worth having.

``likelihood`` is the share of wrong titles that the right one beats: by chance .50, with a
standard error of .07 over its 24 cases. ``listwise`` is the share of right choices among five: by
chance .20, and .50 of 24 less than once in a thousand times. ``content`` is the share of expected
words that are said and shown, of all that were expected or said.
"""
_BEYOND_NAMING: frozenset[Task] = frozenset({"patch", "content"})
"""Tasks that ask for more than the name of one interest."""
_SIDE_BY_SIDE = 8
"""Cases asked at once of a server, which batches them; the embedded engine works one by one."""


class _Plan(NamedTuple):
    task: Task
    ask: Callable[[Any], Awaitable[tasks.Tally]]
    cases: Sequence[Any]
    weight: int
    """Most answers that one case can count for."""


async def probe(model: LanguageModel, progress: Progress | None = None) -> CapabilityCard:
    """Measure ``model`` and write its card; keeping it is the caller's affair.

    A task whose threshold is out of reach is left early, its score then being that of the cases
    asked. A case the engine fails counts as wrong, with the reason on the card.

    Raises:
        UpstreamError: The engine is dead, at the start or before the end.
    """
    started = time.monotonic()
    plans = _plans(model)
    total = sum(len(plan.cases) for plan in plans)
    await model.chat([ChatMessage("user", "Say yes.")], max_tokens=1)
    scores: dict[Task, TaskScore] = {}
    done = 0
    for plan in plans:

        def step(count: int, plan: _Plan = plan, before: int = done) -> None:
            if progress is not None:
                progress(before + count, total, plan.task)

        if plan.task in _BEYOND_NAMING and not scores["name"].passed:
            # Who cannot name one interest can do neither, and would take minutes to show it.
            scores[plan.task] = TaskScore(failure="not asked: it cannot name an interest")
        else:
            scores[plan.task] = await _run(model, plan, step)
        done += len(plan.cases)
        step(len(plan.cases))
    if all(score.failure for score in scores.values()) and not any(
        score.score for score in scores.values()
    ):
        raise UpstreamError(f"The engine failed every task: {scores['sentence'].failure}")
    return CapabilityCard(
        engine=model.engine,
        model=model.model,
        probed_at=datetime.now(UTC).isoformat(timespec="seconds"),
        seconds=round(time.monotonic() - started, 1),
        **{str(task): score for task, score in scores.items()},
    )


def _plans(model: LanguageModel) -> tuple[_Plan, ...]:
    built_in = tasks.cases()
    ranking = tasks.ranking_cases()
    judging = tasks.Judging(model)
    return (
        _Plan("sentence", partial(tasks.sentence, model), built_in["sentence"], 1),
        _Plan("name", partial(tasks.name, model), built_in["name"], 1),
        _Plan("patch", partial(tasks.patch, model), built_in["patch"], 4),
        _Plan("route", judging.route, [tuple(x) for x in built_in["route"]["lines"]], 1),
        _Plan("likelihood", judging.likelihood, ranking, tasks.WRONG),
        _Plan("listwise", partial(tasks.listwise, model), ranking[::2], tasks.SHUFFLES),
        _Plan("content", partial(content, model), built_in["content"], 4),
    )


async def _run(model: LanguageModel, plan: _Plan, step: Callable[[int], None]) -> TaskScore:
    width = 1 if model.engine == "llama_cpp" else _SIDE_BY_SIDE
    right = asked = 0
    failure: str | None = None
    for start in range(0, len(plan.cases), width):
        step(start)
        batch = plan.cases[start : start + width]
        for outcome in await asyncio.gather(*(_ask(plan, case) for case in batch)):
            if isinstance(outcome, UpstreamError):
                failure, outcome = outcome.message, tasks.Tally(0, 1)
            right, asked = right + outcome.right, asked + outcome.asked
        left = (len(plan.cases) - start - len(batch)) * plan.weight
        if left and (right + left) / (asked + left) < THRESHOLDS[plan.task]:
            break
    score = right / asked if asked else 0.0
    return TaskScore(
        score=round(score, 4), passed=score >= THRESHOLDS[plan.task], n=asked, failure=failure
    )


async def _ask(plan: _Plan, case: Any) -> tasks.Tally | UpstreamError:
    try:
        return await plan.ask(case)
    except UpstreamError as error:
        return error

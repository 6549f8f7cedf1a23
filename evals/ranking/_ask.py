"""Asking every system every case, in the order of time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import aclosing
from dataclasses import replace

from whyrec.evals.protocols import Block, Plan
from whyrec.evals.ranking._answers import answers
from whyrec.evals.ranking._outcomes import Outcomes
from whyrec.evals.ranking._workers import answers_of, spread
from whyrec.evals.systems import System


async def ask(
    plan: Plan,
    systems: Sequence[System],
    outcomes: Outcomes,
    progress: Callable[[str, int, int | None], None] | None = None,
    workers: int = 1,
) -> None:
    """Fill in what is missing of the outcomes.

    Systems are asked one after the other, each through all blocks of the plan. What an interrupted
    run answered is not asked again.

    Args:
        plan: The cases.
        systems: Names are unique.
        outcomes: Where answers go.
        progress: Called with (system, cases done, cases).
        workers: Most processes that share a system's cases; answers do not depend on it.
    """
    total = len(plan.cases)
    for system in systems:
        blocks = _open(plan, system, outcomes)
        done = total - sum(len(block.cases) for block in blocks)
        if not blocks:
            continue
        parts = spread(system, blocks, workers)
        async with aclosing(answers_of(parts) if parts else answers(system, blocks)) as found:
            async for outcome in found:
                outcomes.add(outcome)
                done += 1
                if progress is not None:
                    progress(system.name, done, total)


def _open(plan: Plan, system: System, outcomes: Outcomes) -> list[Block]:
    """The blocks with what is yet to be asked of a system; none is empty."""
    found = []
    for block in plan.blocks:
        left = tuple(c for c in block.cases if outcomes.get((system.name, c.id)) is None)
        if left:
            found.append(replace(block, cases=left))
    return found

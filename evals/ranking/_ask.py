"""Asking every system every case, in the order of time."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from whyrec.evals.protocols import Plan
from whyrec.evals.ranking._outcomes import Outcome, Outcomes
from whyrec.evals.systems import System


async def ask(
    plan: Plan,
    systems: Sequence[System],
    outcomes: Outcomes,
    progress: Callable[[str, int, int | None], None] | None = None,
) -> None:
    """Fill in what is missing of the outcomes.

    Systems are asked one after the other, each through all blocks of the plan. What an interrupted
    run answered is not asked again.

    Args:
        plan: The cases.
        systems: Names are unique.
        outcomes: Where answers go.
        progress: Called with (system, cases done, cases).
    """
    total = len(plan.cases)
    for system in systems:
        open_cases = [c for c in plan.cases if outcomes.get((system.name, c.id)) is None]
        done = total - len(open_cases)
        if not open_cases:
            continue
        wanted = {case.id for case in open_cases}
        await system.open()
        try:
            for block in plan.blocks:
                left = [case for case in block.cases if case.id in wanted]
                if left:
                    await system.at(block.moment)
                for case in left:
                    started = time.perf_counter()
                    answer = await system.answer(case)
                    seconds = time.perf_counter() - started
                    outcomes.add(Outcome(system.name, case.id, answer, seconds))
                    done += 1
                    if progress is not None:
                        progress(system.name, done, total)
        finally:
            await system.close()

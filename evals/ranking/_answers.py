"""One system's answers, in the order of time."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Sequence

from whyrec.evals.protocols import Block
from whyrec.evals.ranking._outcomes import Outcome
from whyrec.evals.systems import System


async def answers(system: System, blocks: Sequence[Block]) -> AsyncGenerator[Outcome, None]:
    """Open a system, ask it all cases of some blocks, and close it."""
    await system.open()
    try:
        for block in blocks:
            await system.at(block.moment)
            for case in block.cases:
                started = time.perf_counter()
                answer = await system.answer(case)
                yield Outcome(system.name, case.id, answer, time.perf_counter() - started)
    finally:
        await system.close()

"""Looking after the engine in the background, as a server does."""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import suppress

from whyrec._breaker import Breaker
from whyrec._engine import OFTEN_S, EngineHealth
from whyrec._tally import Tally
from whyrec._watched_model import WatchedModel
from whyrec.agents.models.probe import probe
from whyrec.errors import UpstreamError

SELDOM_S = 30.0
"""Between two probes of an engine that works and is not asked anything, in seconds."""
MEASURED_AGAIN_S = 60.0
"""Between two attempts to measure an engine."""

_log = logging.getLogger("whyrec.engine")


async def watch(
    health: EngineHealth, *, often_s: float = OFTEN_S, seldom_s: float = SELDOM_S
) -> None:
    """Keep the state fresh and measure what has no card, until cancelled.

    An engine that does not work is probed every two seconds, one that works when half a minute has
    passed without an answer of it.

    Args:
        health: Whose engine.
        often_s: Between two probes of an engine that does not work, in seconds.
        seldom_s: The same of one that works.
    """
    if not health.configured:
        return
    measured_at = float("-inf")
    with health.watched():
        while True:
            try:
                if not health.works or health.breaker.quiet_s >= seldom_s:
                    await health.check()
                if health.works and health.card(anew=True) is None:
                    if time.monotonic() - measured_at > MEASURED_AGAIN_S:
                        measured_at = time.monotonic()
                        await measure(health)
                elif health.works:
                    await _until_failing(health, seldom_s)
                    if health.works:
                        continue
            except Exception:
                # Whatever it was: an engine that nobody watches would not be used again.
                _log.exception("Looking after the language model failed")
            await asyncio.sleep(often_s)


async def measure(health: EngineHealth) -> None:
    """Measure the engine; what one showed that failed on the way is not kept."""
    model = health.model()
    assert model is not None
    began = health.breaker.round
    # Weak models answer much that cannot be used: that is what is being measured.
    strict = Breaker(unusable=1_000_000)
    try:
        card = await probe(WatchedModel(model.inner, strict, Tally(), float("inf")))
    except UpstreamError as error:
        health.breaker.failed(began, error.brief)
        return
    if strict.allows:
        health.keep(card)
        _log.info("The language model %s has been measured", card.model)
    else:
        health.breaker.failed(began, strict.error or "It failed while it was measured.")


async def _until_failing(health: EngineHealth, longest_s: float) -> None:
    health.failing.clear()
    with suppress(TimeoutError):
        async with asyncio.timeout(longest_s):
            await health.failing.wait()

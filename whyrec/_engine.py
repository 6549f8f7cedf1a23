"""The language model of one recommender: whether it works, and what it was measured to do."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Literal, NamedTuple

from whyrec._breaker import Breaker, BreakerState
from whyrec._tally import ModelCall, Outcome, Tally
from whyrec._watched_model import WatchedModel
from whyrec.agents.models import CapabilityCard, ChatMessage, LanguageModel, card_key, open_model
from whyrec.agents.models.probe import Progress as ProbeProgress
from whyrec.agents.models.probe import probe
from whyrec.errors import PrerequisiteError, UpstreamError
from whyrec.settings import Settings
from whyrec.store import Store

PROBE_S = 5.0
"""Deadline of a probe's one token, in seconds."""
OFTEN_S = 2.0
"""Between two probes of an engine that does not work, in seconds."""
LONGEST_REST_S = 30.0
"""With nobody who watches: how long a dead engine is left alone in the end."""

_log = logging.getLogger("whyrec.engine")


class Engine(NamedTuple):
    """The language model of this moment, with what it was measured to do."""

    model: LanguageModel
    card: CapabilityCard


class EngineState(NamedTuple):
    """How the language model is."""

    configured: bool
    """Whether there is to be one."""
    model: str | None
    """Its id; None where it is not known yet."""
    state: Literal["off"] | BreakerState
    """``closed`` works, ``open`` does not, ``half_open`` is being asked whether it does again,
    ``unknown`` has not been asked yet, ``off`` is switched off."""
    since: datetime
    """When that began."""
    error: str | None
    """What went wrong last, in words, without keys."""
    measured: bool
    """Whether its capability card was found or made: it is not used without."""


class Budget(NamedTuple):
    """The time that the model's part of one call may take."""

    ends: float
    """In the event loop's seconds."""
    began: int
    """The breaker's round at its beginning."""

    @property
    def left_s(self) -> float:
        """Seconds left, never below 0."""
        return max(self.ends - asyncio.get_running_loop().time(), 0.0)


class EngineHealth:
    """Opens the engine, watches over it and keeps its card.

    Nobody's request ever finds out whether a failed engine works again: a probe for one token
    does. Where `whyrec._engine_watch.watch` runs it is made in the background, and measuring too.
    Without it, as on the command line, the first call after a short rest makes the probe, and the
    first of all measures.

    Args:
        settings: All settings.
        store: Where cards are kept.
        tally: Where calls are counted.
        model: An engine in place of the one the settings name.
    """

    def __init__(
        self,
        settings: Settings,
        store: Store,
        tally: Tally,
        *,
        model: LanguageModel | None = None,
    ) -> None:
        self.failing = asyncio.Event()
        """Set when the breaker opens, for `watch` to notice."""
        self.breaker = Breaker(opened=self._has_failed)
        self._settings = settings
        self._store = store
        self._tally = tally
        self.configured = model is not None or settings.engine.enabled
        """Whether there is to be a language model."""
        self._model = None if model is None else self._watched(model)
        self._card: CapabilityCard | None = None
        self._watching = self._checking = False
        self._rests_until = 0.0
        self._measuring = asyncio.Lock()

    async def aclose(self) -> None:
        """Release the connection or the memory."""
        if self._model is not None:
            await self._model.aclose()

    def model(self) -> WatchedModel | None:
        """The language model, not asked anything yet.

        Returns:
            None where it is switched off; where somebody watches, also before they have opened it:
            asking a server for its name may take seconds.

        Raises:
            PrerequisiteError: It is not installed.
        """
        return self._model if self._watching else self._open()

    @property
    def base_url(self) -> str | None:
        """Where the engine is; None where it is in this process."""
        given = None if self._model is None else getattr(self._model.inner, "base_url", None)
        return given or self._settings.engine.base_url

    @property
    def works(self) -> bool:
        """Whether it has answered, and has not failed since."""
        return self.breaker.state == "closed"

    async def ready(self, progress: ProbeProgress | None = None) -> Engine | None:
        """The model with its card; None where it is switched off.

        Args:
            progress: Shows the measuring of an engine that is met for the first time.

        Raises:
            UpstreamError: It does not work, or has not been measured yet.
            PrerequisiteError: It is not installed.
        """
        if not self.configured:
            return None
        model = self.model()
        if model is None:
            raise UpstreamError("The language model has not been looked at yet.")
        if not self.breaker.allows and not self._watching and time.monotonic() > self._rests_until:
            await self.check()
        if not self.breaker.allows:
            raise UpstreamError(f"The language model is left alone for now: {self.breaker.error}")
        card = self.card()
        if card is None and self._watching:
            raise UpstreamError("The language model has not been measured yet.")
        return Engine(model, card or await self._measured_now(model, progress))

    def budget(self) -> Budget:
        """The time that the model's part of one call may take, from now on."""
        seconds = self._settings.rank.model_timeout_s
        return Budget(asyncio.get_running_loop().time() + seconds, self.breaker.round)

    def overdue(self, budget: Budget) -> None:
        """The model's part was not done in time.

        That it is too slow is held against the engine, unless it was at work for others too, one
        after the other.
        """
        self._tally.overdue += 1
        seconds = self._settings.rank.model_timeout_s
        if self._model is not None and not self._model.was_busy(budget.ends - seconds):
            self.breaker.failed(budget.began, f"It did not do its part within {seconds:g} s.")

    def state(self) -> EngineState:
        """How the engine is, as the last call or probe found it; asks no model."""
        model = self._model
        return EngineState(
            configured=self.configured,
            model=self._settings.engine.model if model is None else model.model,
            state=self.breaker.state if self.configured else "off",
            since=self.breaker.since,
            error=self.breaker.error,
            measured=model is not None and self._card_at_hand(model) is not None,
        )

    def card(self, *, anew: bool = False) -> CapabilityCard | None:
        """The card of the engine that answers now, if it was ever measured; asks no model.

        Args:
            anew: Read it again: another process may have measured it since.

        Raises:
            PrerequisiteError: The engine is not installed.
        """
        model = self.model()
        if model is None:
            return None
        if anew or self._card_at_hand(model) is None:
            stored = self._store.meta.get("", card_key(model.engine, model.model))
            self._card = None if stored is None else CapabilityCard.model_validate(stored)
        return self._card

    def keep(self, card: CapabilityCard) -> None:
        """Keep what was measured."""
        self._store.meta.set("", card.key, card.model_dump(mode="json"))
        self._card = card

    async def measure(self, progress: ProbeProgress | None = None) -> CapabilityCard | None:
        """Measure what the engine can do and keep its card; None when switched off.

        Raises:
            UpstreamError: The engine does not answer.
        """
        model = self._open()
        if model is None:
            return None
        card = await probe(model.inner, progress)
        self.keep(card)
        return card

    async def check(self) -> None:
        """Probe the engine for one token; does nothing while another probe is on its way.

        A list of models or a health page would not do: both answer while the engine hangs.
        """
        if self._checking:
            return
        self._checking = True
        self.breaker.probing()
        before = self.breaker.state
        try:
            failure = await self._probed()
            self.breaker.probed(failure)
        finally:
            self._checking = False
        if self.breaker.allows and before == "half_open":
            _log.info("The language model works again")
        elif not self.breaker.allows:
            rest = OFTEN_S * 2.0 ** min(self.breaker.probes_failed, 10)
            self._rests_until = time.monotonic() + min(rest, LONGEST_REST_S)

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Within it somebody probes and measures in the background, so that no call has to."""
        self._watching = True
        try:
            yield
        finally:
            self._watching = False

    async def _probed(self) -> str | None:
        started = time.monotonic()
        outcome: Outcome = "failed"
        try:
            model = self._model or await asyncio.to_thread(self._open)
            assert model is not None
            async with asyncio.timeout(PROBE_S):
                await model.inner.chat([ChatMessage("user", "Say yes.")], max_tokens=1)
            outcome = "ok"
        except TimeoutError:
            return f"The language model wrote no token within {PROBE_S:g} s."
        except UpstreamError as error:
            return error.brief
        except PrerequisiteError as error:
            return str(error)
        finally:
            self._tally.model_calls[ModelCall("probe", outcome)] += 1
            self._tally.model_seconds["probe"] += time.monotonic() - started
        return None

    async def _measured_now(
        self, model: WatchedModel, progress: ProbeProgress | None
    ) -> CapabilityCard:
        async with self._measuring:
            known = self.card()
            if known is not None:
                return known
            began = self.breaker.round
            try:
                card = await self.measure(progress)
            except UpstreamError as error:
                self.breaker.failed(began, error.brief)
                raise
            assert card is not None
            return card

    def _open(self) -> WatchedModel | None:
        if self._model is None and self.configured:
            opened = open_model(self._settings)
            assert opened is not None
            self._model = self._watched(opened)
        return self._model

    def _card_at_hand(self, model: WatchedModel) -> CapabilityCard | None:
        same = self._card is not None and self._card.key == card_key(model.engine, model.model)
        return self._card if same else None

    def _watched(self, model: LanguageModel) -> WatchedModel:
        patience = self._settings.rank.model_timeout_s
        return WatchedModel(model, self.breaker, self._tally, patience)

    def _has_failed(self) -> None:
        _log.warning("The language model is left alone for now: %s", self.breaker.error)
        self._rests_until = time.monotonic() + OFTEN_S
        self.failing.set()

"""Which variants of running experiments a user sees, and what these change."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, NamedTuple

from pydantic import ValidationError

from whyrec.agents.dynamics import extra_sources
from whyrec.agents.experiments import variant_of
from whyrec.agents.rank import Weights
from whyrec.agents.retrieve import sources_named
from whyrec.domain import Experiment, Variant
from whyrec.errors import WhyrecError
from whyrec.prompts import get_prompt
from whyrec.settings import EngineSettings, RankSettings
from whyrec.store import Look, Store

_log = logging.getLogger("whyrec.experiments")


class Arm(NamedTuple):
    """A user's place in one experiment."""

    experiment: str
    variant: str


@dataclass(frozen=True)
class Chosen:
    """What the experiments a user is in change for them; equal where they are in the same arms."""

    arms: tuple[Arm, ...] = ()
    rank: Mapping[str, Any] = field(default_factory=dict, compare=False)
    """Settings of the section ``rank``."""
    engine: Mapping[str, Any] = field(default_factory=dict, compare=False)
    """Settings of the section ``engine``."""
    prompts: Mapping[str, int] = field(default_factory=dict, compare=False)
    """Versions by task."""
    weights: Weights | None = field(default=None, compare=False)

    def ranking(self, settings: RankSettings) -> RankSettings:
        """The settings of lists for this user."""
        if not self.rank:
            return settings
        return RankSettings.model_validate({**settings.model_dump(), **self.rank})


NOTHING_CHOSEN = Chosen()
"""Of who is in no experiment."""


@dataclass(frozen=True)
class _Running:
    """An experiment, with the weights of its variants read once."""

    experiment: Experiment

    @cached_property
    def weights(self) -> dict[str, Weights]:
        given = self.experiment.weights
        return {name: Weights.model_validate(read) for name, read in given.items()}

    def variant(self, tenant: str, user_id: str) -> Variant | None:
        number = variant_of(self.experiment, tenant, user_id)
        return None if number is None else self.experiment.definition.variants[number]


class Variants:
    """The running experiments of all tenants, read again when one is started or stopped.

    Args:
        store: Where they are kept: by this process or another.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._held: dict[str, tuple[int, list[_Running]]] = {}

    def of(self, tenant: str, user_id: str, look: Look) -> Chosen:
        """What is changed for a user now; costs nothing where no experiment was ever started.

        Args:
            tenant: Whose user.
            user_id: The user.
            look: At the tenant's data.
        """
        if not look.experiments:
            return NOTHING_CHOSEN
        now = datetime.now(UTC)
        found = [
            (running, variant)
            for running in self._running(tenant, look.experiments)
            if running.experiment.runs_at(now)
            and (variant := running.variant(tenant, user_id)) is not None
        ]
        if not found:
            return NOTHING_CHOSEN
        rank: dict[str, Any] = {}
        engine: dict[str, Any] = {}
        prompts: dict[str, int] = {}
        weights: Weights | None = None
        for running, variant in found:  # of which no two change the same
            rank |= {name: value for name, value in variant.rank.items() if name != "weights"}
            engine |= variant.engine
            prompts |= variant.prompts
            weights = running.weights.get(variant.name, weights)
        arms = tuple(Arm(r.experiment.name, v.name) for r, v in found)
        return Chosen(arms, rank, engine, prompts, weights)

    def _running(self, tenant: str, generation: int) -> list[_Running]:
        held = self._held.get(tenant)
        if held is None or held[0] != generation:
            now = datetime.now(UTC)
            living = [
                _Running(one)
                for one in self._store.experiments.all(tenant)
                if not one.over_at(now) and _usable(one)
            ]
            held = self._held[tenant] = (generation, living)
        return held[1]


def _usable(experiment: Experiment) -> bool:
    """Whether this whyrec can make all variants; another version may have started it."""
    try:
        for variant in experiment.definition.variants:
            rank = RankSettings.model_validate(variant.rank)
            sources_named(rank.sources, extra_sources(rank.extras))
            EngineSettings.model_validate(variant.engine)
            for task, version in variant.prompts.items():
                get_prompt(task, version)
        _ = _Running(experiment).weights
    except (ValidationError, WhyrecError) as error:
        _log.warning("The experiment %s cannot be run here: %s", experiment.name, error)
        return False
    return True

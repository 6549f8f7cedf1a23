"""Experiments: which users see which variant, what they were shown, what they did with it."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from whyrec.domain._base import Model, Moment, UtcDatetime

ExperimentName = Annotated[
    str, StringConstraints(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")
]
"""A name: letters, digits, ``.``, ``_`` and ``-``."""

Feedback = Literal["click", "like", "conversion"]
"""What somebody may do with a list: look at an item of it, like one, buy one."""
Guarded = Literal["slow", "degraded", "empty", "dislikes", "refused"]
"""What must not become worse: the share of lists that took longer than 95 % of the control's, were
made without the model that was to take part, had nothing in them, were answered by a dislike, or
by feedback that counts nothing."""


class Variant(Model):
    """One way of making lists; what it does not name is as the settings say."""

    name: ExperimentName
    weight: float = Field(default=1.0, gt=0, le=1_000)
    """Its part of the experiment's users, beside the others' weights."""
    rank: dict[str, Any] = Field(default_factory=dict)
    """Settings of the section ``rank``: diversity, weights, sources, extras and the like."""
    engine: dict[str, Any] = Field(default_factory=dict)
    """Settings of the section ``engine``, over those in force."""
    prompts: dict[str, Annotated[int, Field(ge=1)]] = Field(default_factory=dict)
    """Versions of prompts by task."""

    @property
    def touches(self) -> frozenset[str]:
        """Names of the settings it changes, an engine as one whole."""
        ranked = {f"rank.{name}" for name in self.rank}
        written = {f"prompts.{task}" for task in self.prompts}
        return frozenset(ranked | written | ({"engine"} if self.engine else set()))


class Tolerances(Model):
    """By how much a guard's share of lists may be worse than the control's, [0, 1]."""

    slow: float = Field(default=0.05, ge=0, le=1)
    degraded: float = Field(default=0.02, ge=0, le=1)
    empty: float = Field(default=0.01, ge=0, le=1)
    dislikes: float = Field(default=0.01, ge=0, le=1)
    refused: float = Field(default=0.02, ge=0, le=1)


class ExperimentDefinition(Model):
    """What is tried on whom; once it runs it is not changed any more."""

    name: ExperimentName
    tenant: str | None = Field(default=None, min_length=1)
    """Whose users; by default the tenant it is started for."""
    start: Moment | None = None
    """From when on; by default as soon as it is started."""
    end: Moment | None = None
    """Until when; by default until it is stopped."""
    share: float = Field(default=1.0, ge=0.001, le=1)
    """Of all users; those of experiments in conflict are not there to be had."""
    layer: ExperimentName | None = None
    """Experiments of one layer are in conflict, whatever they change."""
    metric: Feedback = "click"
    """What decides."""
    window_hours: float = Field(default=24.0, gt=0, le=24 * 90)
    """So long after it was shown, what is done with an item counts for the list."""
    planned_lists: int = Field(default=5_000, ge=100)
    """For so many lists altogether the sequential test is at its sharpest."""
    variants: tuple[Variant, ...] = Field(min_length=2, max_length=10)
    """The first is the control."""
    guards: Tolerances = Tolerances()

    @property
    def touches(self) -> frozenset[str]:
        """What no other experiment may touch for the same user."""
        settings = frozenset[str]().union(*(v.touches for v in self.variants))
        return settings | ({f"layer {self.layer}"} if self.layer else frozenset())

    @property
    def control(self) -> Variant:
        """What the others are compared with."""
        return self.variants[0]

    @model_validator(mode="after")
    def _sound(self) -> Self:
        twice = [n for n, times in Counter(v.name for v in self.variants).items() if times > 1]
        if twice:
            raise ValueError(f"two variants are called {twice[0]}")
        if self.start is not None and self.end is not None and self.end <= self.start:
            raise ValueError("the end lies before the start")
        if not any(v.touches for v in self.variants):
            raise ValueError("no variant changes anything")
        return self


Spans = tuple[tuple[int, int], ...]
"""Pieces of the line of users, each from a bucket up to, not including, another."""


class Experiment(Model):
    """An experiment as it was started."""

    definition: ExperimentDefinition
    spans: Spans
    """Its users' buckets."""
    starts_at: UtcDatetime
    ends_at: UtcDatetime | None = None
    """Until when; the moment it was stopped, where it was."""
    stopped: bool = False
    weights: dict[str, dict[str, Any]] = Field(default_factory=dict)
    """The ranker's weights of variants that bring some, as they were when it was started."""

    @property
    def name(self) -> str:
        """Its name, never given again."""
        return self.definition.name

    def runs_at(self, moment: UtcDatetime) -> bool:
        """Whether users are in it."""
        return self.starts_at <= moment and (self.ends_at is None or moment < self.ends_at)

    def over_at(self, moment: UtcDatetime) -> bool:
        """Whether nobody will be in it any more."""
        return self.ends_at is not None and self.ends_at <= moment


class Exposure(Model):
    """A list, or the reason for one item, that somebody in an experiment was shown."""

    user_id: str
    experiment: str
    variant: str
    response_id: str
    kind: Literal["list", "why"]
    items: tuple[str, ...]
    """Ids, best first."""
    at: UtcDatetime
    """By the clock that events go by, which stands still in an imported history."""
    made_at: UtcDatetime
    """By the clock on the wall."""
    seconds: float = Field(ge=0)
    """How long it took."""
    degraded: bool = False

"""Suites: what is run, as YAML."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import (
    Discriminator,
    Field,
    Tag,
    model_validator,
)

from whyrec.agents.models.card import Task
from whyrec.evals._spec import Spec
from whyrec.evals.clusters._spec import ClustersSuite
from whyrec.evals.coldstart._spec import ColdStartSuite
from whyrec.evals.content._spec import ContentSuite
from whyrec.evals.forecast._spec import ForecastSuite
from whyrec.evals.scenes._spec import ContextSuite
from whyrec.evals.systems import ProfileMode
from whyrec.evals.transfer._spec import TransferSuite

Part = Literal["profile", "collaborative", "popularity", "content", "exploration"]
"""What can be switched off; see `whyrec.evals.ranking.PARTS`."""

GROUNDED = "grounded"
"""The metric of explanations."""


class FullSpec(Spec):
    """One cut in time, the whole catalogue."""

    name: Literal["full"]
    cut: float = Field(default=0.9, gt=0, lt=1)
    targets: Literal["first", "all"] = "first"
    min_events: int = Field(default=10, ge=1)
    users: int | None = Field(default=None, ge=1)


class SampledSpec(Spec):
    """The last item among n."""

    name: Literal["sampled"]
    n: int = Field(default=20, ge=2, le=200)
    negatives: Literal["uniform", "popular"] = "uniform"
    candidates: Path | None = None
    """A candidates file in place of drawn ones."""
    min_events: int = Field(default=5, ge=1)
    users: int | None = Field(default=None, ge=1)
    blocks: int = Field(default=8, ge=1)


class ReplaySpec(Spec):
    """The same users after each of some numbers of events."""

    name: Literal["replay"]
    at: tuple[int, ...] = (10, 20, 30, 40, 50)
    n: int | None = Field(default=20, ge=2, le=200)
    negatives: Literal["uniform", "popular"] = "uniform"
    users: int | None = Field(default=None, ge=1)
    blocks: int = Field(default=8, ge=1)


ProtocolSpec = Annotated[FullSpec | SampledSpec | ReplaySpec, Field(discriminator="name")]


class BaselineSpec(Spec):
    """A baseline by its name, or all of them."""

    baseline: str


class WhyrecSpec(Spec):
    """whyrec in one variant."""

    whyrec: str = Field(min_length=1)
    """The row's name."""
    model: Literal["none", "embedded"] | dict[str, Any] = "none"
    """No model, the embedded one, or the settings of an engine as in ``whyrec.toml``."""
    profile: ProfileMode = "evolving"
    without: tuple[Part, ...] = ()
    """Parts switched off: their sources are not asked, their features weigh nothing."""
    fit: bool = False
    """Fit the weights on this data set, for each block of cases on the choices made before it; else
    those of the settings."""
    settings: dict[str, dict[str, Any]] = Field(default_factory=dict)
    """Settings by section, as in ``whyrec.toml``."""
    card: dict[Task, bool] = Field(default_factory=dict)
    """Tasks that the model counts as able or unable to do, whatever its probe says:
    ``{likelihood: false, listwise: true}`` judges by lists."""
    prompts: dict[str, Annotated[int, Field(ge=1)]] = Field(default_factory=dict)
    """Versions of prompts by task, in place of the latest."""
    texts: Literal["all", "known"] = "all"
    """Which of the texts that users wrote of items are read: all of the data set, or for each block
    of cases those written before it (MovieLens' tags)."""
    explained: int = Field(default=0, ge=0, le=20)
    """How many of a list's first items are explained; the metric ``grounded`` judges the texts."""


class FeatureSpec(Spec):
    """Features of the ranker alone: one system for each entry, or for every feature there is."""

    features: Literal["each"] | dict[str, dict[str, float]]


class LambdaMartSpec(Spec):
    """What a learned ranker reaches on the same features."""

    lambdamart: str = "LambdaMART"
    """The row's name."""


_SYSTEMS = ("baseline", "whyrec", "features", "lambdamart")


def _system(told: Any) -> str | None:
    """Which kind of system a line names, so that its own faults are told and not all kinds'."""
    held = told if isinstance(told, dict) else getattr(told, "__dict__", {})
    return next((kind for kind in _SYSTEMS if kind in held), None)


SystemSpec = Annotated[
    Annotated[BaselineSpec, Tag("baseline")]
    | Annotated[WhyrecSpec, Tag("whyrec")]
    | Annotated[FeatureSpec, Tag("features")]
    | Annotated[LambdaMartSpec, Tag("lambdamart")],
    Discriminator(
        _system,
        custom_error_type="system",
        custom_error_message=f"A line names one of {', '.join(_SYSTEMS)}",
    ),
]


class Threshold(Spec):
    """Something the run has to reach, or its exit status is 1."""

    system: str
    metric: str = "HR@10"
    """Such as ``NDCG@10``; or ``grounded``, the share of explanations with every claim in the
    evidence, for rows with ``explained``."""
    at_least: float | None = None
    above: str | None = None
    """Another system, or ``best baseline``, that is beaten with p < .05."""
    not_below: str | None = None
    """Another system, than which this one is not worse by more than ``margin``."""
    margin: float = Field(default=0.0, ge=0)

    @model_validator(mode="after")
    def _asks(self) -> Self:
        if self.at_least is None and self.above is None and self.not_below is None:
            raise ValueError("it has none of at_least, above or not_below")
        return self


class RankingSuite(Spec):
    """Systems ranked against each other on one data set."""

    kind: Literal["ranking"] = "ranking"
    name: str
    about: str
    data: str
    """A folder, by its path or by its name in ``WHYREC_DATA``."""
    protocol: ProtocolSpec
    seed: int = 0
    main: str | None = None
    """The system that others are compared with; by default the first whyrec row."""
    systems: tuple[SystemSpec, ...] = Field(min_length=1)
    thresholds: tuple[Threshold, ...] = ()

    @model_validator(mode="after")
    def _explains(self) -> Self:
        explained = {s.whyrec for s in self.systems if isinstance(s, WhyrecSpec) and s.explained}
        for t in self.thresholds:
            named = {t.system, t.above or t.system, t.not_below or t.system}
            if t.metric == GROUNDED and named - explained:
                raise ValueError(f"nothing of {min(named - explained)!r} is explained")
        return self


class HealthSuite(Spec):
    """How profiles hold up as they grow."""

    kind: Literal["profile-health"]
    name: str
    about: str
    data: str
    users: int = Field(default=30, ge=1)
    """Users of the data set that are followed, drawn with the seed."""
    planted: int = Field(default=10, ge=1)
    """Simulated users with a planted fact; each lives once with it confirmed and once without."""
    drifting: int = Field(default=10, ge=1)
    """Simulated users whose taste moves to another."""
    edited: int = Field(default=10, ge=1)
    """Users who say what they want, for each wish and language."""
    updates: tuple[Annotated[int, Field(ge=1)], ...] = Field(default=(10, 50, 200), min_length=1)
    """Numbers of updates, of one event each, after which profiles are measured."""
    liked: int = Field(default=12, ge=1)
    """Events that plant a fact."""
    confirm_every: int = Field(default=10, ge=1)
    """Which of the later events confirm it, where anything does."""
    predict_at: tuple[Annotated[int, Field(ge=1)], ...] = Field(default=(10, 50), min_length=2)
    """Numbers of updates after which the next item is predicted, ascending; the last is compared
    with the first."""
    around: int = Field(default=1, ge=1)
    """How many predictions, each an event further back, stand for such a number."""
    candidates: int = Field(default=20, ge=2, le=200)
    """Items that the next one is predicted among."""
    margin: float = Field(default=0.02, ge=0)
    """Loss of NDCG@10 that would not matter."""
    tokens_at_most: int = Field(default=400, ge=1)
    """Of a rendered profile."""
    living_at_least: float = Field(default=0.95, ge=0, le=1)
    """Share of planted and confirmed facts that live after the last update."""
    model: Literal["none", "embedded"] | dict[str, Any] = "none"
    seed: int = 0


class ExplanationSuite(Spec):
    """Whether explanations are grounded, and whether what they cite matters."""

    kind: Literal["explanations"]
    name: str
    about: str
    data: str
    users: int = Field(default=50, ge=1)
    k: int = Field(default=5, ge=1, le=50)
    model: Literal["none", "embedded"] | dict[str, Any] = "none"
    seed: int = 0
    grounded_at_least: float = Field(default=0.99, ge=0, le=1)


class RobustnessSuite(Spec):
    """Position bias and injection."""

    kind: Literal["robustness"]
    name: str
    about: str
    data: str
    model: Literal["none", "embedded"] | dict[str, Any] = "embedded"
    payloads: int | None = Field(default=None, ge=1)
    """How many of the payloads are tried, drawn with the seed; by default all."""
    real_outputs: int = Field(default=500, ge=0)
    hostile_outputs: int = Field(default=9_500, ge=0)
    seed: int = 0


class Size(Spec):
    """How far a planted switch moves a user's tastes, in bits of divergence."""

    least: float = Field(ge=0, lt=1)
    most: float = Field(gt=0, le=1)


class DriftSuite(Spec):
    """Whether a switch of taste is noticed soon, and none where there is none."""

    kind: Literal["drift"]
    name: str
    about: str
    data: str
    steady: int = Field(default=200, ge=1)
    """Simulated users whose taste stays the same."""
    watched: int = Field(default=160, ge=1)
    """Of their events, the last so many are looked at one by one."""
    moving: int = Field(default=100, ge=1)
    """Simulated users who switch, for each size."""
    sizes: tuple[Size, ...] = Field(min_length=1)
    """Of the switches, ascending; the last has to be noticed in time."""
    before: int = Field(default=60, ge=20)
    """Events before a switch."""
    after: int = Field(default=40, ge=1)
    """Events after it."""
    real: int = Field(default=300, ge=0)
    """Users of the data set that are looked at, drawn with the seed."""
    listed: int = Field(default=50, ge=0)
    """Of the users who switch farthest, so many get lists."""
    half_life_moved_days: float = Field(default=30.0, gt=0)
    """What ``profile.half_life_moved_days`` is tried at."""
    delay_at_most: float = Field(default=8.0, gt=0)
    """Median of the events until the farthest switches are noticed."""
    false_alarms_at_most: float = Field(default=0.05, ge=0, le=1)
    """Share of the steady users who have any alarm."""
    seed: int = 0


class DiversitySuite(Spec):
    """What lists in balance gain and cost: one request parameter moved at a time."""

    kind: Literal["diversity"]
    name: str
    about: str
    data: str
    protocol: FullSpec
    """The whole catalogue: a short list of candidates leaves nothing to choose."""
    k: int = Field(default=10, ge=2, le=200)
    """Length of the lists; what is chosen depends on it."""
    diversity: tuple[Annotated[float, Field(ge=0)], ...] = (0, 0.2, 0.5, 1, 2)
    """λ."""
    calibration: tuple[Annotated[float, Field(ge=0, le=1)], ...] = (0, 0.1, 0.25, 0.5, 0.75, 1)
    """μ."""
    cap: tuple[Annotated[int, Field(ge=1)] | None, ...] = (None, 3, 2, 1)
    """Items that may share a facet; null for no cap."""
    capped: tuple[str, ...] = ()
    """Names of the facets that have the cap; by default genres and the like."""
    surprise: tuple[Annotated[float, Field(ge=0, le=1)], ...] = (0, 0.25, 0.5, 1)
    seed: int = 0


class PromptSuite(Spec):
    """Every version of every prompt side by side."""

    kind: Literal["prompts"]
    name: str
    about: str
    model: Literal["embedded"] | dict[str, Any] = "embedded"


def _kind(told: Any) -> str:
    return str(told.get("kind", "ranking")) if isinstance(told, dict) else "ranking"


Suite = Annotated[
    Annotated[RankingSuite, Tag("ranking")]
    | Annotated[HealthSuite, Tag("profile-health")]
    | Annotated[ExplanationSuite, Tag("explanations")]
    | Annotated[RobustnessSuite, Tag("robustness")]
    | Annotated[DriftSuite, Tag("drift")]
    | Annotated[ContentSuite, Tag("content-labels")]
    | Annotated[TransferSuite, Tag("transfer")]
    | Annotated[ContextSuite, Tag("context")]
    | Annotated[DiversitySuite, Tag("diversity")]
    | Annotated[ColdStartSuite, Tag("cold-start")]
    | Annotated[ClustersSuite, Tag("clusters")]
    | Annotated[ForecastSuite, Tag("forecast")]
    | Annotated[PromptSuite, Tag("prompts")],
    Discriminator(_kind),
]

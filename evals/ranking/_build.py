"""From a suite's lines to systems."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from whyrec import Settings
from whyrec.agents.models import LanguageModel
from whyrec.agents.rank import BY_NAME, FEATURES, load_weights
from whyrec.errors import InputError
from whyrec.evals._home import DataSet, Progress
from whyrec.evals._models import ModelSpec, model_key, model_of
from whyrec.evals._suite import (
    BaselineSpec,
    FeatureSpec,
    FullSpec,
    LambdaMartSpec,
    RankingSuite,
    ReplaySpec,
    SystemSpec,
    WhyrecSpec,
)
from whyrec.evals.baselines import BASELINES
from whyrec.evals.protocols import Plan
from whyrec.evals.ranking._fitted import FittedWhyrec, fit_by_block, in_words, weights_file
from whyrec.evals.ranking._grounded import Grounded
from whyrec.evals.ranking._lambdamart import LambdaMart
from whyrec.evals.ranking._parts import features_without, sources_without, weights_without
from whyrec.evals.ranking._training import Training, training
from whyrec.evals.systems import (
    FeatureAlone,
    Generations,
    MeteredModel,
    Scored,
    System,
    Whyrec,
)
from whyrec.prompts import get_prompt


@dataclass
class Builder:
    """Makes the systems of a ranking suite; models are opened once and shared."""

    suite: RankingSuite
    data: DataSet
    plan: Plan
    work: Path
    settings: Settings
    generations: Generations
    progress: Progress | None = None
    models: dict[str, LanguageModel] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    """What a reader of the systems' numbers should know."""

    async def systems(self) -> list[System]:
        """All of them, in the suite's order.

        Raises:
            InputError: Two rows have the same name, or a line names what there is not.
        """
        found: list[System] = []
        for spec in self.suite.systems:
            found += await self._of(spec)
        names = [system.name for system in found]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise InputError(f"Two systems of the suite are called {twice!r}.")
        return found

    async def aclose(self) -> None:
        """Close the models."""
        for model in self.models.values():
            await model.aclose()

    async def _of(self, spec: SystemSpec) -> list[System]:
        match spec:
            case BaselineSpec():
                return list(self._baselines(spec))
            case FeatureSpec():
                return list(self._features(spec))
            case LambdaMartSpec():
                return [await self._lambdamart(spec)]
            case WhyrecSpec():
                return [await self._whyrec(spec)]

    def _baselines(self, spec: BaselineSpec) -> Iterator[System]:
        if spec.baseline != "all" and spec.baseline not in BASELINES:
            raise InputError(
                f"There is no baseline {spec.baseline!r}.",
                remedy=f"There are {', '.join(BASELINES)}, and all.",
            )
        for name, baseline in BASELINES.items():
            if spec.baseline in ("all", name):
                yield Scored(baseline, self.data)

    def _features(self, spec: FeatureSpec) -> Iterator[System]:
        known = BY_NAME
        if spec.features == "each":
            wanted = {f"only {f.name}": {f.name: float(f.sign or 1)} for f in FEATURES}
        else:
            wanted = spec.features
        for name, weights in wanted.items():
            if unknown := sorted(set(weights) - set(known)):
                raise InputError(
                    f"There is no feature {unknown[0]!r}.",
                    remedy=f"There are {', '.join(known)}.",
                )
            yield FeatureAlone(name, self.data, self.work, self.plan.protocol, weights)

    async def _lambdamart(self, spec: LambdaMartSpec) -> System:
        known = await self._training()
        self.notes.append(in_words(spec.lambdamart, known, self.plan.blocks))
        return LambdaMart(
            spec.lambdamart, self.data, self.work, self.plan.protocol, known, self.suite.seed
        )

    async def _training(self, extras: Sequence[str] = ()) -> Training:
        protocol = self.suite.protocol
        if isinstance(protocol, ReplaySpec) or getattr(protocol, "candidates", None) is not None:
            raise InputError(
                "Nothing can be fitted for a replay or for candidates from a file: what it would "
                "learn from is what is asked.",
                remedy="Fit for the protocols full and sampled.",
            )
        return await training(
            self.data,
            self.work,
            protocol="full" if isinstance(protocol, FullSpec) else "sampled",
            test_cut=protocol.cut if isinstance(protocol, FullSpec) else 0.9,
            extras=extras,
            progress=self.progress,
        )

    async def _whyrec(self, spec: WhyrecSpec) -> System:
        settings: dict[str, dict[str, Any]] = {k: dict(v) for k, v in spec.settings.items()}
        profile = "none" if "profile" in spec.without else spec.profile
        rank = settings.setdefault("rank", {})
        weights = load_weights(_path(rank.get("weights")))
        if spec.without:
            rank["sources"] = sources_without(spec.without)
            weights = weights_without(spec.without, weights)
            rank["weights"] = weights_file(weights, self.work)
        for task, version in spec.prompts.items():
            get_prompt(task, version)  # said now, not after hours
        options: dict[str, Any] = {
            "settings": settings,
            "profile": profile,
            "model": self._model(spec.model),
            "card": spec.card,
            "texts": spec.texts,
            "prompts": spec.prompts,
            "explained": Grounded(self.data, spec.explained) if spec.explained else None,
        }
        if not spec.fit:
            return Whyrec(spec.whyrec, self.data, self.work, self.plan.protocol, **options)
        known = await self._training(rank.get("extras", ()))
        names = features_without(spec.without, known.names)
        self.notes.append(in_words(spec.whyrec, known, self.plan.blocks))
        return FittedWhyrec(
            spec.whyrec,
            self.data,
            self.work,
            self.plan.protocol,
            fit_by_block(known, self.plan.blocks, self.data, weights, names),
            **options,
        )

    def _model(self, spec: ModelSpec) -> MeteredModel | None:
        key = model_key(spec)
        if key not in self.models:
            model = model_of(spec, self.settings)
            if model is None:
                return None
            self.models[key] = model
        return MeteredModel(self.models[key], self.generations)


def _path(told: Any) -> Path | None:
    return None if told is None else Path(told)

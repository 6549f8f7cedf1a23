"""How much each part of a forecast says: a small versioned artifact."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, ValidationError, model_validator

from whyrec._complaints import complaint
from whyrec.agents.dynamics._components import COMPONENTS
from whyrec.domain import Model
from whyrec.errors import InputError

JUDGED: Final = "judgement"
"""The language model's own part."""
_ROUNDING = 1e-3
_REMEDY = "whyrec eval run forecast writes one, forecast-weights.json, into the folder of its run."


class ForecastWeights(Model):
    """Shares of the parts in the mixture, each set of its own fit."""

    format: Literal[1] = 1
    weights: dict[str, float] = Field(min_length=1)
    """Part to share, without the language model; they sum to 1."""
    with_model: dict[str, float] = Field(min_length=1)
    """The same with its ``judgement``."""
    temperature: float = Field(gt=0)
    """What its log-likelihoods are divided by, in nats."""
    data_fingerprint: str
    """sha256 of the events fitted on."""
    protocol: str
    """How it was fitted, in words that repeat it."""

    @model_validator(mode="after")
    def _mixes(self) -> Self:
        for name, more in (("weights", set[str]()), ("with_model", {JUDGED})):
            given: dict[str, float] = getattr(self, name)
            unknown = sorted(set(given) - set(COMPONENTS) - more)
            if unknown:
                raise ValueError(f"{name} names parts that nobody computes: {', '.join(unknown)}")
            if min(given.values()) < 0 or abs(sum(given.values()) - 1.0) > _ROUNDING:
                raise ValueError(f"{name} are not shares that sum to 1")
        return self

    def shares(self, judged: bool) -> NDArray[np.float64]:
        """By part in the order of `COMPONENTS`, with the judgement last where it takes part."""
        given = self.with_model if judged else self.weights
        names = [*COMPONENTS, JUDGED] if judged else list(COMPONENTS)
        found = np.array([given.get(name, 0.0) for name in names])
        return np.asarray(found / found.sum())


@cache
def load_forecast_weights(path: Path | None = None) -> ForecastWeights:
    """Read an artifact; by default the one that ships.

    Raises:
        InputError: The file is missing, no JSON, or no artifact; the message names the field.
    """
    place = path or files("whyrec.agents.dynamics") / "forecast_weights.json"
    try:
        return ForecastWeights.model_validate_json(place.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"The weights {place} cannot be read: {error}.", remedy=_REMEDY) from error
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "the file"
        raise InputError(
            f"The weights {place} are no artifact: {field}: {complaint(first)}.", remedy=_REMEDY
        ) from error

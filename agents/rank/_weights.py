"""The ranker's weights: a small versioned artifact."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, ValidationError, model_validator

from whyrec._complaints import complaint
from whyrec.agents.rank._features import BY_NAME, JUDGEMENT
from whyrec.domain import Model
from whyrec.errors import InputError

_REMEDY = "Fit one with: whyrec eval fit-ranker DATA --out FILE"


class LinearModel(Model):
    """``p = sigmoid(bias + Σ weight · standardised feature)``."""

    weights: dict[str, float] = Field(min_length=1)
    """Feature name to weight."""
    bias: float


class Weights(Model):
    """Two fitted sets: leaving one feature out of a joint fit would break it."""

    format: Literal[1] = 1
    without_model: LinearModel
    with_model: LinearModel
    """Includes the feature ``judgement``."""
    data_fingerprint: str
    """sha256 of the events fitted on."""
    protocol: str
    """How it was fitted, in words that repeat it."""

    @model_validator(mode="after")
    def _known_features(self) -> Self:
        for name, fitted in (
            ("without_model", self.without_model),
            ("with_model", self.with_model),
        ):
            unknown = sorted(set(fitted.weights) - set(BY_NAME) - {JUDGEMENT})
            if unknown:
                raise ValueError(f"{name} names features nobody computes: {', '.join(unknown)}")
        if JUDGEMENT in self.without_model.weights:
            raise ValueError(f"without_model may not use '{JUDGEMENT}'")
        if JUDGEMENT not in self.with_model.weights:
            raise ValueError(f"with_model lacks '{JUDGEMENT}'")
        return self


def load_weights(path: Path | None = None) -> Weights:
    """Read a weights artifact; by default the one that ships.

    Raises:
        InputError: The file is missing, no JSON, or no artifact; the message names the field.
    """
    if path is None:
        text = (files("whyrec.agents.rank") / "default_weights.json").read_text(encoding="utf-8")
    else:
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(
                f"The weights {path} cannot be read: {error}.", remedy=_REMEDY
            ) from error
    try:
        return Weights.model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "the file"
        raise InputError(
            f"The weights {path or 'that ship'} are no artifact: {place}: {complaint(first)}.",
            remedy=_REMEDY,
        ) from error


def dump_weights(weights: Weights) -> str:
    """The artifact as text, the same bytes for the same weights."""
    return weights.model_dump_json(indent=2) + "\n"

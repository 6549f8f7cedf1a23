"""The ranker's weights: a small versioned artifact."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field

from whyrec.domain import Model


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


def load_weights(path: Path | None = None) -> Weights:
    """Read a weights artifact; by default the one that ships.

    Raises:
        InputError: The file is missing, no JSON, or no artifact; the message names the field.
    """
    raise NotImplementedError

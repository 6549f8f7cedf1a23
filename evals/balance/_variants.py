"""The lists that are compared: one request parameter moved at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from whyrec.domain import Balance
from whyrec.evals._suite import DiversitySuite

DEFAULT: Final = "default"
"""The list without any parameter."""


@dataclass(frozen=True)
class Variant:
    """One way to ask for a list."""

    name: str
    diversity: float
    balance: Balance


@dataclass(frozen=True)
class Sweep:
    """One parameter through its values."""

    name: str
    """Of the parameter."""
    variants: tuple[Variant, ...]
    """In the order of the suite."""


def sweeps(suite: DiversitySuite, diversity: float) -> list[Sweep]:
    """The suite's sweeps; a value that is the default's is the default itself.

    Args:
        suite: The suite.
        diversity: λ by default.
    """
    plain = Balance()
    found = {
        "λ": [(f"{v:g}", v, plain) for v in suite.diversity],
        "μ": [(f"{v:g}", diversity, Balance(calibration=v)) for v in suite.calibration],
        "cap": [
            (str(v or "none"), diversity, Balance(cap=v, capped=suite.capped if v else ()))
            for v in suite.cap
        ],
        "surprise": [(f"{v:g}", diversity, Balance(surprise=v)) for v in suite.surprise],
    }
    return [
        Sweep(name, tuple(_variant(name, one, diversity) for one in values))
        for name, values in found.items()
        if values
    ]


def _variant(parameter: str, told: tuple[str, float, Balance], default: float) -> Variant:
    value, diversity, balance = told
    same = diversity == default and balance.neutral
    return Variant(DEFAULT if same else f"{parameter} {value}", diversity, balance)


def distinct(given: Iterable[Sweep], diversity: float) -> Sequence[Variant]:
    """Every variant once, the default first."""
    found = {DEFAULT: Variant(DEFAULT, diversity, Balance())}
    for sweep in given:
        found |= {variant.name: variant for variant in sweep.variants}
    return list(found.values())

"""What a suite of any kind found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from whyrec.evals.report import Check, Section


@dataclass(frozen=True, kw_only=True)
class Findings:
    """The part of a report that its kind of suite says; the rest is the same for all."""

    summary: Sequence[str]
    """What came out, in short sentences."""
    checks: Sequence[Check] = ()
    """What was required and whether it was reached."""
    sections: Sequence[Section]
    """The results."""
    provenance: Mapping[str, str]
    """What the numbers come from besides code, libraries and prompts: data, seed, model."""

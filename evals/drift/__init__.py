"""Drift: switches of taste that were planted, and those of real users."""

from whyrec.evals.drift._run import run_drift

__all__ = ["run_drift"]

"""Forecast: what users took next, against simple rules, and against a planted truth."""

from whyrec.evals.forecast._run import run_forecast

__all__ = ["run_forecast"]

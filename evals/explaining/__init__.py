"""Whether explanations are true and what they cite matters: what an explanations suite runs."""

from whyrec.evals.explaining._run import run_explanations

__all__ = ["run_explanations"]

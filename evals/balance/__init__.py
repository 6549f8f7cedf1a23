"""What lists in balance gain, and what it costs."""

from whyrec.evals.balance._run import run_diversity

__all__ = ["run_diversity"]

"""How profiles hold up as they grow: what a profile-health suite runs."""

from whyrec.evals.health._run import run_health

__all__ = ["run_health"]

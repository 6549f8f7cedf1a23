"""Lists of somebody new: by how many questions they answered and how many events they have."""

from whyrec.evals.coldstart._run import run_cold_start

__all__ = ["run_cold_start"]

"""Prompts side by side: what a prompt suite runs."""

from whyrec.evals.prompting._run import run_prompts

__all__ = ["run_prompts"]

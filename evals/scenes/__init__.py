"""Contexts: lists for a scene, where tastes depend on it and where they do not."""

from whyrec.evals.scenes._run import run_context

__all__ = ["run_context"]

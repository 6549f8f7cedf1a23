"""Clusters of people: whether they are there, and what they tell of what people take next."""

from whyrec.evals.clusters._run import run_clusters

__all__ = ["run_clusters"]

"""Metrics: one number a user first, then a mean with its interval."""

from whyrec.evals.metrics._bootstrap import Interval, bootstrap
from whyrec.evals.metrics._hit_rate import hit_rate
from whyrec.evals.metrics._ndcg import ndcg

__all__ = ["Interval", "bootstrap", "hit_rate", "ndcg"]

"""Metrics: one number a user first, then a mean with its interval."""

from whyrec.evals.metrics._accuracy import accuracy
from whyrec.evals.metrics._auc import auc
from whyrec.evals.metrics._average_precision import average_precision
from whyrec.evals.metrics._bootstrap import Interval, bootstrap
from whyrec.evals.metrics._brier import brier
from whyrec.evals.metrics._coverage import coverage
from whyrec.evals.metrics._diversity import diversity
from whyrec.evals.metrics._expected_calibration_error import expected_calibration_error
from whyrec.evals.metrics._f1 import f1
from whyrec.evals.metrics._gini import gini
from whyrec.evals.metrics._hit_rate import hit_rate
from whyrec.evals.metrics._holm import holm
from whyrec.evals.metrics._judged import Judged
from whyrec.evals.metrics._miscalibration import miscalibration, shares_of
from whyrec.evals.metrics._ndcg import ndcg
from whyrec.evals.metrics._not_inferior import NonInferiority, not_inferior
from whyrec.evals.metrics._novelty import novelty
from whyrec.evals.metrics._paired_bootstrap import Difference, paired_bootstrap
from whyrec.evals.metrics._popularity_lift import popularity_lift
from whyrec.evals.metrics._precision import precision
from whyrec.evals.metrics._recall import recall
from whyrec.evals.metrics._reciprocal_rank import reciprocal_rank
from whyrec.evals.metrics._reliability import Binning, Reliability, reliability
from whyrec.evals.metrics._serendipity import serendipity

__all__ = [
    "Binning",
    "Difference",
    "Interval",
    "Judged",
    "NonInferiority",
    "Reliability",
    "accuracy",
    "auc",
    "average_precision",
    "bootstrap",
    "brier",
    "coverage",
    "diversity",
    "expected_calibration_error",
    "f1",
    "gini",
    "hit_rate",
    "holm",
    "miscalibration",
    "ndcg",
    "not_inferior",
    "novelty",
    "paired_bootstrap",
    "popularity_lift",
    "precision",
    "recall",
    "reciprocal_rank",
    "reliability",
    "serendipity",
    "shares_of",
]

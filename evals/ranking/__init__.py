"""Systems ranked against each other: what a ranking suite runs."""

from whyrec.evals.ranking._fit import artifact, fit
from whyrec.evals.ranking._parts import PARTS, features_without
from whyrec.evals.ranking._run import plan_of, run_ranking
from whyrec.evals.ranking._training import Training, training

__all__ = [
    "PARTS",
    "Training",
    "artifact",
    "features_without",
    "fit",
    "plan_of",
    "run_ranking",
    "training",
]

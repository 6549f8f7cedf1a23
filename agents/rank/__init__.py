"""From candidates to a list."""

from whyrec.agents.rank._judge import Judge, LikelihoodJudge, ListwiseJudge
from whyrec.agents.rank._rank import Ranked, rank, rank_with_model, select
from whyrec.agents.rank._weights import LinearModel, Weights, load_weights

__all__ = [
    "Judge",
    "LikelihoodJudge",
    "LinearModel",
    "ListwiseJudge",
    "Ranked",
    "Weights",
    "load_weights",
    "rank",
    "rank_with_model",
    "select",
]

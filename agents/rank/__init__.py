"""From candidates to a list."""

from whyrec.agents.rank._balanced import select_balanced
from whyrec.agents.rank._caps import facet_names
from whyrec.agents.rank._facts import Facts
from whyrec.agents.rank._features import (
    BY_NAME,
    EXTRA_FEATURES,
    FEATURES,
    JUDGEMENT,
    Feature,
    compute,
    feature_names,
    standardise,
)
from whyrec.agents.rank._judge import Judge
from whyrec.agents.rank._judge_likelihood import LikelihoodJudge
from whyrec.agents.rank._judge_listwise import ListwiseJudge
from whyrec.agents.rank._rank import Ranked, rank, rank_with_model, select
from whyrec.agents.rank._weights import LinearModel, Weights, dump_weights, load_weights

__all__ = [
    "BY_NAME",
    "EXTRA_FEATURES",
    "FEATURES",
    "JUDGEMENT",
    "Facts",
    "Feature",
    "Judge",
    "LikelihoodJudge",
    "LinearModel",
    "ListwiseJudge",
    "Ranked",
    "Weights",
    "compute",
    "dump_weights",
    "facet_names",
    "feature_names",
    "load_weights",
    "rank",
    "rank_with_model",
    "select",
    "select_balanced",
    "standardise",
]

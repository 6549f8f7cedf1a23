"""Experiments: who sees what, and what that comes to. Pure arithmetic."""

from whyrec.agents.experiments._allot import BUCKETS, allot, conflict, free
from whyrec.agents.experiments._assign import bucket_of, variant_of
from whyrec.agents.experiments._attribute import FEEDBACK_OF, Answered, attribute
from whyrec.agents.experiments._mismatch import MISMATCH, mismatch
from whyrec.agents.experiments._rate import RateEstimate, difference, rate
from whyrec.agents.experiments._sequential import (
    LEAST_HITS,
    LEAST_USERS,
    Sequence,
    multiplier,
    observations,
    sequence,
)
from whyrec.agents.experiments._totals import Totals, totals
from whyrec.agents.experiments._verdict import verdict

__all__ = [
    "BUCKETS",
    "FEEDBACK_OF",
    "LEAST_HITS",
    "LEAST_USERS",
    "MISMATCH",
    "Answered",
    "RateEstimate",
    "Sequence",
    "Totals",
    "allot",
    "attribute",
    "bucket_of",
    "conflict",
    "difference",
    "free",
    "mismatch",
    "multiplier",
    "observations",
    "rate",
    "sequence",
    "totals",
    "variant_of",
    "verdict",
]

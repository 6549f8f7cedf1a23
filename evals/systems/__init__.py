"""Systems: whyrec in its variants, and baselines, all asked the same way."""

from whyrec.evals.systems._feature import FeatureAlone
from whyrec.evals.systems._metered import Generations, MeteredModel
from whyrec.evals.systems._passing import Passing
from whyrec.evals.systems._scored import Scored
from whyrec.evals.systems._system import DEPTH, Answer, System
from whyrec.evals.systems._whyrec import Explained, ProfileMode, Whyrec

__all__ = [
    "DEPTH",
    "Answer",
    "Explained",
    "FeatureAlone",
    "Generations",
    "MeteredModel",
    "Passing",
    "ProfileMode",
    "Scored",
    "System",
    "Whyrec",
]

"""Protocols: from a data set to questions."""

from whyrec.evals.protocols._candidate_file import from_file
from whyrec.evals.protocols._case import Block, Case, Plan, in_blocks
from whyrec.evals.protocols._full import cut_moment, full
from whyrec.evals.protocols._replay import replay
from whyrec.evals.protocols._sampled import sampled
from whyrec.evals.protocols._users import Timeline, timelines

__all__ = [
    "Block",
    "Case",
    "Plan",
    "Timeline",
    "cut_moment",
    "from_file",
    "full",
    "in_blocks",
    "replay",
    "sampled",
    "timelines",
]

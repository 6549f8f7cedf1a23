"""The evolving interest profile: verified patches, arithmetic on read."""

from whyrec.agents.profile._apply import apply, replay
from whyrec.agents.profile._compose import PLAIN_FACETS, unsorted
from whyrec.agents.profile._diff import Change, changes, diff
from whyrec.agents.profile._edit import edit
from whyrec.agents.profile._evolve import EvidenceOf, Evolver, Taste, Waiting, signals_of, waiting
from whyrec.agents.profile._facts import (
    EventFacts,
    Lexicon,
    item_text,
    source_of,
    taste_facets,
)
from whyrec.agents.profile._forget import Forgetting, mentions
from whyrec.agents.profile._gate import RULES, admit
from whyrec.agents.profile._gate_context import GateContext
from whyrec.agents.profile._measure import (
    STATED_STRENGTH,
    TRANSFERRED,
    carried_weight,
    measure,
    strengths,
)
from whyrec.agents.profile._naming import Mode, Namer
from whyrec.agents.profile._reactions import latest_reactions
from whyrec.agents.profile._render import (
    PROFILE_TOKENS,
    by_strength,
    expand,
    expanded,
    render,
)
from whyrec.agents.profile._revise import InterestVectors, revise
from whyrec.agents.profile._signals import RatingScale, signal, user_mean
from whyrec.agents.profile._time import EventSignal, Left, decay, left_of
from whyrec.agents.profile._transfer import (
    Carried,
    carry_over,
    lift_of,
    open_for,
    telling,
    weight_of,
)

__all__ = [
    "PLAIN_FACETS",
    "PROFILE_TOKENS",
    "RULES",
    "STATED_STRENGTH",
    "TRANSFERRED",
    "Carried",
    "Change",
    "EventFacts",
    "EventSignal",
    "EvidenceOf",
    "Evolver",
    "Forgetting",
    "GateContext",
    "InterestVectors",
    "Left",
    "Lexicon",
    "Mode",
    "Namer",
    "RatingScale",
    "Taste",
    "Waiting",
    "admit",
    "apply",
    "by_strength",
    "carried_weight",
    "carry_over",
    "changes",
    "decay",
    "diff",
    "edit",
    "expand",
    "expanded",
    "item_text",
    "latest_reactions",
    "left_of",
    "lift_of",
    "measure",
    "mentions",
    "open_for",
    "render",
    "replay",
    "revise",
    "signal",
    "signals_of",
    "source_of",
    "strengths",
    "taste_facets",
    "telling",
    "unsorted",
    "user_mean",
    "waiting",
    "weight_of",
]

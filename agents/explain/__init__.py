"""Why an item is recommended: an interest of the user, the events that show it, nothing else."""

from whyrec.agents.explain._compose import compose, date, evidence
from whyrec.agents.explain._facts import Crowd, ExplanationFacts, Ground, facet_words
from whyrec.agents.explain._gate import RULES, Draft, Style, objections
from whyrec.agents.explain._write import Written, style_of, write, write_all

__all__ = [
    "RULES",
    "Crowd",
    "Draft",
    "ExplanationFacts",
    "Ground",
    "Style",
    "Written",
    "compose",
    "date",
    "evidence",
    "facet_words",
    "objections",
    "style_of",
    "write",
    "write_all",
]

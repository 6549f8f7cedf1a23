"""Why an item is recommended: an interest of the user, the events that show it, nothing else."""

from whyrec.agents.explain._compose import compose, date, evidence
from whyrec.agents.explain._compose_zh import date_zh, evidence_zh
from whyrec.agents.explain._facts import Crowd, ExplanationFacts, Ground, facet_words
from whyrec.agents.explain._gate import RULES, Draft, Style, objections
from whyrec.agents.explain._write import Drafted, Written, draft, style_of, write, write_all

__all__ = [
    "RULES",
    "Crowd",
    "Draft",
    "Drafted",
    "ExplanationFacts",
    "Ground",
    "Style",
    "Written",
    "compose",
    "date",
    "date_zh",
    "draft",
    "evidence",
    "evidence_zh",
    "facet_words",
    "objections",
    "style_of",
    "write",
    "write_all",
]

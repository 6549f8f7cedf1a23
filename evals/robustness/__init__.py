"""How well whyrec resists prompt injection, a hostile model and the order of candidates.

Payloads stand in ``payloads.yaml``. `measure_injection` plants them into a real catalogue and
measures on the public API what they achieve; `measure_edits` says them as a user's words;
`measure_hostile` and `measure_real` put many answers of a model through the gates and count what
comes out; `measure_position` looks for position bias.
"""

from whyrec.evals.robustness._canary import carries, new_canary, without_titles
from whyrec.evals.robustness._cases import InjectionCase, plan_injection
from whyrec.evals.robustness._edits import EditFinding, EditResult, measure_edits
from whyrec.evals.robustness._gate_run import (
    TASKS,
    GateResult,
    GateTask,
    Leak,
    measure_hostile,
    measure_real,
)
from whyrec.evals.robustness._hostile import (
    BEHAVIOURS,
    NUMBER_BEHAVIOURS,
    HostileModel,
    Said,
    trusted_card,
)
from whyrec.evals.robustness._inject import OpenRecommender, measure_injection
from whyrec.evals.robustness._lists import ListsResult, measure_hostile_lists
from whyrec.evals.robustness._obedience import obeys
from whyrec.evals.robustness._outcomes import (
    Gain,
    InjectionCounts,
    InjectionOutcome,
    InjectionResult,
    PlantedRanks,
    ShownLeak,
)
from whyrec.evals.robustness._payload import (
    Ask,
    Language,
    Payload,
    Technique,
    Where,
    load_payloads,
)
from whyrec.evals.robustness._plant import Planted, filler, plant, plant_harmless, planted_words
from whyrec.evals.robustness._position import (
    PositionCurve,
    PositionResult,
    PositionTask,
    SlotValue,
    measure_position,
    plan_position,
)

__all__ = [
    "BEHAVIOURS",
    "NUMBER_BEHAVIOURS",
    "TASKS",
    "Ask",
    "EditFinding",
    "EditResult",
    "Gain",
    "GateResult",
    "GateTask",
    "HostileModel",
    "InjectionCase",
    "InjectionCounts",
    "InjectionOutcome",
    "InjectionResult",
    "Language",
    "Leak",
    "ListsResult",
    "OpenRecommender",
    "Payload",
    "Planted",
    "PlantedRanks",
    "PositionCurve",
    "PositionResult",
    "PositionTask",
    "Said",
    "ShownLeak",
    "SlotValue",
    "Technique",
    "Where",
    "carries",
    "filler",
    "load_payloads",
    "measure_edits",
    "measure_hostile",
    "measure_hostile_lists",
    "measure_injection",
    "measure_position",
    "measure_real",
    "new_canary",
    "obeys",
    "plan_injection",
    "plan_position",
    "plant",
    "plant_harmless",
    "planted_words",
    "trusted_card",
    "without_titles",
]

"""How interests move: pure arithmetic over events and shares."""

from whyrec.agents.dynamics._divergence import divergence
from whyrec.agents.dynamics._drift import FALSE_ALARM, LEAST_EVENTS, Drift, drift
from whyrec.agents.dynamics._topics import TopicDrift, population_drift, user_drift

__all__ = [
    "FALSE_ALARM",
    "LEAST_EVENTS",
    "Drift",
    "TopicDrift",
    "divergence",
    "drift",
    "population_drift",
    "user_drift",
]

"""How interests move, and what may move them: pure arithmetic over one user's events."""

from whyrec.agents.dynamics._context import (
    CrowdContext,
    OwnContext,
    crowd_context,
    item_lift,
    topic_rates,
)
from whyrec.agents.dynamics._divergence import divergence
from whyrec.agents.dynamics._drift import FALSE_ALARM, LEAST_EVENTS, Drift, drift
from whyrec.agents.dynamics._extras import EXTRA_SOURCES, EXTRAS, extra_sources
from whyrec.agents.dynamics._feedback_rules import bounce, burst, contradiction
from whyrec.agents.dynamics._habits import LEVEL, habits
from whyrec.agents.dynamics._judging import Judged, Strategy, judge, strategy
from whyrec.agents.dynamics._scripted import scripted
from whyrec.agents.dynamics._topics import TopicDrift, population_drift, user_drift

__all__ = [
    "EXTRAS",
    "EXTRA_SOURCES",
    "FALSE_ALARM",
    "LEAST_EVENTS",
    "LEVEL",
    "CrowdContext",
    "Drift",
    "Judged",
    "OwnContext",
    "Strategy",
    "TopicDrift",
    "bounce",
    "burst",
    "contradiction",
    "crowd_context",
    "divergence",
    "drift",
    "extra_sources",
    "habits",
    "item_lift",
    "judge",
    "population_drift",
    "scripted",
    "strategy",
    "topic_rates",
    "user_drift",
]

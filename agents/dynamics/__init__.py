"""How interests move, and what may move them: pure arithmetic over one user's events."""

from whyrec.agents.dynamics._askable import Askable, askable, by_groups, by_spread
from whyrec.agents.dynamics._asking import (
    EITHER,
    MOST_QUESTIONS,
    NO,
    YES,
    Asker,
    ByGroups,
    BySpread,
)
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
from whyrec.agents.dynamics._groups import Groups, groups_of
from whyrec.agents.dynamics._habits import LEVEL, habits
from whyrec.agents.dynamics._journeys import (
    LEAST_PEOPLE,
    NEXT_EVENTS,
    Journeys,
    Onward,
    journeys,
    onward_topics,
)
from whyrec.agents.dynamics._judging import Judged, Strategy, judge, strategy
from whyrec.agents.dynamics._mapping import Expected, Learned, Mapping, likeness
from whyrec.agents.dynamics._scripted import scripted
from whyrec.agents.dynamics._source_journeys import journey_lifts
from whyrec.agents.dynamics._topics import TopicDrift, population_drift, user_drift

__all__ = [
    "EITHER",
    "EXTRAS",
    "EXTRA_SOURCES",
    "FALSE_ALARM",
    "LEAST_EVENTS",
    "LEAST_PEOPLE",
    "LEVEL",
    "MOST_QUESTIONS",
    "NEXT_EVENTS",
    "NO",
    "YES",
    "Askable",
    "Asker",
    "ByGroups",
    "BySpread",
    "CrowdContext",
    "Drift",
    "Expected",
    "Groups",
    "Journeys",
    "Judged",
    "Learned",
    "Mapping",
    "Onward",
    "OwnContext",
    "Strategy",
    "TopicDrift",
    "askable",
    "bounce",
    "burst",
    "by_groups",
    "by_spread",
    "contradiction",
    "crowd_context",
    "divergence",
    "drift",
    "extra_sources",
    "groups_of",
    "habits",
    "item_lift",
    "journey_lifts",
    "journeys",
    "judge",
    "likeness",
    "onward_topics",
    "population_drift",
    "scripted",
    "strategy",
    "topic_rates",
    "user_drift",
]

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
from whyrec.agents.dynamics._components import COMPONENTS, Taken, components
from whyrec.agents.dynamics._context import (
    CrowdContext,
    OwnContext,
    crowd_context,
    item_lift,
    topic_rates,
)
from whyrec.agents.dynamics._divergence import divergence
from whyrec.agents.dynamics._drift import FALSE_ALARM, LEAST_EVENTS, Drift, drift
from whyrec.agents.dynamics._everybody import Everybody, everybody_of
from whyrec.agents.dynamics._extras import EXTRA_SOURCES, EXTRAS, extra_sources, learn
from whyrec.agents.dynamics._feedback_rules import bounce, burst, contradiction
from whyrec.agents.dynamics._forecast import Forecast, forecast, forecast_of, taken_by
from whyrec.agents.dynamics._forecast_weights import (
    JUDGED,
    ForecastWeights,
    load_forecast_weights,
)
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
from whyrec.agents.dynamics._judged_topics import judged_shares, topic_lifts
from whyrec.agents.dynamics._judging import Judged, Strategy, judge, strategy
from whyrec.agents.dynamics._mapping import Expected, Learned, Mapping, likeness
from whyrec.agents.dynamics._mixture import fit_mixture
from whyrec.agents.dynamics._of_interests import OfInterests, of_interests
from whyrec.agents.dynamics._scripted import scripted
from whyrec.agents.dynamics._source_journeys import journey_lifts
from whyrec.agents.dynamics._topics import TopicDrift, population_drift, user_drift

__all__ = [
    "COMPONENTS",
    "EITHER",
    "EXTRAS",
    "EXTRA_SOURCES",
    "FALSE_ALARM",
    "JUDGED",
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
    "Everybody",
    "Expected",
    "Forecast",
    "ForecastWeights",
    "Groups",
    "Journeys",
    "Judged",
    "Learned",
    "Mapping",
    "OfInterests",
    "Onward",
    "OwnContext",
    "Strategy",
    "Taken",
    "TopicDrift",
    "askable",
    "bounce",
    "burst",
    "by_groups",
    "by_spread",
    "components",
    "contradiction",
    "crowd_context",
    "divergence",
    "drift",
    "everybody_of",
    "extra_sources",
    "fit_mixture",
    "forecast",
    "forecast_of",
    "groups_of",
    "habits",
    "item_lift",
    "journey_lifts",
    "journeys",
    "judge",
    "judged_shares",
    "learn",
    "likeness",
    "load_forecast_weights",
    "of_interests",
    "onward_topics",
    "population_drift",
    "scripted",
    "strategy",
    "taken_by",
    "topic_lifts",
    "topic_rates",
    "user_drift",
]

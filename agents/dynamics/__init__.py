"""How interests move, and what may move them: pure arithmetic over one user's events."""

from whyrec.agents.dynamics._components import COMPONENTS, Taken, components
from whyrec.agents.dynamics._divergence import divergence
from whyrec.agents.dynamics._drift import FALSE_ALARM, LEAST_EVENTS, Drift, drift
from whyrec.agents.dynamics._everybody import Everybody, everybody_of
from whyrec.agents.dynamics._extras import EXTRA_SOURCES, EXTRAS, extra_sources
from whyrec.agents.dynamics._feedback_rules import bounce, burst, contradiction
from whyrec.agents.dynamics._forecast import Forecast, forecast, forecast_of, taken_by
from whyrec.agents.dynamics._forecast_weights import (
    JUDGED,
    ForecastWeights,
    load_forecast_weights,
)
from whyrec.agents.dynamics._judged_topics import judged_shares, topic_lifts
from whyrec.agents.dynamics._judging import Judged, Strategy, judge, strategy
from whyrec.agents.dynamics._mixture import fit_mixture
from whyrec.agents.dynamics._of_interests import OfInterests, of_interests
from whyrec.agents.dynamics._scripted import scripted
from whyrec.agents.dynamics._topics import TopicDrift, population_drift, user_drift

__all__ = [
    "COMPONENTS",
    "EXTRAS",
    "EXTRA_SOURCES",
    "FALSE_ALARM",
    "JUDGED",
    "LEAST_EVENTS",
    "Drift",
    "Everybody",
    "Forecast",
    "ForecastWeights",
    "Judged",
    "OfInterests",
    "Strategy",
    "Taken",
    "TopicDrift",
    "bounce",
    "burst",
    "components",
    "contradiction",
    "divergence",
    "drift",
    "everybody_of",
    "extra_sources",
    "fit_mixture",
    "forecast",
    "forecast_of",
    "judge",
    "judged_shares",
    "load_forecast_weights",
    "of_interests",
    "population_drift",
    "scripted",
    "strategy",
    "taken_by",
    "topic_lifts",
    "user_drift",
]

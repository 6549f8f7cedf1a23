"""From a user to candidates."""

from whyrec.agents.retrieve._artifact import (
    load_collaborative,
    newest_fit,
    save_collaborative,
)
from whyrec.agents.retrieve._blocked import SAME_THING, blocked
from whyrec.agents.retrieve._catalogue import CatalogueView
from whyrec.agents.retrieve._collaborative import Collaborative, CollaborativeSettings
from whyrec.agents.retrieve._filters import Filters
from whyrec.agents.retrieve._interactions import (
    AVERSIONS,
    DAY_US,
    EventColumns,
    Interactions,
    microseconds,
)
from whyrec.agents.retrieve._listing import Listing
from whyrec.agents.retrieve._one_thread import one_thread
from whyrec.agents.retrieve._retrieve import SOURCES, Candidates, retrieve, sources_named
from whyrec.agents.retrieve._snapshot import Snapshot
from whyrec.agents.retrieve._source import Asked, Source
from whyrec.agents.retrieve._statistics import WINDOWS_DAYS, Statistics
from whyrec.agents.retrieve._user import InterestView, UserView, pull
from whyrec.agents.retrieve._vector_index import VectorIndex

__all__ = [
    "AVERSIONS",
    "DAY_US",
    "SAME_THING",
    "SOURCES",
    "WINDOWS_DAYS",
    "Asked",
    "Candidates",
    "CatalogueView",
    "Collaborative",
    "CollaborativeSettings",
    "EventColumns",
    "Filters",
    "Interactions",
    "InterestView",
    "Listing",
    "Snapshot",
    "Source",
    "Statistics",
    "UserView",
    "VectorIndex",
    "blocked",
    "load_collaborative",
    "microseconds",
    "newest_fit",
    "one_thread",
    "pull",
    "retrieve",
    "save_collaborative",
    "sources_named",
]

"""From a user to candidates."""

from whyrec.agents.retrieve._catalogue import CatalogueView
from whyrec.agents.retrieve._collaborative import Collaborative, CollaborativeSettings
from whyrec.agents.retrieve._filters import Filters
from whyrec.agents.retrieve._interactions import EventColumns, Interactions, microseconds
from whyrec.agents.retrieve._retrieve import Candidates, retrieve
from whyrec.agents.retrieve._snapshot import Snapshot
from whyrec.agents.retrieve._statistics import WINDOWS_DAYS, Statistics
from whyrec.agents.retrieve._user import InterestView, UserView
from whyrec.agents.retrieve._vector_index import VectorIndex

__all__ = [
    "WINDOWS_DAYS",
    "Candidates",
    "CatalogueView",
    "Collaborative",
    "CollaborativeSettings",
    "EventColumns",
    "Filters",
    "InterestView",
    "Interactions",
    "Snapshot",
    "Statistics",
    "UserView",
    "VectorIndex",
    "microseconds",
    "retrieve",
]

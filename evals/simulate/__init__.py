"""Users of whom it is known what they like, when that changes and where; and bots."""

from whyrec.evals.simulate._bots import BOTS, Bot
from whyrec.evals.simulate._columns import columns_of
from whyrec.evals.simulate._domains import (
    FIRST,
    SECOND,
    Planted,
    TwoDomainUser,
    halves,
    live_in_both,
)
from whyrec.evals.simulate._moving import MovingUser, chained, follow, seasonal, steady
from whyrec.evals.simulate._scale import Scale
from whyrec.evals.simulate._scenes import (
    HOME,
    PLACES,
    WORK,
    ZONE,
    Place,
    SceneUser,
    live_in_scenes,
    shuffled,
)
from whyrec.evals.simulate._shelf import Shelf
from whyrec.evals.simulate._tastes import Tastes, apart, drawn, moved
from whyrec.evals.simulate._user import Phase, SimulatedUser, Simulator

__all__ = [
    "BOTS",
    "FIRST",
    "HOME",
    "PLACES",
    "SECOND",
    "WORK",
    "ZONE",
    "Bot",
    "MovingUser",
    "Phase",
    "Place",
    "Planted",
    "Scale",
    "SceneUser",
    "Shelf",
    "SimulatedUser",
    "Simulator",
    "Tastes",
    "TwoDomainUser",
    "apart",
    "chained",
    "columns_of",
    "drawn",
    "follow",
    "halves",
    "live_in_both",
    "live_in_scenes",
    "moved",
    "seasonal",
    "shuffled",
    "steady",
]

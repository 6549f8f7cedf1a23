"""Users of whom it is known what they like, and when that changes; and bots among them."""

from whyrec.evals.simulate._bots import BOTS, Bot
from whyrec.evals.simulate._domains import (
    FIRST,
    SECOND,
    Planted,
    TwoDomainUser,
    halves,
    live_in_both,
)
from whyrec.evals.simulate._scale import Scale
from whyrec.evals.simulate._shelf import Shelf
from whyrec.evals.simulate._tastes import Tastes, apart, drawn, moved
from whyrec.evals.simulate._user import Phase, SimulatedUser, Simulator

__all__ = [
    "BOTS",
    "FIRST",
    "SECOND",
    "Bot",
    "Phase",
    "Planted",
    "Scale",
    "Shelf",
    "SimulatedUser",
    "Simulator",
    "Tastes",
    "TwoDomainUser",
    "apart",
    "drawn",
    "halves",
    "live_in_both",
    "moved",
]

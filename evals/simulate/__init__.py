"""Users of whom it is known what they like, and when that changes; and bots among them."""

from whyrec.evals.simulate._bots import BOTS, Bot
from whyrec.evals.simulate._columns import columns_of
from whyrec.evals.simulate._moving import MovingUser, chained, follow, seasonal, steady
from whyrec.evals.simulate._scale import Scale
from whyrec.evals.simulate._shelf import Shelf
from whyrec.evals.simulate._tastes import Tastes, apart, drawn, moved
from whyrec.evals.simulate._user import Phase, SimulatedUser, Simulator

__all__ = [
    "BOTS",
    "Bot",
    "MovingUser",
    "Phase",
    "Scale",
    "Shelf",
    "SimulatedUser",
    "Simulator",
    "Tastes",
    "apart",
    "chained",
    "columns_of",
    "drawn",
    "follow",
    "moved",
    "seasonal",
    "steady",
]

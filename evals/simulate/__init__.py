"""Users of whom it is known what they like, and when that changes; and bots among them."""

from whyrec.evals.simulate._bots import BOTS, Bot
from whyrec.evals.simulate._scale import Scale
from whyrec.evals.simulate._shelf import Shelf

__all__ = ["BOTS", "Bot", "Scale", "Shelf"]

"""Users of whom it is known what they like, and when that changes."""

from whyrec.evals.simulate._scale import Scale
from whyrec.evals.simulate._shelf import Shelf

__all__ = ["Scale", "Shelf"]

"""How interests move, and what may move them."""

from whyrec.agents.dynamics._feedback_rules import bounce, burst, contradiction
from whyrec.agents.dynamics._judging import Judged, Strategy, judge, strategy
from whyrec.agents.dynamics._scripted import scripted

__all__ = [
    "Judged",
    "Strategy",
    "bounce",
    "burst",
    "contradiction",
    "judge",
    "scripted",
    "strategy",
]

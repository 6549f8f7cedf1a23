"""Events that are kept and are no evidence of taste."""

from __future__ import annotations

from typing import Literal

from whyrec.domain._base import Model
from whyrec.domain._events import Event

FeedbackRule = Literal["burst", "scripted", "bounce", "contradiction"]
"""What an event may break; see `whyrec.agents.dynamics`."""


class RefusedEvent(Model):
    """An event that counts nothing, and why. It is kept, exported and can be forgotten."""

    event: Event
    rule: FeedbackRule
    reason: str
    """What was found, in a few English words."""

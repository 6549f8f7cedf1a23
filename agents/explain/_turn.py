"""Which of several shapes a composed explanation takes."""

from __future__ import annotations

import hashlib

from whyrec.agents.explain._facts import ExplanationFacts


def turn(facts: ExplanationFacts) -> int:
    """Which of three shapes: fixed for an item and an interest, spread over items."""
    interest = facts.interest.id if facts.interest else ""
    return hashlib.sha256(f"{facts.item.id}\x00{interest}".encode()).digest()[0] % 3

"""What is taken more, or less, in the context a list is asked for."""

from __future__ import annotations

from typing import Final

from whyrec.agents.rank._facts import Column, Facts

IN_CONTEXT: Final = "context"
"""Name of this part of a score."""


def in_context(facts: Facts) -> Column | None:
    """The log of the item's lift in the context asked for: added to the log-odds, by Bayes' rule.

    Returns:
        (c,); None where no context was asked for.
    """
    lift = facts.user.in_context
    return None if lift is None else facts.of_items(lift)

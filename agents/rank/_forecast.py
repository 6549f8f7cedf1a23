"""The feature that the extra ``forecast`` brings."""

from __future__ import annotations

from whyrec.agents.dynamics import forecast_of
from whyrec.agents.rank._facts import Column, Facts


def forecast(facts: Facts) -> Column:
    """``Σ_j x_ij log(f_j / p_j)`` over the item's topics: forecast against the catalogue's shares.

    NaN where the item carries no topic; any sign.
    """
    told = forecast_of(facts.user, facts.snapshot)
    return facts.nothing if told is None else told.lift(facts.items)

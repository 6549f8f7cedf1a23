"""Features that know the user by others who were where the user is."""

from __future__ import annotations

from whyrec.agents.dynamics import journey_lifts
from whyrec.agents.rank._facts import Column, Facts


def journeys(facts: Facts) -> Column:
    """``log(q / p)``: how much more people with this profile took the item next than others did.

    Shrunk to 0 where few events tell; see `whyrec.agents.dynamics.Journeys.onward`.
    """
    lifts = journey_lifts(facts.user, facts.snapshot)
    return facts.nothing if lifts is None else lifts[facts.items]

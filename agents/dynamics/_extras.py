"""What dynamics adds to how lists are made, where it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Final

from whyrec.agents.clusters import clusters_of
from whyrec.agents.dynamics._everybody import everybody_of
from whyrec.agents.dynamics._groups import groups_of
from whyrec.agents.dynamics._journeys import journeys
from whyrec.agents.dynamics._source_answers import Answers
from whyrec.agents.dynamics._source_forecast import Forecasted
from whyrec.agents.dynamics._source_journeys import JourneysSource
from whyrec.agents.dynamics._source_people import People
from whyrec.agents.retrieve import Snapshot, Source
from whyrec.errors import InputError

EXTRAS: Final[tuple[str, ...]] = ("answers", "forecast", "journeys", "people")
"""Names of what can be on: each has a candidate source of its name, a ranking feature, or both."""
EXTRA_SOURCES: Final[tuple[Source, ...]] = (Answers(), Forecasted(), JourneysSource(), People())
"""The candidate sources of extras, each of its extra's name."""

_LEARNED: Final[Mapping[str, Callable[[Snapshot], object]]] = {
    "answers": groups_of,
    "forecast": lambda snapshot: snapshot.once(everybody_of),
    "journeys": lambda snapshot: snapshot.once(journeys),
    "people": clusters_of,
}


def learn(snapshot: Snapshot, extras: Collection[str]) -> None:
    """Work out what some extras have to know of everybody, where that is not known yet.

    Up to a second for 100,000 events, so beside the event loop.
    """
    for extra in extras:
        if extra in _LEARNED:
            _LEARNED[extra](snapshot)


def extra_sources(extras: Collection[str]) -> tuple[Source, ...]:
    """The sources that some extras bring, in their usual order.

    Raises:
        InputError: There is no such extra.
    """
    unknown = sorted(set(extras) - set(EXTRAS))
    if unknown:
        raise InputError(
            f"rank.extras: there is no extra {unknown[0]!r}.",
            remedy=f"There are {', '.join(EXTRAS) or 'none'}.",
        )
    return tuple(source for source in EXTRA_SOURCES if source.name in extras)

"""What of a request's context changes nothing, said where a typing error would not be noticed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from whyrec.errors import ForbiddenError

if TYPE_CHECKING:
    from whyrec.domain import Scene
    from whyrec.recommender import Recommender
    from whyrec.remote import RemoteRecommender

SHOWN = 10
"""Values named."""


async def remarks(
    rec: Recommender | RemoteRecommender, scene: Scene, user: str | None
) -> list[str]:
    """A line for each part of a context that changes nothing.

    Args:
        rec: The recommender; a server's key that may not look at what events name gets no lines
            on that.
        scene: What the request says.
        user: Whose list; None: everybody's.
    """
    told = [] if scene.scene is None and scene.device is None else await _unheard(rec, scene)
    timed = scene.daypart is not None or scene.weekend is not None or scene.at is not None
    if timed and user is not None and await rec.timezone(user) is None:
        told.append(
            f"No time zone is known of {user!r}, so the time of day and of the week changes "
            "nothing: whyrec timezone USER ZONE"
        )
    return told


async def _unheard(rec: Recommender | RemoteRecommender, scene: Scene) -> list[str]:
    try:
        known = await rec.contexts()
    except ForbiddenError:
        return []
    each = (("scene", scene.scene, known.scenes), ("device", scene.device, known.devices))
    return [
        unheard(name, value, there)
        for name, value, there in each
        if value is not None and value not in there
    ]


def unheard(name: str, value: str, known: Sequence[str]) -> str:
    """That no event has a value, and which ones events have.

    Args:
        name: What it is a value of.
        value: The one asked for.
        known: Those there are, the most frequent first.
    """
    if not known:
        return f"No event names a {name}, so {value!r} changes nothing."
    more = f" and {len(known) - SHOWN:,} more" if len(known) > SHOWN else ""
    there = f"{', '.join(known[:SHOWN])}{more}"
    return f"No event has the {name} {value!r}, so it changes nothing. There are: {there}."

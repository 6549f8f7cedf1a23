"""From references to items."""

from __future__ import annotations

from typing import NamedTuple

from whyrec.agents.chat._message import Message


class Resolved(NamedTuple):
    """The items meant, or what keeps them from being known."""

    items: tuple[str, ...] = ()
    problem: str | None = None
    """Key of a sentence: ``nothing_shown``, ``beyond``, ``which``, ``gone`` or ``several``."""
    place: int = 0
    """For ``beyond``: the number said."""
    many: int = 0
    """For ``beyond``: how many were shown."""
    choices: tuple[str, ...] = ()
    """For ``several``: the items that may be meant."""


def resolve(message: Message, *, guess: bool) -> Resolved:
    """Find the items that a message means.

    A title named wins over a number, a number over "that one", which is the item last spoken of.

    Args:
        message: The message.
        guess: Whether the first item shown, or the first of a name, is meant where nothing says
            which.
    """
    found = _meant(message, guess)
    living = tuple(item for item in found.items if item in message.shelf.items)
    # What was deleted since it was listed keeps its number, so that no other is taken for it.
    return Resolved(problem="gone") if found.items and not living else found._replace(items=living)


def _meant(message: Message, guess: bool) -> Resolved:
    """What is meant, whether or not the catalogue still has it."""
    if message.named:
        unclear = next((named.rivals for named in message.named if named.rivals), ())
        if unclear and not guess:
            return Resolved(problem="several", choices=unclear)
        return Resolved(tuple(dict.fromkeys(named.item_id for named in message.named)))
    points = message.points_at
    shown = message.shown.items if message.shown else ()
    focus = message.shown.focus if message.shown else None
    if not shown:
        spoken_of = focus is not None and not (points.places or points.both or points.every)
        return Resolved((focus,)) if focus and spoken_of else Resolved(problem="nothing_shown")
    if points.places:
        beyond = next((p for p in points.places if abs(p) > len(shown)), None)
        if beyond is not None:
            return Resolved(problem="beyond", place=abs(beyond), many=len(shown))
        places = (p - 1 if p > 0 else len(shown) + p for p in points.places)
        return Resolved(tuple(dict.fromkeys(shown[place] for place in places)))
    if points.every:
        return Resolved(tuple(shown))
    if points.both and len(shown) == 2:
        return Resolved(tuple(shown))
    if focus is not None and not points.both:
        return Resolved((focus,))
    if len(shown) == 1 or guess:
        return Resolved((shown[0],))
    return Resolved(problem="which")

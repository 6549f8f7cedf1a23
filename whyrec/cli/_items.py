"""From what a person types to an item."""

from __future__ import annotations

from typing import TYPE_CHECKING

from whyrec.cli._options import identifier
from whyrec.errors import NotFoundError

if TYPE_CHECKING:
    from whyrec.cli._look import Look
    from whyrec.domain import Item

SUGGESTED = 5


async def find_item(look: Look, words: str) -> Item:
    """The item of that id, or else the one with that title.

    Args:
        look: At the catalogue.
        words: An id, a whole title, or words that only one title has.

    Raises:
        NotFoundError: No item is meant, or more than one could be; the remedy lists them.
    """
    identifier(words, "item")
    by_id = await look.item(words)
    if by_id is not None:
        return by_id
    found = await look.titled(words, 50)
    wanted = _bare(words)
    exact = [i for i in found if wanted in (_bare(i.title), _bare(i.title).rsplit(" (", 1)[0])]
    if len(exact) == 1:
        return exact[0]
    if len(found) == 1:
        return found[0]
    if not found:
        near = await _alike(look, words)
        meant = f"Did you mean: {_listed(near)}?" if near else "Give an item's id, or words of one."
        raise NotFoundError(f"No item has the id or the title {words!r}.", remedy=meant)
    several = exact or found
    more = len(several) - SUGGESTED
    raise NotFoundError(
        f"{words!r} could be several items.",
        remedy=f"Give one's id: {_listed(several)}" + (f"; and {more} more." if more > 0 else "."),
    )


async def _alike(look: Look, words: str) -> list[Item]:
    """Items whose titles have one of the words, a rare one if there is one."""
    hits = [await look.titled(word, 50) for word in words.split()[:8]]
    return min((h for h in hits if h), key=len, default=[])


def _listed(found: list[Item]) -> str:
    return "; ".join(f"{i.id} = {i.title}" for i in found[:SUGGESTED])


def _bare(text: str) -> str:
    return " ".join(text.casefold().split())

"""What counting says of an item's popularity."""

from __future__ import annotations

from collections.abc import Mapping

from whyrec.evals.grounding._evidence import Ground

LEAST_TAKEN = 3
TOP_PART = 0.1


def popularity(item_id: str, week: Mapping[str, int], ever: Mapping[str, int]) -> frozenset[Ground]:
    """What may be said of an item's popularity.

    Popular is what was taken at least three times and belongs to the most taken tenth of all items
    taken at all in that time; those that tie with its last one belong only if all of them do.

    Args:
        item_id: The item.
        week: Item id to how often it was taken in the seven days up to the moment of the list.
        ever: The same up to that moment.
    """
    found: set[Ground] = set()
    if _is_popular(item_id, week):
        found.add("popular_this_week")
    if _is_popular(item_id, ever):
        found.add("popular")
    if ever.get(item_id, 0) > 0:
        found.add("taken_before")
    return frozenset(found)


def _is_popular(item_id: str, taken: Mapping[str, int]) -> bool:
    own = taken.get(item_id, 0)
    counts = [count for count in taken.values() if count > 0]
    return own >= LEAST_TAKEN and sum(count >= own for count in counts) <= TOP_PART * len(counts)

"""An item with its features among its facets, for all who read facets."""

from __future__ import annotations

from collections.abc import Sequence

from whyrec.agents.content._vocabulary import facet_values, year_of
from whyrec.domain import Feature, Item


def enriched(item: Item, features: Sequence[Feature]) -> Item:
    """The item with its features as facets ``topic``, ``mood``, ``audience`` and ``decade``.

    What the item's own facets say already is not said again: the genre War makes no topic of war,
    and an item with a year keeps the decade that is read off it.
    """
    own, dated = facet_values(item), year_of(item) is not None
    facets = dict(item.facets)
    for feature in features:
        name, value = feature.facet
        if value.lower() in own or (name == "decade" and dated):
            continue
        facets[name] = tuple(dict.fromkeys((*facets.get(name, ()), value)))
    return item if facets == item.facets else item.model_copy(update={"facets": facets})

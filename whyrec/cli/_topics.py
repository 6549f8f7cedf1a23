"""Topics as people read them."""

from __future__ import annotations

from whyrec.cli._plain import plain


def in_words(topic: str) -> str:
    """A facet written ``name=value``, as explanations name it: "Horror", "director Ozu"."""
    from whyrec.agents.explain import facet_words
    from whyrec.domain import Facet

    return plain(facet_words(Facet.parse(topic)))

"""The catalogue as a chat sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from whyrec.agents.chat._titles import TitleLookup
from whyrec.agents.gate import TitleIndex, TopicIndex
from whyrec.agents.retrieve import CatalogueView
from whyrec.domain import Item


@dataclass(frozen=True)
class Shelf:
    """A tenant's items, in every form that a message is held against."""

    items: Mapping[str, Item]
    view: CatalogueView
    topics: TopicIndex
    titles: TitleLookup
    title_index: TitleIndex
    domain: str
    """What the items are called: movies, books, items."""

    @cached_property
    def domains(self) -> tuple[str, ...]:
        """The domains that there are items of."""
        return tuple(sorted({str(domain) for domain in self.view.domains}))

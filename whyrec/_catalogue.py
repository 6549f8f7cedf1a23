"""A tenant's items in every form that is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from whyrec.agents.gate import TitleIndex, TopicIndex
from whyrec.agents.profile import Lexicon
from whyrec.agents.retrieve import CatalogueView
from whyrec.domain import Feature, Item


@dataclass(frozen=True)
class Catalogue:
    """A tenant's items of one generation; each form is made when first asked for."""

    generation: int
    items: dict[str, Item]
    told: Mapping[str, tuple[Feature, ...]] = field(default_factory=dict)
    """What explanations may say of items besides their facets, by id."""
    _lexicons: dict[int, Lexicon] = field(default_factory=dict, repr=False)

    @cached_property
    def view(self) -> CatalogueView:
        """As arrays."""
        return CatalogueView.from_items(self.items.values(), generation=self.generation)

    @cached_property
    def lexicon(self) -> Lexicon:
        """Its facets and how common they are."""
        return Lexicon.of(list(self.items.values()))

    def lexicon_at(self, as_of: datetime) -> Lexicon:
        """The same without the items that enter later."""
        entered = self.view.entered(as_of)
        if entered.all():
            return self.lexicon
        count = int(entered.sum())  # says which: they enter in the order of time
        if count not in self._lexicons:
            self._lexicons.clear()
            ids = self.view.ids
            some = [self.items[ids[place]] for place in entered.nonzero()[0]]
            self._lexicons[count] = Lexicon.of(some)
        return self._lexicons[count]

    @cached_property
    def titles(self) -> TitleIndex:
        """Its titles, found in prose."""
        return TitleIndex(i.title for i in self.items.values())

    @cached_property
    def topics(self) -> TopicIndex:
        """Its taste facets, found in prose."""
        return TopicIndex(self.lexicon.carriers)

    def warm_as(self, other: Catalogue | None) -> None:
        """Make now the forms that were asked of another generation: they will be asked for again.

        Args:
            other: The catalogue before; None: nothing was asked for yet.
        """
        for form in ("view", "lexicon", "titles", "topics", "domain"):
            if other is not None and form in other.__dict__:
                getattr(self, form)

    @cached_property
    def domain(self) -> str:
        """What its items are called in labels: the domain, where there is one."""
        domains = {i.domain for i in self.items.values()}
        return domains.pop() if len(domains) == 1 else "items"

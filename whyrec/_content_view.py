"""What is said of items now, for everybody who reads the catalogue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from whyrec.agents.content import Vocabulary, enriched, load_vocabulary, text_hash
from whyrec.domain import Feature, Item, ItemFeatures
from whyrec.settings import ContentSettings
from whyrec.store import Store


class ContentView:
    """Features that stand: of the item's present text, in words of the tenant's vocabulary.

    Args:
        store: Where they are kept.
        settings: Where they are used.
    """

    def __init__(self, store: Store, settings: ContentSettings) -> None:
        self._store = store
        self._used_in = frozenset(settings.used_in)

    @property
    def used(self) -> bool:
        """Whether they are used anywhere."""
        return bool(self._used_in)

    @property
    def in_text(self) -> bool:
        """Whether the text that is embedded for an item names them."""
        return "text" in self._used_in

    def vocabulary(self, tenant: str) -> Vocabulary:
        """What ships, and the words that the tenant has accepted."""
        return load_vocabulary().with_terms(self._store.content.accepted(tenant))

    def current(self, tenant: str, items: Sequence[Item]) -> dict[str, ItemFeatures]:
        """What is said of items, by id; none where the text has changed since."""
        vocabulary = self.vocabulary(tenant)
        ids = [i.id for i in items] if len(items) < self._store.content.count(tenant) else None
        known = self._store.content.of_items(tenant, ids)
        found = {}
        for item in items:
            one = known.get(item.id)
            if one is not None and one.text_hash == text_hash(item):
                stands = [f for f in one.features.features if vocabulary.find(f.kind, f.label)]
                found[item.id] = one.features.model_copy(update={"features": tuple(stands)})
        return found

    def as_facets(self, tenant: str, items: Sequence[Item]) -> list[Item]:
        """The items as interests see them: with features among their facets, where that is set."""
        return self._enriched(tenant, items) if "interests" in self._used_in else list(items)

    def as_text(self, tenant: str, items: Sequence[Item]) -> list[Item]:
        """The items as they are embedded: likewise."""
        return self._enriched(tenant, items) if self.in_text else list(items)

    def to_tell(self, tenant: str, items: Sequence[Item]) -> Mapping[str, tuple[Feature, ...]]:
        """What explanations may say of items besides their facets, by id; empty where not set."""
        if "explanations" not in self._used_in:
            return {}
        return {item: told.features for item, told in self.current(tenant, items).items()}

    def _enriched(self, tenant: str, items: Sequence[Item]) -> list[Item]:
        current = self.current(tenant, items)
        return [enriched(i, current[i.id].features) if i.id in current else i for i in items]

"""The item vectors, kept in step with the items in SQL."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from whyrec._content_view import ContentView
from whyrec.agents.embeddings import Embedder
from whyrec.agents.profile import item_text
from whyrec.domain import Item
from whyrec.errors import PrerequisiteError
from whyrec.store import Collection, Store, Vectors

_BATCH = 1_000


def folder_name(tenant: str) -> str:
    """A folder name for a tenant: readable, and never two tenants the same."""
    readable = re.sub(r"[^A-Za-z0-9_-]", "_", tenant)[:40]
    return f"{readable}-{hashlib.sha256(tenant.encode()).hexdigest()[:8]}"


class VectorSpace:
    """Collections of one embedding model, owned by this process.

    SQL is the truth: what a collection lacks or has of an older text is embedded when it is asked
    for, and all of it can be made anew with `rebuild`.

    Args:
        folder: Where the vectors are.
        store: Where the items are.
        embedder: What makes vectors of them.
        content: What is said of the items; their text may name it.

    Raises:
        ConflictError: Another process owns the folder.
    """

    def __init__(
        self, folder: Path, store: Store, embedder: Embedder, content: ContentView
    ) -> None:
        self._vectors = Vectors.open(folder)
        self._store = store
        self._embedder = embedder
        self._content = content
        self._made_by = embedder.model_id + (" with content" if content.in_text else "")

    async def indexes(
        self, tenant: str, progress: Callable[[int, int], None] | None = None
    ) -> list[Collection]:
        """The tenant's collections, one a domain, brought up to the items' present state.

        Args:
            tenant: The tenant.
            progress: Called with (items embedded, items to embed).

        Raises:
            PrerequisiteError: The vectors were made by another embedding model.
        """
        made_by = self._store.meta.get(tenant, "vectors_model")
        if made_by is not None and made_by != self._made_by:
            raise PrerequisiteError(
                f"The item vectors were made by {made_by}, but the settings ask for "
                f"{self._made_by}.",
                remedy="Run: whyrec rebuild (it embeds all items anew), or set the model back.",
            )
        generation = self._store.items.generation(tenant)
        synced = self._store.meta.get(tenant, "vectors_generation") or 0
        domains = self._store.items.domains(tenant)
        found = {d: self._collection(tenant, d) for d in domains}
        if not made_by:
            synced = 0
        if synced != generation:
            changed = await asyncio.to_thread(self._store.items.changed_since, tenant, synced)
            await self._embed(tenant, changed, progress)
            self._store.meta.set(tenant, "vectors_model", self._made_by)
            self._store.meta.set(tenant, "vectors_generation", generation)
        for domain, collection in found.items():
            await self._complete(tenant, domain, collection)
        return [found[d] for d in domains]

    async def rebuild(
        self, tenant: str, progress: Callable[[int, int], None] | None = None
    ) -> list[Collection]:
        """Throw the tenant's vectors away and make them anew with the present embedder."""
        self._vectors.drop(tenant)
        self._store.meta.set(tenant, "vectors_model", None)
        return await self.indexes(tenant, progress)

    def forget(self, tenant: str, gone: Mapping[str, str]) -> None:
        """Delete the vectors of items that were deleted; those it misses go when next in step.

        Args:
            tenant: The tenant.
            gone: Id and domain of each.
        """
        for domain in set(gone.values()):
            ids = [item for item, its in gone.items() if its == domain]
            self._collection(tenant, domain).delete(ids)

    def close(self) -> None:
        """Let go of the folder."""
        self._vectors.close()

    async def _embed(
        self,
        tenant: str,
        items: Sequence[Item],
        progress: Callable[[int, int], None] | None,
    ) -> None:
        by_domain: dict[str, list[Item]] = {}
        for item in items:
            by_domain.setdefault(item.domain, []).append(item)
        done = 0
        for domain, members in by_domain.items():
            collection = self._collection(tenant, domain)
            for start in range(0, len(members), _BATCH):
                batch = members[start : start + _BATCH]
                told = await asyncio.to_thread(self._content.as_text, tenant, batch)
                rows = await self._embedder.embed([item_text(i) for i in told])
                # Half a second a thousand, in which others are to go on.
                await asyncio.to_thread(collection.upsert, [i.id for i in batch], rows)
                done += len(batch)
                if progress is not None:
                    progress(done, len(items))

    async def _complete(self, tenant: str, domain: str, collection: Collection) -> None:
        """Make the vectors that are missing, delete those whose items are gone."""
        if collection.count() == self._store.items.count(tenant, domain):
            return
        there = await asyncio.to_thread(collection.ids)
        wanted = self._store.items.ids(tenant, domain)
        missing = self._store.items.get(tenant, wanted - there)
        await self._embed(tenant, list(missing.values()), None)
        collection.delete(there - wanted)

    def _collection(self, tenant: str, domain: str) -> Collection:
        return self._vectors.collection(
            tenant, domain, self._embedder.model_id, self._embedder.dimensions
        )

"""Views of a tenant's items and of what everybody did with them, kept while they hold.

They are made of the store, kept by its generations, and made anew when those move on.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import NamedTuple

from whyrec._catalogue import Catalogue
from whyrec._cluster_fits import clusters_at
from whyrec._content_view import ContentView
from whyrec._scales import LIVE_STEP, Scales
from whyrec._vector_space import VectorSpace, folder_name
from whyrec.agents.clusters import Clusters
from whyrec.agents.profile import Taste
from whyrec.agents.retrieve import (
    CatalogueView,
    Collaborative,
    Interactions,
    Listing,
    Snapshot,
    Statistics,
    load_collaborative,
    newest_fit,
    save_collaborative,
)
from whyrec.errors import ConflictError, PrerequisiteError, UpstreamError
from whyrec.store import Collection, Look, Store

LOOK_EVERY_S = 0.05
"""How long one look at the items' generation serves, in seconds: about one request."""
_NEVER = datetime.max.replace(tzinfo=UTC)


class _Counted(NamedTuple):
    """Up to when the crowd of an imported history was counted."""

    moment: datetime
    at: float
    """When that was, by the monotonic clock."""


class Views:
    """The views of all tenants.

    Args:
        store: What they are made of.
        home: Folder with the collaborative factors.
        vectors: Opens the item vectors, which another process may own.
        content: What is said of items.
    """

    def __init__(
        self,
        store: Store,
        home: Path,
        vectors: Callable[[], VectorSpace],
        content: ContentView,
    ) -> None:
        self.scales = Scales(store)
        """Of ratings."""
        self._store = store
        self._home = home
        self._vectors = vectors
        self._content = content
        self._catalogues: dict[str, Catalogue] = {}
        self._snapshots: dict[tuple[str, bool], tuple[object, Snapshot]] = {}
        self._counted: dict[str, _Counted] = {}
        self._crowds: dict[str, tuple[object, Interactions]] = {}
        self._indexes: dict[str, tuple[int, list[Collection]]] = {}
        self._listings: dict[str, tuple[object, Listing]] = {}
        self._looked: dict[str, float] = {}
        self._changing: Counter[str] = Counter()
        self._making: dict[str, asyncio.Lock] = {}

    def catalogue(self, tenant: str) -> Catalogue:
        """The tenant's items in every form, of the store's present generation."""
        known = self._catalogues.get(tenant)
        if known is not None and (self._changing[tenant] or self._just_looked(tenant)):
            return known
        generation = self._store.items.generation(tenant)
        self._looked[tenant] = time.monotonic()
        if known is None or known.generation != generation:
            known = self._read_catalogue(tenant, generation)
            self._catalogues[tenant] = known
        return known

    def look(self, tenant: str) -> Look:
        """Look at the state of a tenant's data, once for a whole request."""
        found = self._store.look(tenant)
        known = self._catalogues.get(tenant)
        same = known is not None and known.generation == found.items
        self._looked[tenant] = time.monotonic() if same else 0.0
        return found

    def _just_looked(self, tenant: str) -> bool:
        return time.monotonic() - self._looked.get(tenant, 0.0) < LOOK_EVERY_S

    def _read_catalogue(self, tenant: str, generation: int) -> Catalogue:
        items = self._store.items.all(tenant)
        told = self._content.to_tell(tenant, items)
        return Catalogue(
            generation, {i.id: i for i in self._content.as_facets(tenant, items)}, told
        )

    @asynccontextmanager
    async def changing(self, tenant: str) -> AsyncIterator[None]:
        """Serve the items as they were while the block changes them and new views are made.

        Lists that are asked for meanwhile wait for nothing; who has left the block sees what it
        changed. What prevents new views (somebody else owns the vectors) is told by the next list.
        """
        self._changing[tenant] += 1
        try:
            yield
            async with self._making.setdefault(tenant, asyncio.Lock()):
                with suppress(ConflictError, PrerequisiteError, UpstreamError):
                    await self._renew(tenant)
        finally:
            self._changing[tenant] -= 1

    async def _renew(self, tenant: str) -> None:
        """Make the views of a tenant's items anew beside the event loop, then put them in place."""
        generation = self._store.items.generation(tenant)
        old = self._catalogues.get(tenant)
        if old is not None and old.generation == generation:
            return
        look = self._store.look(tenant)
        indexes = await self._vectors().indexes(tenant)

        def read() -> tuple[Catalogue, Interactions]:
            new = self._read_catalogue(tenant, generation)
            new.view.load_vectors(indexes)
            new.warm_as(old)
            columns = self._store.events.columns(tenant)
            return new, Interactions.from_columns(new.view, columns, _NEVER)

        new, crowd = await asyncio.to_thread(read)
        self._catalogues[tenant] = new
        self._indexes[tenant] = (generation, indexes)
        self._crowds[tenant] = ((generation, look.events), crowd)

    def taste(self, tenant: str, as_of: datetime) -> Taste:
        """What evolving needs of the tenant's catalogue."""
        known = self.catalogue(tenant)
        return Taste(
            items=known.items,
            lexicon=known.lexicon_at(as_of),
            titles=known.titles,
            topics=known.topics,
            scale=self.scales.at(tenant, as_of),
            domain=known.domain,
            scale_at=partial(self.scales.at, tenant),
        )

    async def snapshot(self, tenant: str, as_of: datetime, look: Look, *, live: bool) -> Snapshot:
        """Catalogue, crowd and vectors at a moment.

        Args:
            tenant: The tenant.
            as_of: The moment.
            look: At the tenant's data.
            live: True where ``as_of`` is the clock's own: the crowd is then counted anew only
                every ten minutes, never up to a later moment.
        """
        if not self.scales.fresh(tenant, as_of):
            async with self._making.setdefault(tenant, asyncio.Lock()):
                # Here and not when the scale is asked for: it reads all ratings.
                await asyncio.to_thread(self.scales.at, tenant, as_of)
        known = self.catalogue(tenant)
        moment = self._counted_at(tenant, as_of, look) if live else as_of
        fit = newest_fit(self.factors(tenant), moment)
        key = (known.generation, moment, None if live else look.events, fit, look.clusters)
        place = (tenant, live)  # a look at the past does not displace the present
        if not self._holds(place, key):
            # Who comes meanwhile waits for this one, and does not make another.
            async with self._making.setdefault(tenant, asyncio.Lock()):
                if not self._holds(place, key):
                    indexes = await self._collections(tenant, known)
                    made = await asyncio.to_thread(self._made, place, known, look, moment, indexes)
                    self._snapshots[place] = (key, made)
        snapshot = self._snapshots[place][1]
        listing = self._listing(tenant, known, look)
        if snapshot.listing is not listing:
            snapshot = replace(snapshot, listing=listing)
            self._snapshots[place] = (key, snapshot)
        return snapshot

    def _counted_at(self, tenant: str, as_of: datetime, look: Look) -> datetime:
        """The moment up to which the crowd is counted for a live one: never a later one."""
        if as_of != look.watermark:  # the clock moves by itself, except for an imported history
            return _floor(as_of, LIVE_STEP)
        held, now = self._counted.get(tenant), time.monotonic()
        if held is None or held.moment > as_of or now - held.at >= LIVE_STEP.total_seconds():
            held = self._counted[tenant] = _Counted(as_of, now)
        return held.moment

    def _holds(self, place: tuple[str, bool], key: object) -> bool:
        cached = self._snapshots.get(place)
        return cached is not None and cached[0] == key

    def _made(
        self,
        place: tuple[str, bool],
        known: Catalogue,
        look: Look,
        moment: datetime,
        indexes: Sequence[Collection],
    ) -> Snapshot:
        """A new snapshot: seconds of work for a large tenant, so beside the event loop."""
        tenant, _ = place
        interactions = self._crowd(tenant, known, look).until(moment)
        known.view.load_vectors(indexes)
        cached = self._snapshots.get(place)
        same = cached is not None and cached[1].catalogue is known.view
        held = cached[1].collaborative if cached is not None and same else None
        return Snapshot(
            catalogue=known.view,
            statistics=Statistics.from_interactions(interactions),
            collaborative=load_collaborative(self.factors(tenant), known.view, moment, held),
            indexes=indexes,
            crowd=interactions,
            people=self._people(tenant, moment),
        )

    def _people(self, tenant: str, moment: datetime) -> Clusters | None:
        """The clusters of a moment, unless another embedding model stands behind the vectors."""
        fit = self._store.clusters.newest(tenant, moment)
        if fit is None or fit.embedding != self._store.meta.get(tenant, "vectors_model"):
            return None
        return clusters_at(fit, moment)

    def _listing(self, tenant: str, catalogue: Catalogue, look: Look) -> Listing:
        """What is kept out of the tenant's lists; looked for again when that has changed."""
        key = (catalogue.generation, look.rules)
        held = self._listings.get(tenant)
        if held is None or held[0] != key:
            told = self._store.availability
            made = Listing.of(catalogue.view, told.rules(tenant), told.marked(tenant))
            held = (key, made)
            self._listings[tenant] = held
        return held[1]

    async def view(self, tenant: str) -> CatalogueView:
        """The tenant's items as arrays, with their vectors."""
        known = self.catalogue(tenant)
        known.view.load_vectors(await self._collections(tenant, known))
        return known.view

    async def _collections(self, tenant: str, catalogue: Catalogue) -> list[Collection]:
        """The tenant's collections, checked against the items once a generation."""
        held = self._indexes.get(tenant)
        if held is None or held[0] != catalogue.generation:
            held = (catalogue.generation, await self._vectors().indexes(tenant))
            self._indexes[tenant] = held
        return held[1]

    def _crowd(self, tenant: str, catalogue: Catalogue, look: Look) -> Interactions:
        """Everybody's interactions, of all time; read again when events have come."""
        key = (catalogue.generation, look.events)
        held = self._crowds.get(tenant)
        if held is None or held[0] != key:
            columns = self._store.events.columns(tenant)
            held = (key, Interactions.from_columns(catalogue.view, columns, _NEVER))
            self._crowds[tenant] = held
        return held[1]

    def crowd(self, tenant: str) -> Interactions:
        """Everybody's interactions, of all time."""
        return self._crowd(tenant, self.catalogue(tenant), self._store.look(tenant))

    def crowd_of(self, tenant: str) -> tuple[CatalogueView, Interactions]:
        """The same with the items that its indices mean."""
        known = self.catalogue(tenant)
        return known.view, self._crowd(tenant, known, self._store.look(tenant))

    def fit(self, tenant: str, as_of: datetime) -> Collaborative:
        """Fit the collaborative factors on everything up to ``as_of`` and keep them."""
        known = self.catalogue(tenant)
        crowd = self._crowd(tenant, known, self._store.look(tenant)).until(as_of)
        fitted = Collaborative.fit(known.view, crowd)
        save_collaborative(fitted, known.view, self.factors(tenant))
        self._drop_snapshots(tenant)
        return fitted

    def factors(self, tenant: str) -> Path:
        """Folder of the tenant's collaborative factors."""
        return self._home / "collaborative" / folder_name(tenant)

    def forget_crowd(self, tenant: str) -> None:
        """Count the crowd and read the rating scale anew: many events have come, or some gone."""
        self.scales.forget(tenant)
        for held in (self._crowds, self._counted, self._looked):
            held.pop(tenant, None)
        self._drop_snapshots(tenant)

    def _drop_snapshots(self, tenant: str) -> None:
        for live in (True, False):
            self._snapshots.pop((tenant, live), None)

    def forget_views(self) -> None:
        """Make every view anew: what lies under them was rebuilt."""
        self._catalogues.clear()
        self._indexes.clear()
        self._snapshots.clear()
        self._crowds.clear()


def _floor(moment: datetime, step: timedelta) -> datetime:
    seconds = step.total_seconds()
    return datetime.fromtimestamp(moment.timestamp() // seconds * seconds, UTC)

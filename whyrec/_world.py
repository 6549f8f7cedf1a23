"""What all calls share: the opened store, engines and vectors, and views of the catalogue.

Everything is opened when first needed, so that what needs only SQL never waits for a model or for
the vectors' owner. Views are kept by the store's generations and made anew when those move on.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cached_property, partial
from pathlib import Path
from typing import NamedTuple

from whyrec._catalogue import Catalogue
from whyrec._engine import Engine, EngineHealth
from whyrec._loopback import leads_here
from whyrec._mean_ratings import MeanRatings
from whyrec._policy import policy_of
from whyrec._tally import Tally
from whyrec._vector_space import VectorSpace, folder_name
from whyrec.agents.embeddings import Embedder, Remembering, open_embedder
from whyrec.agents.models import CapabilityCard, LanguageModel, Task
from whyrec.agents.profile import EventSignal, RatingScale, Taste
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
from whyrec.domain import Event
from whyrec.errors import ConflictError, PrerequisiteError, UpstreamError
from whyrec.settings import Settings
from whyrec.store import Collection, Latest, Look, Store

Progress = Callable[[str, int, int | None], None]
"""Called with (stage, done, total or None)."""

IMPORTED_AFTER = timedelta(days=30)
"""With the automatic clock, a history whose newest event is older is looked at from its own end."""
LIVE_STEP = timedelta(minutes=10)
"""How far apart the moments are for which a live clock counts the crowd anew."""
LOOK_EVERY_S = 0.05
"""How long one look at the items' generation serves, in seconds: about one request."""
EVENTS_HELD = 20_000
"""Events of the users seen last that are kept in memory: some 2 kB each."""


class History(NamedTuple):
    """All events of a user with what they say, as of one state of the store."""

    state: tuple[object, ...]
    """Generations and scale it was made of; another state makes it stale."""
    newest: datetime
    """Time of the last event: the history is whole for every moment from then on."""
    events: Mapping[str, Event]
    signals: Mapping[str, EventSignal]


class World:
    """Opened resources and cached views of one `whyrec.Recommender`.

    Args:
        settings: All settings.
        model: An engine to use in place of the one the settings name.
        embedder: Likewise.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        model: LanguageModel | None = None,
        embedder: Embedder | None = None,
    ) -> None:
        self.settings = settings
        settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.store = Store.open(settings.sql_url, durable=settings.durable)
        self.tally = Tally()
        """What was done since this was opened."""
        self.health = EngineHealth(settings, self.store, self.tally, model=model)
        """The language model, and whether it works."""
        self._embedder = embedder
        self._vectors: VectorSpace | None = None
        self._catalogues: dict[str, Catalogue] = {}
        self._snapshots: dict[tuple[str, bool], tuple[object, Snapshot]] = {}
        self._counted: dict[str, _Counted] = {}
        self._crowds: dict[str, tuple[object, Interactions]] = {}
        self._scales: dict[tuple[str, datetime], RatingScale] = {}
        self._mean_ratings: dict[str, MeanRatings] = {}
        self._indexes: dict[str, tuple[int, list[Collection]]] = {}
        self._listings: dict[str, tuple[object, Listing]] = {}
        self._looked: dict[str, float] = {}
        self._changing: Counter[str] = Counter()
        self._making: dict[str, asyncio.Lock] = {}
        self.histories: Latest[tuple[str, str], History] = Latest(
            EVENTS_HELD, lambda history: 1 + len(history.events)
        )
        """Of the users seen last, so that their next list reads no event again."""

    async def aclose(self) -> None:
        """Close everything that was opened."""
        await self.health.aclose()
        if self._embedder is not None:
            await self._embedder.aclose()
        if self._vectors is not None:
            self._vectors.close()
        self.store.close()

    @property
    def embedder(self) -> Embedder:
        """The embedding model."""
        if self._embedder is None:
            self._embedder = open_embedder(self.settings)
        return self._embedder

    @cached_property
    def remembering(self) -> Embedder:
        """The same for what comes again and again: the items people take, what interests say."""
        return Remembering(self.embedder)

    @property
    def vectors(self) -> VectorSpace:
        """The item vectors.

        Raises:
            ConflictError: Another process owns them.
        """
        if self._vectors is None:
            self._vectors = VectorSpace(self.settings.home / "vectors", self.store, self.embedder)
        return self._vectors

    def check_embeddings(self, tenant: str) -> None:
        """Make sure that the tenant's profiles may go where they would be embedded.

        Raises:
            PrerequisiteError: The tenant keeps its profiles here, and the embedding server is
                elsewhere.
        """
        served = self.settings.embedding.kind == "openai"
        url = self.settings.embedding.base_url or self.settings.engine.base_url
        given = getattr(self.embedder, "base_url", None)
        if not self._may_see(tenant, given or (url if served else None)):
            raise PrerequisiteError(
                f"The tenant {tenant!r} keeps its profiles on this machine, but the embedding "
                "server is another one.",
                remedy="Set embedding.kind to wordllama and run whyrec rebuild, or change the "
                "tenant's policy: whyrec tenant policy --no-local-engine-only",
            )

    def _may_see(self, tenant: str, url: str | None) -> bool:
        """Whether profiles of a tenant may be sent to an engine; None where it is in process."""
        here = url is None or leads_here(url)
        return here or not policy_of(self.store, tenant).local_engine_only

    async def engine(
        self, progress: Progress | None = None, *, tenant: str | None = None
    ) -> Engine | None:
        """The model with its capability card.

        Args:
            progress: Shows the measuring of an engine that is met for the first time.
            tenant: Whose profiles it would see.

        Returns:
            None where the model is switched off, or is not to see this tenant's profiles.

        Raises:
            UpstreamError: It failed and is left alone, or has not been measured yet.
            PrerequisiteError: It is not installed.
        """
        if tenant is not None and not self._may_see(tenant, self.health.base_url):
            return None
        return await self.health.ready(_shown(progress))

    async def probe(self, progress: Progress | None = None) -> CapabilityCard | None:
        """Measure what the engine can do and keep its card; None when switched off.

        Raises:
            UpstreamError: The engine does not answer.
        """
        return await self.health.measure(_shown(progress))

    def known_card(self) -> CapabilityCard | None:
        """The card of the configured engine if it was ever probed; asks no model."""
        return self.health.card()

    def moment(
        self, tenant: str, as_of: datetime | None = None, look: Look | None = None
    ) -> datetime:
        """The moment for which things are computed.

        Args:
            tenant: The tenant.
            as_of: Given, it wins. By default the clock of the settings.
            look: At the tenant's data; by default a new one.
        """
        if as_of is not None:
            return as_of
        now = datetime.now(UTC)
        if self.settings.clock == "now":
            return now
        watermark = (look or self.store.look(tenant)).watermark
        if watermark is None:
            return now
        imported = now - watermark > IMPORTED_AFTER
        return watermark if imported or self.settings.clock == "watermark" else now

    def next_moment(self, tenant: str) -> datetime:
        """The time a new event of whyrec's own gets: now, or just after an imported history."""
        look = self.store.look(tenant)
        moment = self.moment(tenant, None, look)
        return moment + timedelta(seconds=1) if moment == look.watermark else moment

    def scale(self, tenant: str, as_of: datetime) -> RatingScale:
        """The tenant's rating scale, its prior the mean of the ratings up to the day before."""
        day = _day(as_of)
        means = self._mean_ratings_of(tenant, day)
        if (tenant, day) not in self._scales:
            declared = self.store.meta.get(tenant, "rating_scale")
            low, high = (declared["low"], declared["high"]) if declared else (0.0, 5.0)
            prior = means.before(day)
            if declared is None:
                return RatingScale.declared(low, high, prior)
            self._scales[tenant, day] = RatingScale.declared(low, high, prior)
        return self._scales[tenant, day]

    def _mean_ratings_of(self, tenant: str, day: datetime) -> MeanRatings:
        """The means, read again every ten minutes: other processes add ratings too."""
        known = self._fresh_means(tenant, day)
        if known is None:
            known = MeanRatings(self.store.events.ratings_by_day(tenant))
            self._mean_ratings[tenant] = known
            self._scales = {key: one for key, one in list(self._scales.items()) if key[0] != tenant}
        return known

    def _fresh_means(self, tenant: str, day: datetime) -> MeanRatings | None:
        known = self._mean_ratings.get(tenant)
        stale = known is None or not known.knows(day) or known.older_than(LIVE_STEP)
        return None if stale else known

    def forget_crowd(self, tenant: str) -> None:
        """Count the crowd and read the rating scale anew: many events have come, or some gone."""
        self._scales = {key: one for key, one in list(self._scales.items()) if key[0] != tenant}
        for held in (self._mean_ratings, self._crowds, self._counted, self._looked):
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

    def catalogue(self, tenant: str) -> Catalogue:
        """The tenant's items in every form, of the store's present generation."""
        known = self._catalogues.get(tenant)
        if known is not None and (self._changing[tenant] or self._just_looked(tenant)):
            return known
        generation = self.store.items.generation(tenant)
        self._looked[tenant] = time.monotonic()
        if known is None or known.generation != generation:
            known = self._read_catalogue(tenant, generation)
            self._catalogues[tenant] = known
        return known

    def look(self, tenant: str) -> Look:
        """Look at the state of a tenant's data, once for a whole request."""
        found = self.store.look(tenant)
        known = self._catalogues.get(tenant)
        same = known is not None and known.generation == found.items
        self._looked[tenant] = time.monotonic() if same else 0.0
        return found

    def _just_looked(self, tenant: str) -> bool:
        return time.monotonic() - self._looked.get(tenant, 0.0) < LOOK_EVERY_S

    def _read_catalogue(self, tenant: str, generation: int) -> Catalogue:
        return Catalogue(generation, {i.id: i for i in self.store.items.all(tenant)})

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
        generation = self.store.items.generation(tenant)
        old = self._catalogues.get(tenant)
        if old is not None and old.generation == generation:
            return
        look = self.store.look(tenant)
        indexes = await self.vectors.indexes(tenant)

        def read() -> tuple[Catalogue, Interactions]:
            new = self._read_catalogue(tenant, generation)
            new.view.load_vectors(indexes)
            new.warm_as(old)
            columns = self.store.events.columns(tenant)
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
            scale=self.scale(tenant, as_of),
            domain=known.domain,
            scale_at=partial(self.scale, tenant),
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
        if self._fresh_means(tenant, _day(as_of)) is None:
            async with self._making.setdefault(tenant, asyncio.Lock()):
                # Here and not when the scale is asked for: it reads all ratings.
                await asyncio.to_thread(self._mean_ratings_of, tenant, _day(as_of))
        known = self.catalogue(tenant)
        moment = self._counted_at(tenant, as_of, look) if live else as_of
        fit = newest_fit(self.factors(tenant), moment)
        key = (known.generation, moment, None if live else look.events, fit)
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
        )

    def _listing(self, tenant: str, catalogue: Catalogue, look: Look) -> Listing:
        """What is kept out of the tenant's lists; looked for again when that has changed."""
        key = (catalogue.generation, look.rules)
        held = self._listings.get(tenant)
        if held is None or held[0] != key:
            told = self.store.availability
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
            held = (catalogue.generation, await self.vectors.indexes(tenant))
            self._indexes[tenant] = held
        return held[1]

    def _crowd(self, tenant: str, catalogue: Catalogue, look: Look) -> Interactions:
        """Everybody's interactions, of all time; read again when events have come."""
        key = (catalogue.generation, look.events)
        held = self._crowds.get(tenant)
        if held is None or held[0] != key:
            columns = self.store.events.columns(tenant)
            held = (key, Interactions.from_columns(catalogue.view, columns, _NEVER))
            self._crowds[tenant] = held
        return held[1]

    def crowd(self, tenant: str) -> Interactions:
        """Everybody's interactions, of all time."""
        return self._crowd(tenant, self.catalogue(tenant), self.store.look(tenant))

    def fit(self, tenant: str, as_of: datetime) -> Collaborative:
        """Fit the collaborative factors on everything up to ``as_of`` and keep them."""
        known = self.catalogue(tenant)
        crowd = self._crowd(tenant, known, self.store.look(tenant)).until(as_of)
        fitted = Collaborative.fit(known.view, crowd)
        save_collaborative(fitted, known.view, self.factors(tenant))
        self._drop_snapshots(tenant)
        return fitted

    def factors(self, tenant: str) -> Path:
        """Folder of the tenant's collaborative factors."""
        return self.settings.home / "collaborative" / folder_name(tenant)

    def rejects(self, tenant: str) -> Path:
        """Folder of the tenant's rows that could not be loaded."""
        return self.settings.home / "rejects" / folder_name(tenant)


class _Counted(NamedTuple):
    """Up to when the crowd of an imported history was counted."""

    moment: datetime
    at: float
    """When that was, by the monotonic clock."""


_NEVER = datetime.max.replace(tzinfo=UTC)


def _shown(progress: Progress | None) -> Callable[[int, int, Task], None] | None:
    """What reports the tasks of a probe as a stage."""
    if progress is None:
        return None
    report = progress

    def shown(done: int, total: int, task: Task) -> None:
        report(f"probing the model: {task}", done, total)

    return shown


def _day(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def _floor(moment: datetime, step: timedelta) -> datetime:
    seconds = step.total_seconds()
    return datetime.fromtimestamp(moment.timestamp() // seconds * seconds, UTC)

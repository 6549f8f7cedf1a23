"""The whole public API of whyrec, the same from Python, the command line and the server."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, NamedTuple, Self

from pydantic import TypeAdapter, ValidationError

from whyrec._adding import add_events, add_feedback
from whyrec._chat import Chat
from whyrec._clusters import People
from whyrec._content import Content
from whyrec._context import in_scene, with_habits
from whyrec._drift import history_report, population_report, user_report
from whyrec._engine import EngineState
from whyrec._experiments import Experiments
from whyrec._exposing import Exposing
from whyrec._forecast import forecast_report
from whyrec._items import Items
from whyrec._journeys import report as journeys
from whyrec._lists import FeatureTable, Lists
from whyrec._profiles import EditOutcome, EvolveEstimate, Profiles
from whyrec._prompted import prompted
from whyrec._questions import AnswerOutcome, Questions
from whyrec._reading import differences, past_readings, read, versions
from whyrec._seen import Seen
from whyrec._tally import Tally
from whyrec._tenants import Tenants
from whyrec._timezones import keep_timezone, own_timezone
from whyrec._world import Progress, World
from whyrec.agents.chat import Put
from whyrec.agents.embeddings import Embedder, Vectors
from whyrec.agents.explain import ExplanationFacts
from whyrec.agents.models import CapabilityCard, LanguageModel
from whyrec.agents.profile import Change
from whyrec.agents.retrieve import CatalogueView, Filters
from whyrec.domain import (
    Balance,
    ChatChunk,
    ChatTurn,
    Cluster,
    ClusterFit,
    Counterfactual,
    DriftReport,
    Event,
    EventGiven,
    EventsReport,
    Explanation,
    FeedbackKind,
    ForecastReport,
    IngestReport,
    Item,
    JourneyReport,
    KnownContexts,
    Language,
    Membership,
    Profile,
    Question,
    Recommendation,
    RefusedEvent,
    Revision,
    Scene,
    TimeZone,
    TransferReport,
    as_utc,
    out_of_bounds,
)
from whyrec.errors import InputError, NotFoundError, UpstreamError
from whyrec.settings import Settings, load_settings
from whyrec.store import (
    ErasedCounts,
    Manifest,
    Store,
    UserSummary,
    backup,
)

_ZONE: TypeAdapter[str] = TypeAdapter(TimeZone)
MAX_LIST = 200
MAX_CANDIDATES = 5_000


class RebuildReport(NamedTuple):
    """What a rebuild made."""

    items: int
    """Items embedded."""
    embedding: str
    """The embedding model's id."""
    collaborative_items: int
    """Items with collaborative factors; 0 where only vectors were made."""
    as_of: datetime
    """Newest moment whose events the factors know."""
    clusters: int = 0
    """Clusters of people, new or still fitting; 0 where there are none."""


class Recommender:
    """Recommends items and can always say why.

    Every call takes ``tenant`` (by default the settings') and, where time matters, ``as_of``, the
    moment for which things are computed (by default the settings' clock). Open one with `open` and
    use it as an async context manager; scripts use `whyrec.SyncRecommender`.

    Raises, from any call: `whyrec.errors.WhyrecError`. A dead or weak language model raises
    nothing; what it should have done is done without it and says ``degraded``.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._profiles = Profiles(world)
        self._lists = Lists(world)
        self._questions = Questions(world, self._profiles)
        self._chat = Chat(self, world, self._questions)
        self._people = People(world)
        self.tenants = Tenants(world)
        """Tenants' rules, and what they let go of."""
        self.items = Items(world)
        """Items: added, changed, deleted, marked as unavailable; the rules of the lists."""
        self.experiments = Experiments(world)
        """Experiments: started, stopped, reported."""
        self.content = Content(world)
        """What items are about: described, read, and the vocabulary's words reviewed."""

    @classmethod
    def open(
        cls,
        settings: Settings | None = None,
        *,
        model: LanguageModel | None = None,
        embedder: Embedder | None = None,
    ) -> Self:
        """Open the store; engines, vectors and views open when first needed.

        Args:
            settings: By default read from the environment and ``whyrec.toml``.
            model: A language model to use in place of the configured one.
            embedder: An embedding model to use in place of the configured one.
        """
        return cls(World(settings or load_settings(), model=model, embedder=embedder))

    async def aclose(self) -> None:
        """Close everything that was opened."""
        await self._world.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.aclose()

    @property
    def settings(self) -> Settings:
        """The settings in force."""
        return self._world.settings

    @property
    def store(self) -> Store:
        """The SQL store, for reading what has no call here."""
        return self._world.store

    @property
    def tally(self) -> Tally:
        """What was done since this was opened, in numbers."""
        return self._world.tally

    def moment(self, as_of: datetime | None = None, *, tenant: str | None = None) -> datetime:
        """The moment for which things are computed: ``as_of``, else what the clock says."""
        return self._moment(self._tenant(tenant), as_of)

    async def ingest(
        self,
        *,
        items: Path | Sequence[Item] | None = None,
        events: Path | Sequence[Event] | None = None,
        folder: Path | None = None,
        strict: bool = False,
        rating_scale: tuple[float, float] | None = None,
        domain: str | None = None,
        tenant: str | None = None,
        progress: Progress | None = None,
    ) -> IngestReport:
        """Load items and events. What the report counts as added is durable.

        Args:
            items: A CSV, Parquet or JSON Lines file, or items.
            events: The same for events.
            folder: A MovieLens, MovieTweetings, RecBole or whyrec folder, in place of files.
            strict: Refuse everything when one row is bad.
            rating_scale: Lowest and highest rating; by default the source's own or inferred.
            domain: What items without a domain are.
            tenant: Whose data.
            progress: Called with (stage, done, total).

        Raises:
            InputError: A file cannot be read, or, when strict, has a bad row.
        """
        from whyrec.store.ingest import ingest_files  # polars takes a while to import

        name = self._tenant(tenant)
        report = await asyncio.to_thread(
            ingest_files,
            self._world.store,
            name,
            items=items,
            events=events,
            folder=folder,
            strict=strict,
            rating_scale=rating_scale,
            domain=domain,
            rejects_dir=self._world.rejects(name),
            progress=progress,
        )
        self._world.views.forget_crowd(name)
        self.tally.events += report.events_added
        return report

    async def rebuild(
        self,
        *,
        only: Literal["vectors", "factors"] | None = None,
        tenant: str | None = None,
        as_of: datetime | None = None,
        progress: Progress | None = None,
    ) -> RebuildReport:
        """Make vectors and collaborative factors anew from SQL.

        This is also how the embedding model of a live store is changed: set the new one, rebuild.

        Args:
            only: One of the two; by default both. New events change only the factors.
            tenant: Whose.
            as_of: The factors know nothing later.
            progress: Called with (stage, done, total).

        Raises:
            ConflictError: Another process owns the vectors.
        """
        name = self._tenant(tenant)
        moment = self._moment(name, as_of)

        def embedded(done: int, total: int) -> None:
            if progress is not None:
                progress("vectors", done, total)

        if only != "factors":
            await self._world.vectors.rebuild(name, embedded)
            self._world.views.forget_views()
        members = clusters = 0
        if only != "vectors":
            if progress is not None:
                progress("collaborative factors", 0, None)
            fitted = await asyncio.to_thread(self._world.views.fit, name, moment)
            members = len(fitted.members)
            clusters = await self._refit(name, moment, progress)
        return RebuildReport(
            items=self._world.store.items.count(name),
            embedding=self._world.embedder.model_id,
            collaborative_items=members,
            as_of=moment,
            clusters=clusters,
        )

    async def _refit(self, tenant: str, moment: datetime, progress: Progress | None) -> int:
        """Look after the clusters where there are some, or lists are to be made with them."""
        wanted = "people" in self.settings.rank.extras
        if not wanted and self._world.store.clusters.newest(tenant, moment) is None:
            return 0
        if progress is not None:
            progress("clusters of people", 0, None)
        with suppress(InputError):  # too few people: lists do without
            return len((await self._people.fit(tenant, moment, always=False)).clusters)
        return 0

    async def fit_clusters(
        self, *, tenant: str | None = None, as_of: datetime | None = None
    ) -> ClusterFit:
        """Find clusters of people anew, name them and keep them.

        A cluster that is still there keeps its id. `rebuild` does it where there are clusters that
        no longer fit.

        Args:
            tenant: Whose people.
            as_of: They know nothing later.

        Raises:
            InputError: Too few people took anything.
            ConflictError: Another process owns the vectors.
        """
        name = self._tenant(tenant)
        return await self._people.fit(name, self._moment(name, as_of))

    async def clusters(
        self, *, tenant: str | None = None, as_of: datetime | None = None
    ) -> ClusterFit:
        """The clusters of people, the largest first.

        Raises:
            NotFoundError: None were fitted.
        """
        name = self._tenant(tenant)
        return self._people.newest(name, self._moment(name, as_of))

    async def cluster(
        self, named: int | str, *, tenant: str | None = None, as_of: datetime | None = None
    ) -> Cluster:
        """One of them.

        Args:
            named: Its id or its label.
            tenant: Whose.
            as_of: The moment.

        Raises:
            NotFoundError: None were fitted, or none is called that.
        """
        name = self._tenant(tenant)
        return self._people.one(name, named, self._moment(name, as_of))

    async def membership(
        self, user_id: str, *, tenant: str | None = None, as_of: datetime | None = None
    ) -> Membership:
        """How far a user belongs to each cluster; no parts where none were fitted.

        Raises:
            ConflictError: Another process owns the vectors.
        """
        name = self._tenant(tenant)
        return await self._people.membership(name, user_id, self._moment(name, as_of))

    async def membership_history(
        self, user_id: str, *, tenant: str | None = None, as_of: datetime | None = None
    ) -> list[Membership]:
        """The same at each version of the profile, as it was told when that was made.

        Args:
            user_id: The user.
            tenant: Whose user.
            as_of: No version that knows of anything later.
        """
        name = self._tenant(tenant)
        return self._people.history(name, user_id, self._moment(name, as_of))

    async def catalogue(self, *, tenant: str | None = None) -> CatalogueView:
        """The items as arrays, with their vectors: for measuring and for looking.

        Raises:
            ConflictError: Another process owns the vectors.
        """
        return await self._world.views.view(self._tenant(tenant))

    async def users(self, *, tenant: str | None = None) -> list[UserSummary]:
        """All users who have events, by id."""
        # All events are counted for it.
        return await asyncio.to_thread(self._world.store.events.users, self._tenant(tenant))

    async def profile(
        self,
        user_id: str,
        version: int | None = None,
        *,
        tenant: str | None = None,
        as_of: datetime | None = None,
    ) -> Profile:
        """A user's profile, measured for ``as_of``, with titles in its sentences.

        Args:
            user_id: The user; one without a profile has version 0, empty.
            version: An older version; by default the newest.
            tenant: Whose user.
            as_of: The moment.

        Raises:
            NotFoundError: There is no such version.
        """
        name = self._tenant(tenant)
        look = self._world.views.look(name)
        moment = self._world.moment(name, None if as_of is None else as_utc(as_of), look)
        reading = read(self._world, name, user_id, moment, version, look)
        return with_habits(self._world, name, reading, reading.readable)

    async def revisions(self, user_id: str, *, tenant: str | None = None) -> list[Revision]:
        """Every version with the patch that made it and what was refused, oldest first."""
        name = self._tenant(tenant)
        profiles = versions(self._world, name, user_id)
        return [
            Revision(profile=profiles[r.version], patch=r.patch, rejected=r.rejected)
            for r in self._world.store.profiles.revisions(name, user_id)
        ]

    async def timeline(
        self,
        user_id: str,
        *,
        last: int = 24,
        tenant: str | None = None,
        as_of: datetime | None = None,
    ) -> list[Profile]:
        """The latest versions, oldest first, each with the strengths of its own moment.

        That moment is the time of the newest event it knows; events count as they are seen now.
        Titles are not put into the sentences.

        Args:
            user_id: The user.
            last: At most so many versions.
            tenant: Whose user.
            as_of: No version that knows of anything later.
        """
        name = self._tenant(tenant)
        read_for = past_readings(self._world, name, user_id, self._moment(name, as_of), last)
        return [reading.profile for reading in read_for]

    async def drift(
        self,
        user_id: str | None = None,
        *,
        tenant: str | None = None,
        as_of: datetime | None = None,
    ) -> DriftReport:
        """Whether what is taken of late is still what was taken before.

        Args:
            user_id: The user; None: everybody of the tenant.
            tenant: Whose.
            as_of: The moment.
        """
        name = self._tenant(tenant)
        moment = self._moment(name, as_of)
        if user_id is not None:
            return user_report(self._world, name, user_id, moment)
        return await asyncio.to_thread(population_report, self._world, name, moment)

    async def drift_history(
        self,
        user_id: str,
        *,
        last: int = 24,
        tenant: str | None = None,
        as_of: datetime | None = None,
    ) -> list[DriftReport]:
        """The same for the moments of a user's latest versions, oldest first.

        Args:
            user_id: The user.
            last: At most so many versions.
            tenant: Whose user.
            as_of: No version that knows of anything later.
        """
        name = self._tenant(tenant)
        moment = self._moment(name, as_of)
        return await asyncio.to_thread(history_report, self._world, name, user_id, moment, last)

    async def transfer(
        self,
        user_id: str,
        to: str,
        *,
        source: str | None = None,
        tenant: str | None = None,
        as_of: datetime | None = None,
        progress: Progress | None = None,
    ) -> TransferReport:
        """Expect interests in a domain from what a user likes in another.

        Waiting events are taken in first. What is expected becomes a version whose interests say
        ``origin: transferred`` and rest on the events of the other domain. They weigh a quarter,
        fade unless something in their own domain shows them, and are retired when nothing has for
        long. What the profile holds already, what the user dislikes, and what was expected before
        is not added.

        Args:
            user_id: The user.
            to: The domain.
            source: The domain it is expected from; by default the other one with most events.
            tenant: Whose user.
            as_of: The moment.
            progress: Shows what evolving does.

        Raises:
            InputError: There is no such domain.
            ConflictError: Others kept changing the profile meanwhile, or another process owns the
                vectors.
        """
        name = self._tenant(tenant)
        return await self._profiles.transfer(
            name,
            user_id,
            self._moment(name, as_of),
            to,
            source,
            live=as_of is None,
            progress=progress,
        )

    async def journeys(
        self, user_id: str, *, tenant: str | None = None, as_of: datetime | None = None
    ) -> JourneyReport:
        """Where people went on to whose profile was once like the user's is now.

        Only what at least five of them went on to is told, and of nobody who they are.

        Args:
            user_id: The user.
            tenant: Whose.
            as_of: The moment.

        Raises:
            InputError: There are no items.
            ConflictError: Another process owns the vectors.
        """
        return await asyncio.to_thread(journeys, await self._see(user_id, tenant, as_of))

    async def forecast(
        self,
        user_id: str,
        k: int = 10,
        *,
        use_model: bool = False,
        tenant: str | None = None,
        as_of: datetime | None = None,
        progress: Progress | None = None,
    ) -> ForecastReport:
        """What a user's next event will be about, with reasons.

        Args:
            user_id: The user; of one nobody knows everybody's shares are told.
            k: At most so many interests, topics, and topics that were not tried, 1 to 200.
            use_model: Whether a language model that can judge by likelihood is asked too.
            tenant: Whose user.
            as_of: The moment: nothing later is known, of nobody.
            progress: Shows the probe of an engine that is met for the first time.

        Raises:
            InputError: ``k`` is out of range, or there are no items.
            ConflictError: Another process owns the vectors.
        """
        if not 1 <= k <= MAX_LIST:
            raise InputError(f"k must be 1 to {MAX_LIST}.", field="k")
        seen = await self._see(user_id, tenant, as_of)
        return await forecast_report(self._world, seen, k, use_model=use_model, progress=progress)

    async def changes(
        self,
        user_id: str,
        old: int,
        new: int,
        *,
        tenant: str | None = None,
        as_of: datetime | None = None,
    ) -> list[Change]:
        """What changed between two versions, as data; `diff` says it in English.

        Raises:
            NotFoundError: There is no such version.
        """
        name = self._tenant(tenant)
        return differences(self._world, name, user_id, old, new, self._moment(name, as_of))

    async def diff(
        self,
        user_id: str,
        old: int,
        new: int,
        *,
        tenant: str | None = None,
        as_of: datetime | None = None,
    ) -> str:
        """What changed between two versions, as sentences, one a line."""
        name = self._tenant(tenant)
        return self._profiles.diff(name, user_id, old, new, self._moment(name, as_of))

    async def evolve(
        self,
        user_id: str,
        *,
        most: int | None = None,
        tenant: str | None = None,
        as_of: datetime | None = None,
        progress: Progress | None = None,
    ) -> list[Revision]:
        """Take a user's waiting events into the profile, one version a batch.

        Args:
            user_id: The user.
            most: So many versions at most; by default all events are taken in.
            tenant: Whose user.
            as_of: Events after it stay waiting.
            progress: Called with (stage, events taken in, events that were waiting).

        Returns:
            The new versions; empty when nothing waited.

        Raises:
            ConflictError: Others kept changing the profile meanwhile; nothing is lost.
        """
        name = self._tenant(tenant)
        chosen = self._world.chosen(name, user_id)
        with self.tally.evolving() as made, prompted(chosen):
            revisions = await self._profiles.evolve(
                name, user_id, self._moment(name, as_of), progress, most, chosen
            )
            made(len(revisions))
        for revision in revisions[-1:]:
            await self._people.follow(name, revision.profile)
        return revisions

    async def evolve_estimate(
        self,
        user_ids: Sequence[str],
        *,
        tenant: str | None = None,
        as_of: datetime | None = None,
    ) -> EvolveEstimate:
        """What evolving these users would take at most: calls, tokens, seconds. Asks no model."""
        name = self._tenant(tenant)
        return self._profiles.estimate(name, user_ids, self._moment(name, as_of))

    async def recommend(
        self,
        user_id: str,
        k: int = 10,
        *,
        explain: bool = True,
        use_model: bool = True,
        prose: bool = True,
        language: Language = "en",
        diversity: float | None = None,
        balance: Balance | None = None,
        scene: Scene | None = None,
        filters: Filters | None = None,
        candidates: Sequence[str] | None = None,
        shown: bool = True,
        response_id: str | None = None,
        tenant: str | None = None,
        as_of: datetime | None = None,
        progress: Progress | None = None,
    ) -> list[Recommendation]:
        """The best ``k`` items for a user, best first.

        Args:
            user_id: The user; one nobody knows gets what is popular.
            k: Length of the list, 1 to 200.
            explain: Write the explanations.
            use_model: False ranks and explains without the language model.
            prose: False composes the explanations, though the model may rank.
            language: Of the explanations; the model writes English ones only.
            diversity: λ ≥ 0 of score × diversity; by default the settings', or what an experiment
                tries.
            balance: Calibrated shares, a cap on facets, surprise; by default none of them.
            scene: Where, on what and at what time of their day the user is; what they take in that
                context then counts more. By default nothing, or what the setting
                ``context.derived`` makes of the moment.
            filters: Conditions every item must meet.
            candidates: Item ids to rank in place of whyrec's own candidates: these and no others,
                also what the user has seen, at most 5,000.
            shown: False where the user will not see the list: no experiment counts it then.
            response_id: What experiments know the list by; by default a new id.
            tenant: Whose user.
            as_of: The moment. Given, no experiment takes part: users see the present.
            progress: Shows the probe of an engine that is met for the first time.

        Raises:
            InputError: ``k`` or ``diversity`` is out of range, there are no items, there are no
                or too many candidates, or no item has a facet that is to be capped.
            NotFoundError: A candidate is not in the catalogue.
            ConflictError: Another process owns the vectors.
        """
        if not 1 <= k <= MAX_LIST or not (diversity is None or diversity >= 0):
            raise InputError(f"k must be 1 to {MAX_LIST} and diversity at least 0.")
        _check(candidates)
        present = as_of is None  # a look at the past changes no profile
        if present and self.settings.profile.transfer and filters is not None and filters.domains:
            name = self._tenant(tenant)
            moment = self._moment(name, None)
            await self._profiles.expect(name, user_id, moment, filters.domains)
        seen = await self._see(user_id, tenant, as_of)
        seen = await in_scene(self._world, seen, scene)
        with prompted(seen.chosen):
            return await self._lists.recommend(
                seen,
                k,
                filters=filters or Filters(),
                given=candidates,
                diversity=diversity,
                balance=balance or Balance(),
                use_model=use_model,
                explain=explain,
                prose=prose,
                language=language,
                exposing=Exposing(self._world, seen, shown=shown, response_id=response_id),
                progress=progress,
            )

    async def features(
        self,
        user_id: str,
        candidates: Sequence[str] | None = None,
        *,
        tenant: str | None = None,
        as_of: datetime | None = None,
    ) -> FeatureTable:
        """What the ranker knows of a user's candidates, for fitting weights and for looking.

        Args:
            user_id: The user.
            candidates: As for `recommend`.
            tenant: Whose user.
            as_of: The moment.

        Raises:
            InputError: There are no items, or there are no or too many candidates.
            NotFoundError: A candidate is not in the catalogue.
            ConflictError: Another process owns the vectors.
        """
        _check(candidates)
        return self._lists.features(await self._see(user_id, tenant, as_of), candidates)

    async def why(
        self,
        user_id: str,
        item_id: str,
        *,
        use_model: bool = True,
        language: Language = "en",
        scene: Scene | None = None,
        shown: bool = True,
        response_id: str | None = None,
        tenant: str | None = None,
        as_of: datetime | None = None,
        progress: Progress | None = None,
    ) -> Explanation:
        """Why an item suits a user, from the user's own events, with the counterfactual.

        ``shown`` and ``response_id`` are as for `recommend`, and so is ``scene``: with that of a
        list both ranks are of the ranking that the list was made from.

        Raises:
            NotFoundError: There is no such item.
        """
        name = self._tenant(tenant)
        item = self._item(name, item_id)
        seen = await self._see(user_id, tenant, as_of)
        seen = await in_scene(self._world, seen, scene)
        with prompted(seen.chosen):
            return await self._lists.why(
                seen,
                item,
                use_model=use_model,
                language=language,
                exposing=Exposing(self._world, seen, shown=shown, response_id=response_id),
                progress=progress,
            )

    async def explanation_facts(
        self,
        user_id: str,
        item_id: str,
        *,
        scene: Scene | None = None,
        tenant: str | None = None,
        as_of: datetime | None = None,
    ) -> ExplanationFacts:
        """All that an explanation of an item may say: for who words it otherwise than `why` does.

        Raises:
            NotFoundError: There is no such item.
        """
        item = self._item(self._tenant(tenant), item_id)
        seen = await self._see(user_id, tenant, as_of)
        return self._lists.facts(await in_scene(self._world, seen, scene), item)

    def chat(
        self,
        user_id: str,
        messages: Sequence[ChatTurn],
        *,
        scene: Scene | None = None,
        tenant: str | None = None,
        response_id: str | None = None,
    ) -> AsyncIterator[ChatChunk]:
        """Answer the last message of a conversation, in English or Chinese.

        The composed answer comes first and is complete in itself; a sentence of the model's may
        follow. Nothing is kept of the conversation but which items an answer showed, by a hash of
        its text, so that "the second one" is understood when the client sends the text back.

        Args:
            user_id: The user; one nobody knows is asked what they like.
            messages: The whole conversation; the last message of the user is answered. Messages
                of the system are no instructions to whyrec and are left out.
            scene: The context that this turn's list is for, as for `recommend`. Why something is
                in a list is told in the context that the list was made for.
            tenant: Whose user.
            response_id: What the answer is to be known by; by default a new id.

        Yields:
            Pieces of the answer's text; the last one has none and brings the answer as a whole.
            Closing the iterator cancels what is still being asked of the model.

        Raises:
            InputError: There is no message of the user.
            ConflictError: Another process owns the vectors.
            PrerequisiteError: LangGraph is not installed.
        """
        return self._chat.answer(self._tenant(tenant), user_id, messages, response_id, scene)

    async def counterfactual(
        self,
        user_id: str,
        item_id: str,
        event_ids: Sequence[str],
        *,
        scene: Scene | None = None,
        tenant: str | None = None,
        as_of: datetime | None = None,
    ) -> Counterfactual | None:
        """Where an item would rank had some of a user's events not happened.

        Both ranks are by score alone, without the language model, and in the context ``scene``,
        as for `recommend`. Items of the events stay seen; what is counted of everybody stays as
        it is.

        Returns:
            None where the item is no candidate as things are.

        Raises:
            NotFoundError: There is no such item, or an event is not the user's at that moment.
        """
        item = self._item(self._tenant(tenant), item_id)
        seen = await self._see(user_id, tenant, as_of)
        seen = await in_scene(self._world, seen, scene)
        return await self._lists.counterfactual(seen, item, event_ids)

    async def feedback(
        self,
        user_id: str,
        item_id: str,
        kind: FeedbackKind,
        *,
        event_id: str | None = None,
        at: datetime | None = None,
        tenant: str | None = None,
    ) -> Event:
        """Keep what a user did with an item; it moves the next list at once.

        Args:
            user_id: The user.
            item_id: The item.
            kind: What was done.
            event_id: Idempotency key; by default a new one.
            at: When; by default the clock's moment.
            tenant: Whose user.

        Returns:
            The event as it is kept: the first one, where the same is told again under its id.

        Raises:
            InputError: ``at`` lies before 1900, or more than a day in the future.
            NotFoundError: There is no such item.
            ConflictError: The event id exists with other content, or was forgotten.
        """
        name = self._tenant(tenant)
        item = self._item(name, item_id)
        wrong = None if at is None else out_of_bounds(as_utc(at), datetime.now(UTC))
        if wrong:
            raise InputError(f"The time {at} of the event {wrong}.")
        store = self._world.store
        kept, added = await store.queued(
            lambda: add_feedback(
                store,
                name,
                Event(
                    id=event_id or f"fb-{uuid.uuid4().hex}",
                    user_id=user_id,
                    item_id=item.id,
                    kind=kind,
                    at=as_utc(at) if at is not None else self._world.next_moment(name, user_id),
                ),
                timed=at is not None,
            )
        )
        self.tally.events += added
        return kept

    async def add_events(
        self,
        user_id: str,
        events: Sequence[EventGiven],
        *,
        rating_scale: tuple[float, float] | None = None,
        tenant: str | None = None,
    ) -> EventsReport:
        """Keep what a user did, many events at once: all of them, or none where one is wrong.

        The same events under the same ids again change nothing. An event on an item that is not in
        the catalogue is kept as history. Waits for the disk and for nothing else.

        Args:
            user_id: The user.
            events: 1 to 1,000.
            rating_scale: Lowest and highest rating, where the tenant has declared none yet.
            tenant: Whose user.

        Returns:
            What became of them; what counts as added is durable.

        Raises:
            InputError: There are none or too many, a time lies before 1900 or more than a day in
                the future, a rating lies outside the scale, or another scale was declared before.
                The error's ``field`` says which one.
        """
        name, store = self._tenant(tenant), self._world.store

        def add() -> EventsReport:
            moment = self._world.next_moment(name, user_id)
            return add_events(store, name, user_id, events, moment, rating_scale)

        report = await store.queued(add)
        self.tally.events += report.added
        return report

    async def refused_events(
        self, user_id: str, *, tenant: str | None = None, as_of: datetime | None = None
    ) -> list[RefusedEvent]:
        """A user's events that are kept and count nothing, with the rule and why; newest first.

        Feedback is judged each time it is read, by rules on what the events of the user up to the
        moment say of each other: a later event can show an earlier one to be no evidence.

        Args:
            user_id: The user; one nobody knows has none.
            tenant: Whose user.
            as_of: Nothing later is known.
        """
        name = self._tenant(tenant)
        return self._profiles.refused(name, user_id, self._moment(name, as_of))

    async def contexts(self, *, tenant: str | None = None) -> KnownContexts:
        """Scenes and devices that events name: a list for any other is as one that says none.

        Args:
            tenant: Whose events.
        """
        name, events = self._tenant(tenant), self._world.store.events
        scenes, devices = await asyncio.to_thread(events.context_values, name)
        return KnownContexts(scenes=tuple(scenes), devices=tuple(devices))

    async def timezone(self, user_id: str, *, tenant: str | None = None) -> str | None:
        """The name of a user's time zone: their own, else the tenant's; None where neither is set.

        Args:
            user_id: The user.
            tenant: Whose user.
        """
        name = self._tenant(tenant)
        own = own_timezone(self._world.store, name, user_id)
        return own or self.tenants.policy(name).timezone

    async def set_timezone(
        self, user_id: str, timezone: str | None, *, tenant: str | None = None
    ) -> str | None:
        """Say where on the clock a user lives, so that times of day mean theirs, past ones too.

        Args:
            user_id: The user.
            timezone: A name of the IANA database, such as ``Europe/Vienna``; None forgets it.
            tenant: Whose user.

        Returns:
            What is in force now, as `timezone` gives it.

        Raises:
            InputError: There is no such time zone.
        """
        name, store = self._tenant(tenant), self._world.store
        if timezone is not None:
            try:
                _ZONE.validate_python(timezone)
            except ValidationError as error:
                raise InputError(
                    f"There is no time zone {timezone[:64]!r}.",
                    remedy="Name one of the IANA database, such as Europe/Vienna.",
                    field="timezone",
                ) from error
        await store.queued(lambda: keep_timezone(store, name, user_id, timezone))
        return await self.timezone(user_id, tenant=name)

    async def knows(self, user_id: str, *, tenant: str | None = None) -> bool:
        """Whether anything is kept of a user: events, a profile, answers of the chat, replies."""
        return self._world.store.knows(self._tenant(tenant), user_id)

    async def edit(
        self,
        user_id: str,
        words: str,
        *,
        event_id: str | None = None,
        tenant: str | None = None,
    ) -> EditOutcome:
        """Let a user change the profile in words: "no more horror", "多来点喜剧".

        What is not understood for certain is kept as a note, has no effect, and the outcome says
        so. A negation never becomes a like.

        Args:
            user_id: The user.
            words: What the user says.
            event_id: What the words are kept under, in one transaction with the new version; by
                default a new one.
            tenant: Whose user.

        Raises:
            InputError: No words, or more than 4,000 characters.
            ConflictError: The event id exists, or was forgotten.
        """
        if not words.strip() or len(words) > 4_000:
            raise InputError("An edit needs words, at most 4,000 characters.", field="words")
        name = self._tenant(tenant)
        outcome = await self._profiles.edit(name, user_id, words, event_id)
        await self._people.follow(name, outcome.revision.profile)
        return outcome

    async def question(
        self, user_id: str, *, language: Language = "en", tenant: str | None = None
    ) -> Question | None:
        """What to ask somebody next of whom little is known: what separates people most.

        Nothing is kept by asking. At most five questions are put to one user, skipped ones
        counted; topics that the user's events or words tell of are not asked about.

        Args:
            user_id: The user.
            language: Of the question; topics stay as the catalogue has them.
            tenant: Whose user.

        Returns:
            None where nothing is left that is worth asking.
        """
        name = self._tenant(tenant)
        put = await self._questions.open(name, user_id)
        domain = self._world.views.catalogue(name).domain
        return put.worded(language, domain) if put else None

    async def answer(
        self,
        user_id: str,
        question_id: str,
        choice: str | None = None,
        *,
        text: str | None = None,
        language: Language = "en",
        tenant: str | None = None,
    ) -> AnswerOutcome:
        """Take the answer to a question in: every like or dislike becomes a stated interest.

        The same answer again changes nothing. Words are read by the rules of the chat.

        Args:
            user_id: The user.
            question_id: The open question's.
            choice: The id of one of its choices; or
            text: The answer in words, 1 to 4,000 characters.
            language: Of what is said about it; of an answer in words its own.
            tenant: Whose user.

        Raises:
            InputError: There is no such question or choice, or neither or both of choice and text
                are given.
            ConflictError: Another question is open.
        """
        name = self._tenant(tenant)
        if (choice is None) == (text is None):
            raise InputError("Give either a choice or a text.", field="choice")
        if text is not None and not (text.strip() and len(text) <= 4_000):
            raise InputError("An answer needs words, at most 4,000 characters.", field="text")
        if text is not None:
            told = await self._chat.replied(name, user_id, question_id, text)
            if told is None:
                following = await self.question(user_id, language=language, tenant=name)
                return AnswerOutcome(
                    None, False, Put.parse(question_id).unread(language), following
                )
            after, message, stops = told.kept.after, told.text, told.stops
        else:
            put = Put.parse(question_id)
            kept = await self._questions.answer(name, user_id, put, choice or "")
            after, message, stops = kept.after, put.thanks(kept.answer, language), False
        made = None
        if after is not None:
            revisions = await self.revisions(user_id, tenant=name)
            made = next((r for r in revisions if r.profile.version == after), None)
        open_now = None if stops else await self.question(user_id, language=language, tenant=name)
        return AnswerOutcome(made, True, message, open_now)

    async def rollback(
        self,
        user_id: str,
        version: int,
        *,
        tenant: str | None = None,
        as_of: datetime | None = None,
    ) -> Revision:
        """Add a version whose interests are those of an older one.

        Events taken in since then wait again: the next evolve looks at them anew.

        Args:
            user_id: The user.
            version: The older one; 0 is the empty profile.
            tenant: Whose user.
            as_of: From when on it holds; earlier moments see what was there before.

        Raises:
            NotFoundError: There is no such version.
        """
        name = self._tenant(tenant)
        revision = await self._profiles.rollback(name, user_id, version, self._moment(name, as_of))
        await self._people.follow(name, revision.profile)
        return revision

    async def forget(self, user_id: str, event_id: str, *, tenant: str | None = None) -> Profile:
        """Forget an event everywhere: store, every version of the profile, rejects.

        Raises:
            NotFoundError: The user has no such event.
        """
        return await self._profiles.forget(self._tenant(tenant), user_id, event_id)

    async def erase(self, user_id: str, *, tenant: str | None = None) -> ErasedCounts:
        """Delete everything known of a user."""
        name = self._tenant(tenant)
        self._chat.leave(name, user_id)
        return await self._profiles.erase(name, user_id)

    async def export(self, user_id: str, *, tenant: str | None = None) -> dict[str, Any]:
        """Everything known of a user, as JSON values; the profile as it is now."""
        name = self._tenant(tenant)
        return await self._profiles.export(name, user_id, self._moment(name, None))

    async def probe(self, progress: Progress | None = None) -> CapabilityCard | None:
        """Measure what the engine can do and keep its card; None when it is switched off.

        Raises:
            UpstreamError: The engine does not answer.
        """
        return await self._world.probe(progress)

    async def card(self) -> CapabilityCard | None:
        """What the configured engine was measured to do; None when it never was, or is off.

        Raises:
            PrerequisiteError: The engine is not installed.
        """
        return self._world.known_card()

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """Vectors of length one from the model that embeds the catalogue, one a text.

        Raises:
            UpstreamError: The embedding server does not answer.
        """
        return await self._world.embedder.embed(texts)

    def engine_state(self) -> EngineState:
        """How the language model is, as the last call or probe found it; asks no model."""
        return self._world.health.state()

    async def watch_engine(self) -> None:
        """Look after the language model until cancelled, as a server does.

        What failed is probed for one token every two seconds, and what has no capability card is
        measured; meanwhile no other call does either: each is answered without the model then, and
        says ``degraded``.
        """
        await self._world.engines.watch()

    async def prepare(self, user_id: str, *, tenant: str | None = None) -> None:
        """Rank for a user without the model, so that what is asked next does not wait for that.

        Raises:
            InputError: There are no items.
            ConflictError: Another process owns the vectors.
        """
        _ = (await self._see(user_id, tenant, None)).ranked

    async def warm(self, *, tenant: str | None = None) -> None:
        """Open what the first list, chat or version of a profile would wait for.

        That is the vectors, views of items and events, and the embedding model.

        Raises:
            ConflictError: Another process owns the vectors.
        """
        name = self._tenant(tenant)
        if not self._world.views.catalogue(name).items:
            _ = self._world.vectors
            return
        seen = await self._see("", name, None)
        self._lists.warm(seen)
        await asyncio.to_thread(self._world.views.taste, name, seen.reading.as_of)
        with suppress(UpstreamError):  # lists do without
            await self._world.embedder.embed(["a first text"])
        await self._chat.warm(name)

    async def backup(self, file: Path, *, replace: bool = False) -> Manifest:
        """Write database and artifacts to one archive; vectors are rebuilt from it.

        Args:
            file: The archive to make.
            replace: Whether a file that is there already gives way, once the new one is whole.
        """
        return await asyncio.to_thread(
            backup, self._world.store, self.settings.home, file, replace=replace
        )

    def _tenant(self, tenant: str | None) -> str:
        return tenant or self.settings.tenant

    def _moment(self, tenant: str, as_of: datetime | None) -> datetime:
        return self._world.moment(tenant, None if as_of is None else as_utc(as_of))

    def _item(self, tenant: str, item_id: str) -> Item:
        found = self._world.store.items.get(tenant, [item_id]).get(item_id)
        if found is None:
            raise NotFoundError(
                f"There is no item {item_id}.", remedy="Item ids are those of your items file."
            )
        return found

    async def _see(self, user_id: str, tenant: str | None, as_of: datetime | None) -> Seen:
        name = self._tenant(tenant)
        look = self._world.views.look(name)
        if not self._world.views.catalogue(name).items:
            raise InputError(
                f"There are no items for the tenant {name!r}.",
                remedy="Load some: whyrec ingest --items … --events …",
            )
        moment = self._world.moment(name, None if as_of is None else as_utc(as_of), look)
        return await self._lists.see(name, user_id, moment, look, live=as_of is None)


def _check(candidates: Sequence[str] | None) -> None:
    if candidates is not None and not 1 <= len(candidates) <= MAX_CANDIDATES:
        raise InputError(
            f"There are {len(candidates)} candidates.",
            remedy=f"Give 1 to {MAX_CANDIDATES}, or none to let whyrec find them.",
        )

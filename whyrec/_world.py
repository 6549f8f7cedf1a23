"""What all calls share: the opened store, engines and vectors, and the views made of them.

Everything is opened when first needed, so that what needs only SQL never waits for a model or for
the vectors' owner.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from whyrec._content_view import ContentView
from whyrec._engine import Engine, EngineHealth
from whyrec._engines import Engines
from whyrec._loopback import leads_here
from whyrec._policy import policy_of
from whyrec._seen_users import SeenUsers
from whyrec._tally import Tally
from whyrec._variants import NOTHING_CHOSEN, Chosen, Variants
from whyrec._vector_space import VectorSpace, folder_name
from whyrec._views import Views
from whyrec.agents.dynamics import Judged
from whyrec.agents.embeddings import Embedder, Remembering, open_embedder
from whyrec.agents.models import CapabilityCard, LanguageModel, Task
from whyrec.agents.profile import EventSignal
from whyrec.domain import Event
from whyrec.errors import PrerequisiteError
from whyrec.settings import Settings
from whyrec.store import Latest, Look, Store

Progress = Callable[[str, int, int | None], None]
"""Called with (stage, done, total or None)."""

IMPORTED_AFTER = timedelta(days=30)
"""With the automatic clock, a history whose newest event is older is looked at from its own end."""
ACT_APART = timedelta(minutes=31)
"""How far apart acts lie on the standing clock of an imported history: longer than any pace or
session that feedback is judged by, since how fast they came is not known."""
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
    """Of those that are evidence."""
    judged: Judged


class World:
    """Opened resources of one `whyrec.Recommender`, and its views.

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
        self.engines = Engines(settings, self.store, self.tally, self.health)
        """The same and those that experiments try."""
        self.variants = Variants(self.store)
        """What running experiments change, and for whom."""
        self._embedder = embedder
        self._vectors: VectorSpace | None = None
        self.content = ContentView(self.store, settings.content)
        """What is said of the tenants' items."""
        self.views = Views(self.store, settings.home, lambda: self.vectors, self.content)
        """Of the tenants' items and of what everybody did with them."""
        self.histories: Latest[tuple[str, str], History] = Latest(
            EVENTS_HELD, lambda history: 1 + len(history.events)
        )
        """Of the users seen last, so that their next list reads no event again."""
        self.seen = SeenUsers()
        """Likewise, with their rankings."""

    def forget_user(self, tenant: str, user_id: str) -> None:
        """Keep nothing of a user in memory."""
        self.histories.drop((tenant, user_id))
        self.seen.forget(tenant, user_id)

    async def aclose(self) -> None:
        """Close everything that was opened."""
        await self.health.aclose()
        await self.engines.aclose()
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
            folder = self.settings.home / "vectors"
            self._vectors = VectorSpace(folder, self.store, self.embedder, self.content)
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
        self,
        progress: Progress | None = None,
        *,
        tenant: str | None = None,
        chosen: Chosen = NOTHING_CHOSEN,
    ) -> Engine | None:
        """The model with its capability card.

        Args:
            progress: Shows the measuring of an engine that is met for the first time.
            tenant: Whose profiles it would see.
            chosen: What experiments change for the user it is asked about.

        Returns:
            None where the model is switched off, or is not to see this tenant's profiles.

        Raises:
            UpstreamError: It failed and is left alone, or has not been measured yet.
            PrerequisiteError: It is not installed.
        """
        health = self.engines.of(chosen.engine)
        if tenant is not None and not self._may_see(tenant, health.base_url):
            return None
        return await health.ready(_shown(progress))

    async def probe(self, progress: Progress | None = None) -> CapabilityCard | None:
        """Measure what the engine can do and keep its card; None when switched off.

        Raises:
            UpstreamError: The engine does not answer.
        """
        return await self.health.measure(_shown(progress))

    def chosen(self, tenant: str, user_id: str) -> Chosen:
        """What running experiments change for a user."""
        return self.variants.of(tenant, user_id, self.store.look(tenant))

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

    def next_moment(self, tenant: str, user_id: str | None = None) -> datetime:
        """The time a new event of whyrec's own gets: now, or soon after an imported history.

        Args:
            tenant: Whose event.
            user_id: Who did something: on the clock of such a history, which stands still between
                two events, `ACT_APART` from what they did before, though never after now.
        """
        look = self.store.look(tenant)
        moment = self.moment(tenant, None, look)
        if moment != look.watermark:
            return moment
        soon = moment + timedelta(seconds=1)
        own = self.store.events.of_user(tenant, user_id) if user_id is not None else []
        if not own:
            return soon
        return max(soon, min(own[-1].at + ACT_APART, datetime.now(UTC)))

    def rejects(self, tenant: str) -> Path:
        """Folder of the tenant's rows that could not be loaded."""
        return self.settings.home / "rejects" / folder_name(tenant)


def _shown(progress: Progress | None) -> Callable[[int, int, Task], None] | None:
    """What reports the tasks of a probe as a stage."""
    if progress is None:
        return None
    report = progress

    def shown(done: int, total: int, task: Task) -> None:
        report(f"probing the model: {task}", done, total)

    return shown

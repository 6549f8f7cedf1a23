"""A recommender on another machine, or in another process, called as if it were here."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import httpx2
from pydantic import SecretStr

from whyrec.domain import (
    Balance,
    ChatChunk,
    ChatTurn,
    Cluster,
    ClusterFit,
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
    TransferReport,
)
from whyrec.errors import InputError, NotFoundError, OverloadedError
from whyrec.remote._address import segment
from whyrec.remote._chat import chat
from whyrec.remote._content import RemoteContent
from whyrec.remote._experiments import RemoteExperiments
from whyrec.remote._items import RemoteItems
from whyrec.remote._pages import pages
from whyrec.remote._replies import (
    AnswerReply,
    Difference,
    EditReply,
    Erased,
    EvolveReply,
    Forgotten,
    ListReply,
    OpenQuestion,
    TimeZoneReply,
    UserReply,
)
from whyrec.remote._wire import Wire

if TYPE_CHECKING:
    from whyrec._profiles import EditOutcome
    from whyrec._questions import AnswerOutcome
    from whyrec.agents.retrieve import Filters
    from whyrec.store import ErasedCounts, UserSummary
    from whyrec.store.ingest import Progress

TIMEOUT_S = 90.0
"""Longer than the server itself takes before it answers that it could not."""


class RemoteRecommender:
    """A running whyrec server, with the calls of `whyrec.Recommender` and their types.

    The tenant belongs to the key, so no call takes one. ``progress`` is taken where
    `Recommender` takes it; a server tells of none, apart from what is uploaded.

    Use it as an async context manager. Raises, from any call: `whyrec.errors.WhyrecError`, of the
    kind that the server raised; `UpstreamError` where there is no server to be reached, or it does
    not answer as one.

    Args:
        url: The server's address, such as ``http://127.0.0.1:8000``.
        key: An API key; in no message and no log.
        timeout_s: How long one answer may take, in seconds.
        transport: How requests travel, in place of a connection: for an application in this
            process.

    Raises:
        InputError: The address or the key cannot be used.
    """

    def __init__(
        self,
        url: str,
        *,
        key: SecretStr | None = None,
        timeout_s: float = TIMEOUT_S,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        self._wire = Wire(url, key, timeout_s, transport)
        self.items = RemoteItems(self._wire)
        """The catalogue."""
        self.experiments = RemoteExperiments(self._wire)
        """Experiments."""
        self.content = RemoteContent(self._wire)
        """What items are about."""

    async def aclose(self) -> None:
        """Close the connections."""
        await self._wire.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.aclose()

    @property
    def url(self) -> str:
        """The server's address."""
        return self._wire.url

    async def users(self) -> list[UserSummary]:
        """All users who have events, by id."""
        from whyrec.store import UserSummary

        found = pages(self._wire, UserReply, "/v1/users")
        return [UserSummary(u.user_id, u.events, u.first, u.last) async for u in found]

    async def versions(self) -> dict[str, int]:
        """The newest version of the profile of every user who has events and a profile."""
        found = pages(self._wire, UserReply, "/v1/users")
        return {u.user_id: u.profile_version async for u in found if u.profile_version}

    async def knows(self, user_id: str) -> bool:
        """Whether anything is known of a user: events or a profile."""
        try:
            await self._wire.get(dict[str, Any], f"{_user(user_id)}/events", limit=1)
        except NotFoundError:
            return False
        return True

    async def events(self, user_id: str) -> list[Event]:
        """A user's events, oldest first; none of a user nobody knows."""
        try:
            found = [one async for one in pages(self._wire, Event, f"{_user(user_id)}/events")]
        except NotFoundError:
            return []
        return found[::-1]

    async def refused_events(self, user_id: str) -> list[RefusedEvent]:
        """A user's events that count nothing, with the rule and why; newest first."""
        found = pages(self._wire, RefusedEvent, f"{_user(user_id)}/events/refused")
        try:
            return [one async for one in found]
        except NotFoundError:
            return []

    async def profile(
        self, user_id: str, version: int | None = None, *, as_of: datetime | None = None
    ) -> Profile:
        """A user's profile; see `Recommender.profile`."""
        path = f"{_user(user_id)}/profile"
        try:
            return await self._wire.get(Profile, path, version=version, as_of=as_of)
        except NotFoundError:
            if version:
                raise
            return Profile(user_id=user_id, version=0)

    async def revisions(self, user_id: str) -> list[Revision]:
        """Every version with the patch that made it and what was refused, oldest first."""
        from whyrec.remote._revisions import revisions

        try:
            return revisions(user_id, await self.export(user_id))
        except NotFoundError:
            return []
        except (KeyError, TypeError, ValueError) as error:
            raise self._wire.unreadable() from error

    async def drift(
        self, user_id: str | None = None, *, as_of: datetime | None = None
    ) -> DriftReport:
        """Whether taste has moved; see `Recommender.drift`."""
        path = "/v1/drift" if user_id is None else f"{_user(user_id)}/drift"
        return await self._wire.get(DriftReport, path, as_of=as_of)

    async def drift_history(self, user_id: str) -> list[DriftReport]:
        """The same for the moments of the latest versions, oldest first."""
        found = pages(self._wire, DriftReport, f"{_user(user_id)}/drift/history")
        return [one async for one in found]

    async def contexts(self) -> KnownContexts:
        """Scenes and devices that events name, for admins."""
        return await self._wire.get(KnownContexts, "/v1/contexts")

    async def transfer(self, user_id: str, to: str, *, source: str | None = None) -> TransferReport:
        """Carry interests over to another domain; see `Recommender.transfer`."""
        path, body = f"{_user(user_id)}/profile/transfer", {"to": to, "source": source}
        sent = await self._wire.send("POST", path, body=body, safe=True)
        return self._wire.read(TransferReport, sent)

    async def journeys(self, user_id: str, *, as_of: datetime | None = None) -> JourneyReport:
        """Where people with this profile went next; see `Recommender.journeys`."""
        return await self._wire.get(JourneyReport, f"{_user(user_id)}/journeys", as_of=as_of)

    async def clusters(self, *, as_of: datetime | None = None) -> ClusterFit:
        """The clusters of people, the largest first."""
        return await self._wire.get(ClusterFit, "/v1/clusters", as_of=as_of)

    async def cluster(self, named: int | str, *, as_of: datetime | None = None) -> Cluster:
        """One of them, by its id or its label."""
        return await self._wire.get(Cluster, f"/v1/clusters/{segment(str(named))}", as_of=as_of)

    async def membership(self, user_id: str, *, as_of: datetime | None = None) -> Membership:
        """How far a user belongs to each cluster."""
        return await self._wire.get(Membership, f"{_user(user_id)}/membership", as_of=as_of)

    async def membership_history(self, user_id: str) -> list[Membership]:
        """The same at each version of the profile."""
        found = pages(self._wire, Membership, f"{_user(user_id)}/membership/history")
        return [one async for one in found]

    async def forecast(
        self,
        user_id: str,
        k: int = 10,
        *,
        use_model: bool = False,
        as_of: datetime | None = None,
        progress: Progress | None = None,
    ) -> ForecastReport:
        """What a user's next event will be about; see `Recommender.forecast`."""
        path = f"{_user(user_id)}/forecast"
        return await self._wire.get(ForecastReport, path, k=k, use_model=use_model, as_of=as_of)

    async def diff(self, user_id: str, old: int, new: int, *, as_of: datetime | None = None) -> str:
        """What changed between two versions, as sentences, one a line."""
        path = f"{_user(user_id)}/profile/diff"
        told = await self._wire.get(Difference, path, old=old, new=new, as_of=as_of)
        return "\n".join(told.lines)

    async def evolve(
        self,
        user_id: str,
        *,
        as_of: datetime | None = None,
        progress: Progress | None = None,
    ) -> list[Revision]:
        """Take a user's waiting events into the profile, for the moment of the server's clock.

        A server that runs into its deadline keeps the versions made; it is asked again while
        there are new ones.

        Returns:
            The new versions; empty when nothing waited.

        Raises:
            InputError: Another moment is named.
        """
        if as_of is not None:
            raise InputError("A server takes events in for the moment of its own clock.")
        before = newest = (await self.profile(user_id)).version
        made = True
        while made:
            try:
                path = f"{_user(user_id)}/profile/evolve"
                reply = await self._wire.send("POST", path, safe=True)
                made = False
            except OverloadedError:
                reached = (await self.profile(user_id)).version
                if reached == newest:
                    raise
                newest = reached
        versions = self._wire.read(EvolveReply, reply).versions
        if not versions and newest == before:
            return []
        last = max(versions, default=newest)
        found = await self.revisions(user_id)
        return [one for one in found if before < one.profile.version <= last]

    async def recommend(
        self,
        user_id: str,
        k: int = 10,
        *,
        explain: bool = True,
        use_model: bool = True,
        diversity: float | None = None,
        balance: Balance | None = None,
        scene: Scene | None = None,
        filters: Filters | None = None,
        candidates: Sequence[str] | None = None,
        shown: bool = True,
        as_of: datetime | None = None,
        progress: Progress | None = None,
    ) -> list[Recommendation]:
        """The best ``k`` items for a user, best first; see `Recommender.recommend`.

        Raises:
            InputError: A filter is a predicate: code does not travel.
        """
        asked: dict[str, Any] = {
            "k": k,
            "explain": explain,
            "use_model": use_model,
            "diversity": diversity,
            "candidates": candidates,
            "shown": shown,
            "as_of": as_of,
        }
        if balance is not None:
            asked |= balance.model_dump()
        if scene is not None:
            asked |= scene.model_dump()
        if filters is not None:
            if filters.predicate is not None:
                raise InputError("A filter that is a function cannot be sent to a server.")
            asked["domains"] = sorted(filters.domains or ())
            asked["allow"] = None if filters.allow is None else sorted(filters.allow)
            asked["deny"] = sorted(filters.deny)
        return list((await self._list(user_id, asked)).recommendations)

    async def moment(self, user_id: str, as_of: datetime | None = None) -> datetime:
        """The moment for which lists of a user are made: ``as_of``, else the server's clock."""
        asked = {"k": 1, "explain": False, "use_model": False, "shown": False, "as_of": as_of}
        return (await self._list(user_id, asked)).as_of

    async def why(
        self,
        user_id: str,
        item_id: str,
        *,
        use_model: bool = True,
        scene: Scene | None = None,
        shown: bool = True,
        as_of: datetime | None = None,
        progress: Progress | None = None,
    ) -> Explanation:
        """Why an item suits a user, from the user's own events, with the counterfactual."""
        path = f"{_user(user_id)}/why/{segment(item_id)}"
        asked: dict[str, Any] = {"use_model": use_model, "shown": shown, "as_of": as_of}
        if scene is not None:
            asked |= scene.model_dump()
        return await self._wire.get(Explanation, path, **asked)

    async def feedback(
        self,
        user_id: str,
        item_id: str,
        kind: FeedbackKind,
        *,
        event_id: str | None = None,
        at: datetime | None = None,
    ) -> Event:
        """Keep what a user did with an item; see `Recommender.feedback`."""
        body = {"item_id": item_id, "kind": kind, "event_id": event_id, "at": at}
        path = f"{_user(user_id)}/feedback"
        reply = await self._wire.send("POST", path, body=body, once=_once())
        return self._wire.read(Event, reply)

    async def add_events(
        self,
        user_id: str,
        events: Sequence[EventGiven],
        *,
        rating_scale: tuple[float, float] | None = None,
    ) -> EventsReport:
        """Keep what a user did, many events at once; see `Recommender.add_events`."""
        body = {"events": events, "rating_scale": rating_scale}
        path = f"{_user(user_id)}/events"
        reply = await self._wire.send("POST", path, body=body, once=_once())
        return self._wire.read(EventsReport, reply)

    async def ingest(
        self,
        *,
        items: Path | Sequence[Item] | None = None,
        events: Path | Sequence[Event] | None = None,
        folder: Path | None = None,
        strict: bool = False,
        rating_scale: tuple[float, float] | None = None,
        domain: str | None = None,
        progress: Progress | None = None,
    ) -> IngestReport:
        """Read files here and send what is good; see `Recommender.ingest`.

        Sent again after it broke off, what arrived the first time counts as unchanged. The report
        has the first problems; no rejects file is written.

        Raises:
            InputError: A file cannot be read, or, when strict, has a bad row: then nothing was
                sent, unless only the server found it to be bad.
        """
        from whyrec.remote._upload import upload  # polars takes a while to import

        return await upload(
            self._wire,
            items=items,
            events=events,
            folder=folder,
            strict=strict,
            rating_scale=rating_scale,
            domain=domain,
            progress=progress,
        )

    async def timezone(self, user_id: str) -> str | None:
        """The name of a user's time zone, else the tenant's; see `Recommender.timezone`."""
        return (await self._wire.get(TimeZoneReply, f"{_user(user_id)}/timezone")).timezone

    async def set_timezone(self, user_id: str, timezone: str | None) -> str | None:
        """Say where on the clock a user lives; see `Recommender.set_timezone`."""
        path = f"{_user(user_id)}/timezone"
        reply = await self._wire.send("PUT", path, body={"timezone": timezone})
        return self._wire.read(TimeZoneReply, reply).timezone

    async def edit(self, user_id: str, words: str) -> EditOutcome:
        """Let a user change the profile in words; see `Recommender.edit`."""
        from whyrec._profiles import EditOutcome

        path = f"{_user(user_id)}/profile/edit"
        sent = await self._wire.send("POST", path, body={"words": words}, once=_once())
        reply = self._wire.read(EditReply, sent)
        revision = await self._revision(user_id, reply.profile.version)
        return EditOutcome(revision, reply.understood, reply.message)

    async def question(self, user_id: str, *, language: Language = "en") -> Question | None:
        """What to ask somebody next; see `Recommender.question`."""
        path = f"{_user(user_id)}/question"
        return (await self._wire.get(OpenQuestion, path, language=language)).question

    async def answer(
        self,
        user_id: str,
        question_id: str,
        choice: str | None = None,
        *,
        text: str | None = None,
        language: Language = "en",
    ) -> AnswerOutcome:
        """Take the answer to a question in; see `Recommender.answer`."""
        from whyrec._questions import AnswerOutcome

        told = {"question_id": question_id, "choice": choice, "text": text, "language": language}
        body = {name: value for name, value in told.items() if value is not None}
        sent = await self._wire.send("POST", f"{_user(user_id)}/question", body=body)
        reply = self._wire.read(AnswerReply, sent)
        made = None if reply.version is None else await self._revision(user_id, reply.version)
        return AnswerOutcome(made, reply.understood, reply.message, reply.question)

    async def rollback(self, user_id: str, version: int) -> Revision:
        """Add a version whose interests are those of an older one; see `Recommender.rollback`."""
        path = f"{_user(user_id)}/profile/rollback"
        sent = await self._wire.send("POST", path, body={"version": version}, once=_once())
        return await self._revision(user_id, self._wire.read(Profile, sent).version)

    async def forget(self, user_id: str, event_id: str) -> Profile:
        """Forget an event everywhere; see `Recommender.forget`."""
        path = f"{_user(user_id)}/events/{segment(event_id)}"
        left = self._wire.read(Forgotten, await self._wire.send("DELETE", path))
        return await self.profile(user_id, left.profile_version)

    async def erase(self, user_id: str) -> ErasedCounts:
        """Delete everything known of a user."""
        from whyrec.store import ErasedCounts

        gone = self._wire.read(Erased, await self._wire.send("DELETE", _user(user_id)))
        return ErasedCounts(gone.events, gone.versions, gone.values)

    async def export(self, user_id: str) -> dict[str, Any]:
        """Everything known of a user, as JSON values; the profile as it is now."""
        return await self._wire.get(dict[str, Any], f"{_user(user_id)}/export")

    def chat(
        self, user_id: str, messages: Sequence[ChatTurn], *, scene: Scene | None = None
    ) -> AsyncIterator[ChatChunk]:
        """A turn of a conversation, in chunks; the last one brings the answer as data."""
        return chat(self._wire, user_id, messages, scene)

    async def _list(self, user_id: str, asked: dict[str, Any]) -> ListReply:
        path = f"{_user(user_id)}/recommendations"
        reply = await self._wire.send("POST", path, body=asked, safe=True)
        return self._wire.read(ListReply, reply)

    async def _revision(self, user_id: str, version: int) -> Revision:
        for one in await self.revisions(user_id):
            if one.profile.version == version:
                return one
        raise NotFoundError(f"Version {version} of {user_id} is there no more.")


def _user(user_id: str) -> str:
    return f"/v1/users/{segment(user_id)}"


def _once() -> str:
    return uuid.uuid4().hex

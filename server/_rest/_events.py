"""What users did: told of, looked at, forgotten."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import Response
from pydantic import ConfigDict, Field

from whyrec.domain import (
    MAX_EVENTS,
    Event,
    EventGiven,
    EventsReport,
    FeedbackKind,
    Identifier,
    Model,
    Moment,
    RefusedEvent,
)
from whyrec.errors import ForbiddenError
from whyrec.server._caller import Caller, Writer
from whyrec.server._rest import _examples
from whyrec.server._rest._cursor import Cursor, Limit, read_cursor, write_cursor
from whyrec.server._rest._event_ids import own_ids
from whyrec.server._rest._once import OnceOnly
from whyrec.server._rest._replies import Page, example, replies, router
from whyrec.server._rest._subjects import EventId, ReadsUser, Rec, Subject, WritesUser, known
from whyrec.store import to_us

routes = router("Events")


class EventsBody(Model):
    """What a user did; the path names the user."""

    model_config = ConfigDict(json_schema_extra=example(_examples.EVENTS_BODY))

    events: tuple[EventGiven, ...] = Field(min_length=1, max_length=MAX_EVENTS)
    rating_scale: tuple[float, float] | None = None
    """Lowest and highest rating; with a key of the scope admin it is declared by this for the whole
    tenant, while none is."""


class FeedbackBody(Model):
    """What a user did with an item."""

    model_config = ConfigDict(json_schema_extra=example(_examples.FEEDBACK_BODY))

    item_id: Identifier
    kind: FeedbackKind
    event_id: Identifier | None = None
    """The event's id; the same one again changes nothing."""
    at: Moment | None = None
    """When; by default now."""


class Forgotten(Model):
    """What is left after an event was forgotten."""

    event_id: str
    profile_version: int


@routes.post(
    "/v1/users/{user_id:id}/events",
    summary="Tell of what a user did",
    response_model=EventsReport,
    responses=replies(_examples.EVENTS_REPORT, 400, 409),
)
async def post_events(
    who: WritesUser,
    rec: Rec,
    body: EventsBody,
    once: OnceOnly,
    caller: Writer,
    request: Request,
) -> Response:
    """Keep up to 1,000 events of a user; answered when they are durable.

    All are checked first: one that cannot be used refuses the whole batch and is named in `param`.
    An id that is known already changes nothing. Events on items that are not in the catalogue are
    kept as history, and those items are named. Once enough events wait, the profile takes them in
    by itself.
    """
    # Whose key is for one user's events must not settle how everybody's ratings count.
    settled = body.rating_scale is None or _may_declare(caller)
    if not settled and rec.tenants.rating_scale(who.tenant) is None:
        raise ForbiddenError(
            "This key may not declare the tenant's rating scale.",
            remedy="Leave rating_scale out, or declare it with a key of the scope admin.",
            field="rating_scale",
        )
    ids = own_ids(rec, caller, [e.id for e in body.events if e.id is not None])
    given = {mine: told for told, mine in ids.items()}
    events = [e.model_copy(update={"id": ids.get(e.id or "", e.id)}) for e in body.events]

    async def add() -> EventsReport:
        report = await rec.add_events(
            who.user_id, events, rating_scale=body.rating_scale, tenant=who.tenant
        )
        refused = {
            "conflicts": tuple(given.get(i, i) for i in report.conflicts),
            "forgotten": tuple(given.get(i, i) for i in report.forgotten),
        }
        return report.model_copy(update=refused)

    answer = await once.answer(rec, who, add)
    _told(request, who)
    return answer


@routes.post(
    "/v1/users/{user_id:id}/feedback",
    summary="Tell of what a user did with an item just now",
    response_model=Event,
    responses=replies(_examples.EVENT, 400, 404, 409),
)
async def post_feedback(
    who: WritesUser,
    rec: Rec,
    body: FeedbackBody,
    once: OnceOnly,
    caller: Writer,
    request: Request,
) -> Response:
    """Keep one reaction; it moves the next list at once. The reply is the event as it is kept."""
    told = body.event_id
    event_id = None if told is None else own_ids(rec, caller, [told]).get(told, told)
    answer = await once.answer(
        rec,
        who,
        lambda: rec.feedback(
            who.user_id,
            body.item_id,
            body.kind,
            event_id=event_id,
            at=body.at,
            tenant=who.tenant,
        ),
    )
    _told(request, who)
    return answer


@routes.get(
    "/v1/users/{user_id:id}/events",
    summary="List a user's events",
    responses=replies(_examples.EVENTS_PAGE, 404),
)
async def list_events(
    who: ReadsUser, rec: Rec, limit: Limit = 100, cursor: Cursor = None
) -> Page[Event]:
    """A user's events, newest first. What comes in meanwhile moves no page."""
    await known(rec, who)
    place = read_cursor(cursor, int, str)
    before = None if place is None else (place[0], place[1])
    found = rec.store.events.page(who.tenant, who.user_id, limit + 1, before)
    page, more = found[:limit], len(found) > limit
    following = write_cursor(to_us(page[-1].at), page[-1].id) if more else None
    return Page(data=tuple(page), next_cursor=following)


@routes.get(
    "/v1/users/{user_id:id}/events/refused",
    summary="List a user's events that count nothing",
    responses=replies(_examples.REFUSED_PAGE, 404),
)
async def list_refused(
    who: ReadsUser, rec: Rec, limit: Limit = 100, cursor: Cursor = None
) -> Page[RefusedEvent]:
    """The events that are no evidence of taste, with the rule and why; newest first.

    They are kept: `GET …/events` lists them among the others, and each can be forgotten. What comes
    in meanwhile moves no page, unless it shows an earlier event to be none.
    """
    await known(rec, who)
    place = read_cursor(cursor, int, str)
    found = await rec.refused_events(who.user_id, tenant=who.tenant)
    keys = [(to_us(one.event.at), one.event.id) for one in found]
    rest = [n for n, key in enumerate(keys) if place is None or key < place][: limit + 1]
    page, more = rest[:limit], len(rest) > limit
    following = write_cursor(*keys[page[-1]]) if more else None
    return Page(data=tuple(found[n] for n in page), next_cursor=following)


@routes.delete(
    "/v1/users/{user_id:id}/events/{event_id:id}",
    summary="Forget an event",
    responses=replies(_examples.FORGOTTEN, 404, 409),
)
async def forget_event(who: WritesUser, event_id: EventId, rec: Rec) -> Forgotten:
    """Forget an event everywhere: store, every version of the profile, stored replies.

    Telling of it again is refused from then on.
    """
    profile = await rec.forget(who.user_id, event_id, tenant=who.tenant)
    return Forgotten(event_id=event_id, profile_version=profile.version)


def _may_declare(caller: Caller) -> bool:
    return caller.may("admin") and caller.user_id is None


def _told(request: Request, who: Subject) -> None:
    request.app.state.evolving.told(who.tenant, who.user_id)

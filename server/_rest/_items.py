"""The catalogue: items come, change, run out and go."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from pydantic import ConfigDict, Field

from whyrec.domain import Identifier, Item, ItemFeatures, Model, Moment
from whyrec.server._caller import Admin, Reader
from whyrec.server._rest import _examples
from whyrec.server._rest._cursor import Cursor, Limit, read_cursor, write_cursor
from whyrec.server._rest._replies import Page, example, replies, router
from whyrec.server._rest._subjects import ItemId, Rec

routes = router("Items")

MAX_ITEMS = 1_000
_NO_NUL = r"^[^\x00]*$"
_Name = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[^=\x00]+$")]
_Value = Annotated[str, Field(min_length=1, max_length=256, pattern=_NO_NUL)]


class ItemGiven(Item):
    """An item as it is told of."""

    title: str = Field(min_length=1, max_length=1_000, pattern=_NO_NUL)
    text: str = Field(default="", max_length=20_000, pattern=_NO_NUL)
    """Free description."""
    facets: dict[_Name, Annotated[tuple[_Value, ...], Field(max_length=100)]] = Field(
        default_factory=dict, max_length=50
    )
    """Facet name to its values."""
    domain: str = Field(default="items", min_length=1, max_length=64, pattern=_NO_NUL)
    created_at: Moment | None = None


class ItemReply(Item):
    """An item, and whether it can be had."""

    available: bool


class ItemsBody(Model):
    """Items to add or to change."""

    model_config = ConfigDict(json_schema_extra=example(_examples.ITEMS_BODY))

    items: tuple[ItemGiven, ...] = Field(min_length=1, max_length=MAX_ITEMS)


class Upserted(Model):
    """What became of the items; every one is in exactly one of the counts."""

    added: int
    updated: int
    unchanged: int


class AvailabilityBody(Model):
    """Which items can, or cannot, be had."""

    model_config = ConfigDict(json_schema_extra=example(_examples.AVAILABILITY_BODY))

    item_ids: tuple[Identifier, ...] = Field(min_length=1, max_length=MAX_ITEMS)
    available: bool


class AvailabilityReply(Model):
    """What marking the items did."""

    changed: int
    unknown: tuple[str, ...]
    """Ids that are not in the catalogue; nothing is kept of them."""


class Deleted(Model):
    """An item that is gone."""

    item_id: str


@routes.get("/v1/items", summary="List items", responses=replies(_examples.ITEMS_PAGE))
async def list_items(
    caller: Reader,
    rec: Rec,
    q: Annotated[
        str | None,
        Query(
            max_length=200,
            pattern=_NO_NUL,
            description="Words that the title must hold; case and accents do not matter.",
        ),
    ] = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Page[ItemReply]:
    """Items by id; with `q`, those whose title holds every word, the shortest title first."""
    items = rec.store.items
    if q is None:
        place = read_cursor(cursor, str)
        found = items.page(caller.tenant, limit + 1, None if place is None else place[0])
    else:
        place = read_cursor(cursor, int, str)
        after = None if place is None else (place[0], place[1])
        found = items.find(caller.tenant, q, limit + 1, after)
    page = found[:limit]
    following = None
    if len(found) > limit:
        last = page[-1]
        following = write_cursor(last.id) if q is None else write_cursor(len(last.title), last.id)
    gone = await rec.items.unavailable([i.id for i in page], tenant=caller.tenant)
    data = tuple(ItemReply(**dict(i), available=i.id not in gone) for i in page)
    return Page(data=data, next_cursor=following)


@routes.put("/v1/items", summary="Add or change items", responses=replies(_examples.UPSERTED, 400))
async def put_items(caller: Admin, rec: Rec, body: ItemsBody) -> Upserted:
    """Add up to 1,000 items, or replace those that have changed; answered when they can come out.

    Of an id given twice the last one counts. Sending the same again changes nothing.
    """
    done = await rec.items.upsert(body.items, tenant=caller.tenant)
    return Upserted(added=done.added, updated=done.updated, unchanged=done.unchanged)


@routes.post(
    "/v1/items/availability",
    summary="Say that items can or cannot be had",
    responses=replies(_examples.AVAILABILITY_REPLY, 400),
)
async def mark_items(caller: Admin, rec: Rec, body: AvailabilityBody) -> AvailabilityReply:
    """Take items out of all lists, or put them back, from the next list on.

    What cannot be had stays in the catalogue and in everybody's history.
    """
    done = await rec.items.set_available(body.item_ids, body.available, tenant=caller.tenant)
    return AvailabilityReply(changed=done.changed, unknown=done.unknown)


@routes.get(
    "/v1/items/{item_id:id}", summary="Read an item", responses=replies(_examples.ITEM_REPLY, 404)
)
async def get_item(caller: Reader, rec: Rec, item_id: ItemId) -> ItemReply:
    """One item, and whether it can be had."""
    item = await rec.items.get(item_id, tenant=caller.tenant)
    gone = await rec.items.unavailable([item.id], tenant=caller.tenant)
    return ItemReply(**dict(item), available=not gone)


class FeaturesReply(Model):
    """What is said of an item."""

    described: ItemFeatures | None
    """None where it was not described, or its text has changed since."""


@routes.get(
    "/v1/items/{item_id:id}/features",
    summary="Read what an item is about",
    responses=replies(_examples.FEATURES_REPLY, 404),
)
async def get_features(caller: Reader, rec: Rec, item_id: ItemId) -> FeaturesReply:
    """Topics, moods, audience and era of an item, each with what shows it."""
    return FeaturesReply(described=await rec.content.features(item_id, tenant=caller.tenant))


@routes.delete(
    "/v1/items/{item_id:id}", summary="Delete an item", responses=replies(_examples.DELETED, 404)
)
async def delete_item(caller: Admin, rec: Rec, item_id: ItemId) -> Deleted:
    """Delete an item and its vector: it is never recommended again.

    Events on it stay as history. An item that is only out of stock is better marked unavailable.
    """
    await rec.items.delete(item_id, tenant=caller.tenant)
    return Deleted(item_id=item_id)

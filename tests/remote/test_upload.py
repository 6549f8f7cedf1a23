"""Files read here and sent in pieces."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.recommender.world import END, START, crowd
from tests.remote.conftest import Both
from whyrec.domain import Event, IngestReport, Item
from whyrec.errors import InputError, OverloadedError, UpstreamError
from whyrec.remote import RemoteRecommender

ITEMS = [Item(id=f"n{n}", title=f"New Tale {n}", domain="movies") for n in range(3)]
HEAD = "event_id,user_id,item_id,kind,value,at\n"


def ratings(*values: float, user: str = "new") -> list[Event]:
    return [
        Event(
            id=f"{user}-{n}",
            user_id=user,
            item_id=f"f{n}",
            kind="rating",
            value=value,
            at=END + timedelta(minutes=n),
        )
        for n, value in enumerate(values)
    ]


async def test_items_and_events_arrive_and_are_counted(both: Both) -> None:
    events = [*ratings(7, 8), *ratings(9, user="other")]
    report = await both.there.ingest(items=ITEMS, events=events)
    assert (report.items_added, report.events_added, report.rejected) == (3, 3, 0)
    assert await both.there.events("new") == events[:2]
    assert await both.there.items.get("n1") == ITEMS[1]


async def test_the_same_again_changes_nothing_and_says_so(both: Both) -> None:
    for _ in range(2):
        report = await both.there.ingest(items=ITEMS, events=ratings(7, 8))
    assert (report.items_unchanged, report.events_unchanged) == (3, 2)
    assert report.items_added == report.events_added == 0


async def test_what_a_user_had_forgotten_stays_forgotten(both: Both) -> None:
    await both.there.ingest(events=ratings(7, 8))
    await both.there.forget("new", "new-0")
    report = await both.there.ingest(events=ratings(7, 8))
    assert (report.events_unchanged, report.events_forgotten) == (1, 1)


async def test_an_id_with_other_content_is_a_conflict_by_its_line(both: Both) -> None:
    report = await both.there.ingest(events=crowd()[:1] + ratings(7))
    assert report.conflicts == 0
    changed = crowd()[0].model_copy(update={"value": 1.0})
    report = await both.there.ingest(events=[*ratings(7), changed])
    assert (report.conflicts, report.events_unchanged) == (1, 1)
    (problem,) = report.problems
    assert (problem.line, problem.column, problem.value) == (2, "event_id", changed.id)


async def test_the_servers_scale_holds_where_another_would_be_assumed(both: Both) -> None:
    report = await both.there.ingest(events=ratings(1, 4, 5))  # 0 to 5 by their range; it has 0–10
    assert report.events_added == 3
    assert report.rating_scale is None
    assert "the scale that the server has" in report.notes[0]


async def test_a_scale_that_was_given_is_no_other(both: Both) -> None:
    with pytest.raises(InputError, match="0 to 10"):
        await both.there.ingest(events=ratings(1, 4, 5), rating_scale=(1, 5))


async def test_rows_only_the_server_can_refuse_are_left_out_one_by_one(both: Both) -> None:
    report = await both.there.ingest(events=ratings(40, 8, 70, 9))  # 0 to 100 by their range
    assert (report.events_added, report.rejected) == (2, 2)
    assert [(p.line, p.column, p.value) for p in report.problems] == [
        (1, "value", "40.0"),
        (3, "value", "70.0"),
    ]
    assert "outside the scale" in report.problems[0].message


async def test_when_strict_such_a_row_ends_the_upload(both: Both) -> None:
    with pytest.raises(InputError, match="outside the scale"):
        await both.there.ingest(events=ratings(40, 8), strict=True)
    assert await both.there.events("new") == []


async def test_an_item_only_the_server_can_refuse_is_left_out(both: Both) -> None:
    big = Item(id="big", title="Big", facets={"cast": ("x" * 400,)}, domain="movies")
    report = await both.there.ingest(items=[ITEMS[0], big, ITEMS[1]])
    assert (report.items_added, report.rejected) == (2, 1)
    assert (report.problems[0].line, report.problems[0].column) == (2, "facets")


async def test_bad_rows_of_a_file_are_told_by_their_lines(both: Both, tmp_path: Path) -> None:
    file = tmp_path / "events.csv"
    file.write_text(HEAD + "a,new,f1,rating,7,2024-02-01\nb,new,f2,adore,,2024-02-01\n")
    report = await both.there.ingest(events=file)
    assert (report.events_added, report.rejected) == (1, 1)
    assert (report.problems[0].file, report.problems[0].line) == (str(file), 3)
    with pytest.raises(InputError, match="nothing was loaded"):
        await both.there.ingest(events=file, strict=True)


async def test_an_event_without_an_id_is_known_again(both: Both, tmp_path: Path) -> None:
    file = tmp_path / "events.csv"
    file.write_text("user_id,item_id,kind,at,scene\nnew,f1,view,2024-02-01,train\n")
    first, second = [await both.there.ingest(events=file) for _ in range(2)]
    assert (first.events_added, second.events_unchanged) == (1, 1)
    assert (await both.there.events("new"))[0].context.scene == "train"


async def test_items_that_are_nowhere_are_named_in_a_note(both: Both) -> None:
    stray = [e.model_copy(update={"item_id": "nowhere"}) for e in ratings(7, 8)]
    report = await both.there.ingest(events=stray)
    assert report.unknown_items == 1
    assert "not in the catalogue" in report.notes[-1]


async def test_progress_is_told_to_its_end(both: Both) -> None:
    told: list[tuple[str, int, int | None]] = []
    await both.there.ingest(
        items=ITEMS, events=ratings(7, 8), progress=lambda *where: told.append(where)
    )
    assert told[-1] == ("sending events", 2, 2)
    assert ("sending items", 3, 3) in told


class Flaky:
    """A server of which only what a test is about is there."""

    def __init__(self, *faults: Callable[[], httpx2.Response]) -> None:
        self.bodies: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self._faults = list(faults)

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.keys.append(request.headers["Idempotency-Key"])
        if self._faults and (fault := self._faults.pop(0)) is not well:
            return fault()
        body = json.loads(request.content)
        self.bodies.append(body)
        if "items" in body:
            told = {"added": len(body["items"]), "updated": 0, "unchanged": 0}
        else:
            told = {"added": len(body["events"]), "duplicates": 0}
        return httpx2.Response(200, json=told)

    async def ingest(self, **given: Any) -> IngestReport:
        transport = httpx2.MockTransport(self)
        async with RemoteRecommender("http://h", transport=transport) as rec:
            return await rec.ingest(**given)


def well() -> httpx2.Response:
    raise AssertionError("answered as it should be")


def broken() -> httpx2.Response:
    raise httpx2.ReadError("gone")


def too_large() -> httpx2.Response:
    return httpx2.Response(413, text="no")


def busy() -> httpx2.Response:
    told = {"message": "Busy.", "type": "x", "param": None, "code": "overloaded"}
    return httpx2.Response(503, json={"error": told}, headers={"Retry-After": "0"})


def many(count: int, user: str = "new") -> list[Event]:
    at = START
    return [
        Event(id=f"{user}{n}", user_id=user, item_id="f1", kind="view", at=at) for n in range(count)
    ]


async def test_a_user_is_sent_in_thousands_and_each_on_their_own() -> None:
    server = Flaky()
    report = await server.ingest(events=[*many(2_100), *many(3, "other")])
    assert [len(body["events"]) for body in server.bodies] == [1_000, 1_000, 100, 3]
    assert report.events_added == 2_103
    assert len(set(server.keys)) == 4


async def test_what_is_large_is_sent_in_smaller_pieces() -> None:
    server = Flaky()
    items = [Item(id=f"i{n}", title="t", text="x" * 20_000) for n in range(120)]
    await server.ingest(items=items)
    sizes = [len(body["items"]) for body in server.bodies]
    assert sum(sizes) == 120
    assert max(sizes) < 50


async def test_what_is_too_large_for_a_server_is_halved() -> None:
    server = Flaky(too_large, too_large)
    report = await server.ingest(events=many(100))
    assert [len(body["events"]) for body in server.bodies] == [25, 25, 50]
    assert report.events_added == 100


async def test_a_row_that_is_too_large_alone_ends_it() -> None:
    with pytest.raises(InputError, match="too large"):
        await Flaky(*[too_large] * 3).ingest(events=many(4))


async def test_a_piece_that_is_tried_again_has_the_key_it_had() -> None:
    server = Flaky(broken, busy)
    await server.ingest(events=many(5))
    assert len(server.keys) == 3
    assert len(set(server.keys)) == 1


async def test_another_upload_of_the_same_has_other_keys() -> None:
    server = Flaky()
    await server.ingest(events=many(5))
    await server.ingest(events=many(5))
    assert len(set(server.keys)) == 2


async def test_a_server_may_be_busy_for_long() -> None:
    server = Flaky(*[busy] * 20)
    assert (await server.ingest(events=many(5))).events_added == 5


async def test_an_upload_that_breaks_off_says_what_had_arrived() -> None:
    server = Flaky(well, well, *[busy] * 100)
    with pytest.raises(OverloadedError, match="3 items and 1,000 events had arrived"):
        await server.ingest(items=ITEMS, events=many(1_500))


async def test_before_anything_arrived_the_error_is_as_it_was() -> None:
    with pytest.raises(UpstreamError) as caught:
        await Flaky(broken, broken).ingest(events=many(5))
    assert "arrived" not in str(caught.value)

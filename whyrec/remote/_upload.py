"""Files read here, sent to a server in pieces.

As ingest does beside a store, everything is read twice: once to check it, once to send it. An
event without an id gets the hash of its content as one, so what is sent again is known again.
"""

from __future__ import annotations

import hashlib
import time
import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import httpx2

from whyrec._counted import counted
from whyrec.domain import Event, EventsReport, IngestReport, Item, RowProblem
from whyrec.errors import ForbiddenError, InputError, WhyrecError
from whyrec.remote._address import segment
from whyrec.remote._failures import TooLargeError
from whyrec.remote._replies import Upserted
from whyrec.remote._rows import Settled, by_user, event_given, item_given, portions, settle
from whyrec.remote._wire import Wire, encoded
from whyrec.store.ingest import Inputs, Progress, Rejected, distinct_items, gather

_PROBLEMS = 100
_REFUSALS = 100
"""Rows that the server refused one by one before the upload is given up."""
_ATTEMPTS = 40
_PATIENCE_S = 90.0
"""Beyond the window of a rate limit of so many a minute."""


async def upload(
    wire: Wire,
    *,
    items: Path | Sequence[Item] | None,
    events: Path | Sequence[Event] | None,
    folder: Path | None,
    strict: bool,
    rating_scale: tuple[float, float] | None,
    domain: str | None,
    progress: Progress | None,
) -> IngestReport:
    """Load items and events into a server; see `RemoteRecommender.ingest`."""
    started = time.perf_counter()
    told: Progress = progress or (lambda stage, done, total: None)
    inputs = gather(items, events, folder, domain)
    settled = settle(inputs, rating_scale, told)
    if strict:
        settled.found.refuse()
    sending = _Sending(wire, settled, told, strict)
    try:
        await sending.items(inputs)
        await sending.events(inputs)
    except WhyrecError as error:
        raise sending.broken_off(error) from error
    return sending.report(time.perf_counter() - started)


Kind = Literal["items", "events"]
_SHAPES: dict[Kind, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "items": item_given,
    "events": event_given,
}


@dataclass
class _Sending:
    """The second pass."""

    wire: Wire
    settled: Settled
    progress: Progress
    strict: bool
    counts: Counter[str] = field(default_factory=Counter)
    problems: list[RowProblem] = field(default_factory=list)
    unknown: set[str] = field(default_factory=set)
    refused: int = 0
    # Of this upload: what is sent twice within it is worked on once, and a later upload of the same
    # is told what it did itself, not what the first one did.
    run: str = field(default_factory=lambda: uuid.uuid4().hex)

    def __post_init__(self) -> None:
        used = self.settled.found.ratings or self.settled.found.rejected_events
        self.scale = self.settled.rules.scale if used else None
        self.server_scale = False

    async def items(self, inputs: Inputs) -> None:
        done = 0
        for batch in distinct_items(inputs):
            self._refuse(batch.rejected)
            rows = [
                {**item.model_dump(mode="json"), "file": batch.file, "line": line}
                for line, item in zip(batch.lines, batch.items, strict=True)
            ]
            for some in portions(rows):
                await self._deliver("PUT", "/v1/items", "items", some)
                done += len(some)
                self.progress("sending items", done, self.settled.found.items)

    async def events(self, inputs: Inputs) -> None:
        done = 0
        for user, rows in by_user(inputs, self.settled.rules, self._refuse):
            for some in portions(rows):
                await self._deliver("POST", f"/v1/users/{segment(user)}/events", "events", some)
                done += len(some)
                self.progress("sending events", done, self.settled.found.events)

    async def _deliver(
        self, method: str, path: str, kind: Kind, rows: list[dict[str, Any]]
    ) -> None:
        """Send rows; those that the server refuses are left out, what is too much is halved."""
        while rows:
            body: dict[str, Any] = {kind: [_SHAPES[kind](row) for row in rows]}
            if kind == "events" and self.scale is not None:
                body["rating_scale"] = tuple(self.scale)
            try:
                reply = await self._send(method, path, body)
            except TooLargeError:
                if len(rows) == 1:
                    raise
                await self._deliver(method, path, kind, rows[: len(rows) // 2])
                rows = rows[len(rows) // 2 :]
            except (InputError, ForbiddenError) as error:
                rows = self._without(rows, kind, error)
            else:
                self._count(kind, rows, reply)
                return

    def _count(self, kind: Kind, rows: list[dict[str, Any]], reply: httpx2.Response) -> None:
        if kind == "items":
            took = self.wire.read(Upserted, reply)
            self.counts["items_added"] += took.added
            self.counts["items_updated"] += took.updated
            self.counts["items_unchanged"] += took.unchanged
            return
        did = self.wire.read(EventsReport, reply)
        self.counts["events_added"] += did.added
        self.counts["events_unchanged"] += did.duplicates
        self.counts["events_forgotten"] += len(did.forgotten)
        self.counts["conflicts"] += len(did.conflicts)
        self.unknown.update(did.unknown_items)
        taken = frozenset(did.conflicts)
        for row in rows:
            if row["id"] in taken:
                message = "is the id of a stored event with other content; the stored one stays"
                self._problem(row, "event_id", str(row["id"]), message)

    def _without(
        self, rows: list[dict[str, Any]], kind: Kind, error: InputError | ForbiddenError
    ) -> list[dict[str, Any]]:
        """The rows that are left where the server refused one, or the scale."""
        parts = (error.field or "").split(".")
        if (
            parts[0] == "rating_scale"
            and self.settled.origin.startswith("assumed")
            and self.scale is not None
        ):
            self.scale, self.server_scale = None, True
            return rows
        place = int(parts[1]) if parts[0] == kind and parts[1:2] and parts[1].isdigit() else -1
        self.refused += 1
        if self.strict or not 0 <= place < len(rows) or self.refused > _REFUSALS:
            raise error
        column = parts[2] if len(parts) > 2 else ""
        self.counts["rejected"] += 1
        self._problem(rows[place], column, str(rows[place].get(column, "")), error.message)
        return rows[:place] + rows[place + 1 :]

    async def _send(self, method: str, path: str, body: dict[str, Any]) -> httpx2.Response:
        content = f"{self.run} {path} ".encode() + encoded(body)
        once = hashlib.sha256(content).hexdigest()
        return await self.wire.send(
            method, path, body=body, once=once, attempts=_ATTEMPTS, patience_s=_PATIENCE_S
        )

    def _refuse(self, rejected: Sequence[Rejected]) -> None:
        self.counts["rejected"] += len(rejected)
        for row in rejected:
            if len(self.problems) >= _PROBLEMS:
                return
            self.problems += row.problems()

    def _problem(self, row: dict[str, Any], column: str, value: str, message: str) -> None:
        told = {"file": row["file"], "line": row["line"], "column": column, "value": value[:200]}
        self.problems.append(RowProblem(**told, message=message))

    def broken_off(self, error: WhyrecError) -> WhyrecError:
        """The error, and what had arrived before."""
        items = sum(self.counts[f"items_{n}"] for n in ("added", "updated", "unchanged"))
        events = self.counts["events_added"] + self.counts["events_unchanged"]
        if not items + events:
            return error
        arrived = f"{counted(items, 'item')} and {counted(events, 'event')} had arrived"
        again = f"{arrived}; the same again goes on, and loads nothing twice."
        remedy = f"{error.remedy} {again}" if error.remedy else again[0].upper() + again[1:]
        return type(error)(error.message, remedy=remedy, field=error.field)

    def report(self, seconds: float) -> IngestReport:
        """What was done: every row read is in one of the counts."""
        notes = []
        if self.scale is not None:
            origin = self.settled.origin
            notes.append(f"Ratings are taken to be on a scale from {self.scale} ({origin}).")
        elif self.server_scale:
            notes.append(
                "Ratings are taken to be on the scale that the server has for this tenant."
            )
        if self.unknown:
            are, they = ("is", "it is") if len(self.unknown) == 1 else ("are", "they are")
            notes.append(
                f"{counted(len(self.unknown), 'item')} that events name {are} not in the "
                f"catalogue: {they} kept as history, but cannot be recommended or named."
            )
        return IngestReport(
            **self.counts,
            problems=tuple(self.problems[:_PROBLEMS]),
            rejects_file=None,
            rating_scale=self.scale,
            unknown_items=len(self.unknown),
            notes=tuple(notes),
            seconds=seconds,
        )

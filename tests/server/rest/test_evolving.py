"""Profiles take events in by themselves, behind the requests that brought them."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.server.rest.served import Served
from whyrec.errors import ConflictError
from whyrec.server import _evolving
from whyrec.server._evolving import Evolving


def likes(number: int) -> dict[str, Any]:
    return {"events": [{"kind": "like", "item_id": f"f{6 * n}"} for n in range(number)]}


async def version(served: Served, user_id: str = "new") -> int:
    return int((await served.get(f"/v1/users/{user_id}/profile"))["version"])


async def test_enough_waiting_events_become_a_version(served: Served) -> None:
    await served.post("/v1/users/new/events", likes(served.rec.settings.server.evolve_after))
    await served.evolving.idle()
    assert await version(served) == 1


async def test_a_few_events_wait_until_they_are_enough_or_somebody_asks(served: Served) -> None:
    few = served.rec.settings.server.evolve_after - 1
    await served.post("/v1/users/new/events", likes(few))
    await served.evolving.idle()
    assert await version(served) == 0
    await served.post("/v1/users/new/feedback", {"item_id": "f60", "kind": "like"})
    await served.evolving.idle()
    assert await version(served) == 1
    await served.post("/v1/users/other/events", likes(few))
    await served.post("/v1/users/other/profile/evolve")
    assert await version(served, "other") == 1


async def test_where_taste_has_moved_a_single_event_does_not_wait(served: Served) -> None:
    genres = [0, 0, 2] * 12 + [5] * 10
    events = [
        {
            "kind": "like",
            "item_id": f"f{g + 6 * (n % 20)}",
            "at": f"2024-01-01T{n // 2:02}:{n:02}:00Z",
        }
        for n, g in enumerate(genres)
    ]
    await served.post("/v1/users/new/events", {"events": events[:38]})
    await served.evolving.idle()
    before = await version(served)
    assert (await served.get("/v1/users/new/drift"))["alarm"] is False
    made = []
    for event in events[38:]:
        await served.post("/v1/users/new/events", {"events": [event]})
        await served.evolving.idle()
        now = await version(served)
        made.append(now - before)
        before = now
    first = made.index(1)
    assert (await served.get("/v1/users/new/drift"))["alarm"] is True
    assert first < 4  # not only when five wait
    assert made[first + 1 : first + 4] == [0, 0, 0]  # and not again at every event


async def test_users_erased_meanwhile_are_passed_over(served: Served) -> None:
    await served.post("/v1/users/new/events", likes(1))
    await served.delete("/v1/users/new")
    await served.evolving.idle()
    await served.post("/v1/users/other/events", likes(9))
    await served.evolving.idle()
    assert await version(served, "other") == 1


async def test_a_failure_is_logged_tried_again_and_keeps_nobody_else_back(
    served: Served, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(_evolving, "RETRY_AFTER_S", 0.0)
    whole, failures = (
        served.rec.evolve,
        iter([ConflictError("of new"), ValueError("a bug")]),
    )

    async def evolve(user_id: str, **more: Any) -> Any:
        error = next(failures, None) if user_id == "new" else None
        if error is not None:
            raise error
        return await whole(user_id, **more)

    monkeypatch.setattr(served.rec, "evolve", evolve)
    await served.post("/v1/users/new/events", likes(6))
    await served.post("/v1/users/other/events", likes(6))
    while await version(served) == 0:
        await served.evolving.idle()
        await asyncio.sleep(0)
    assert await version(served, "other") == 1
    assert [r.message for r in caplog.records if "try" in r.message] == [
        "A profile could not evolve (try 1 of 5): ConflictError",
        "A profile could not evolve (try 2 of 5): ValueError",
    ]


async def test_stopping_loses_nothing(served: Served) -> None:
    events = likes(45)
    for n, event in enumerate(events["events"]):
        event["item_id"] = f"f{n}"
    await served.evolving.stop()
    await served.post("/v1/users/new/events", events)
    other = Evolving(served.rec)
    other.told("default", "new")
    other.start()
    while await version(served) == 0:
        await asyncio.sleep(0)
    await other.stop()
    made = await served.post("/v1/users/new/profile/evolve")
    assert made["profile"]["version"] == 3
    cited = {e["event_id"] for i in made["profile"]["interests"] for e in i["evidence"]}
    assert len(cited) == 45


async def test_edits_work_while_the_task_is_at_work(served: Served) -> None:
    await served.post("/v1/users/new/events", likes(20))
    told = await served.post("/v1/users/new/profile/edit", {"words": "no more westerns"})
    assert told["understood"] is True
    await served.evolving.idle()
    profile = await served.get("/v1/users/new/profile")
    assert profile["version"] == 2
    assert "Western movies" in {i["label"] for i in profile["interests"]}

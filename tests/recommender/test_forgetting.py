"""What is forgotten or erased is gone everywhere."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from tests.recommender.world import START, crowd
from whyrec import Recommender
from whyrec.agents.profile import revise
from whyrec.domain import Event
from whyrec.errors import (
    ConflictError,
    NotFoundError,
)


async def test_forgetting_leaves_no_trace_in_the_export(rec: Recommender) -> None:
    await rec.evolve("u0")
    await rec.forget("u0", "u0-3")
    assert "u0-3" not in json.dumps(await rec.export("u0"))
    report = await rec.ingest(events=[e for e in crowd() if e.id == "u0-3"])
    assert report.events_forgotten == 1
    with pytest.raises(NotFoundError, match="u0-3"):
        await rec.forget("u0", "u0-3")


async def test_an_event_forgotten_while_a_profile_evolves_is_in_no_version(
    rec: Recommender, monkeypatch: pytest.MonkeyPatch
) -> None:
    early = rec.store.events.of_user("default", "u0")[11]
    await rec.evolve("u0", as_of=early.at)
    victims = ["u0-3", "u0-20"]  # one that a version cites, one that is being taken in

    async def slow(*args: Any, **kwargs: Any) -> Any:
        made = await revise(*args, **kwargs)
        if victims:
            await rec.forget("u0", victims.pop())
        return made

    monkeypatch.setattr("whyrec.agents.profile._evolve.revise", slow)
    await rec.evolve("u0")
    assert not victims
    exported = json.dumps(await rec.export("u0"))
    assert '"u0-3"' not in exported
    assert '"u0-20"' not in exported
    assert len(await rec.revisions("u0")) == (await rec.profile("u0")).version


async def test_a_user_erased_while_a_profile_evolves_stays_erased(
    rec: Recommender, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def slow(*args: Any, **kwargs: Any) -> Any:
        made = await revise(*args, **kwargs)
        await rec.erase("u0")
        return made

    monkeypatch.setattr("whyrec.agents.profile._evolve.revise", slow)
    assert await rec.evolve("u0") == []
    assert (await rec.profile("u0")).version == 0


async def test_a_part_of_an_event_id_is_no_event(rec: Recommender) -> None:
    await rec.evolve("u0")
    with pytest.raises(NotFoundError):
        await rec.forget("u0", "u0-")


@pytest.mark.parametrize("event_id", ["odd[1]", 'quo"ted', "back\\slash", "100%5D"])
async def test_ids_with_odd_characters_are_named_and_forgotten(
    rec: Recommender, event_id: str
) -> None:
    at = START + timedelta(days=1)
    odd = Event(id=event_id, user_id="odd", item_id="f6", kind="like", at=at)
    await rec.ingest(events=[odd])
    await rec.evolve("odd")
    profile = await rec.profile("odd")
    assert "[event:" not in profile.model_dump_json()
    assert "Burning Horror Tale 6" in "".join(i.statement for i in profile.interests)
    await rec.forget("odd", event_id)
    assert (await rec.profile("odd")).interests == ()


async def test_nobody_forgets_anothers_event(rec: Recommender) -> None:
    with pytest.raises(NotFoundError):
        await rec.forget("u0", "u1-3")


async def test_erasing_a_user_leaves_the_others(rec: Recommender) -> None:
    await rec.evolve("u0")
    counts = await rec.erase("u0")
    assert counts.events == 24
    assert (await rec.export("u0"))["events"] == []
    assert (await rec.profile("u0")).version == 0
    assert len(await rec.users()) == 29


async def test_feedback_under_the_id_of_a_forgotten_event_is_refused(rec: Recommender) -> None:
    await rec.feedback("u0", "f1", "like", event_id="mine")
    await rec.forget("u0", "mine")
    with pytest.raises(ConflictError, match="forgotten"):
        await rec.feedback("u0", "f1", "like", event_id="mine")


async def test_the_erased_no_longer_shape_what_a_rating_means(rec: Recommender) -> None:
    before = await rec.profile("u1")
    low = [
        Event(id=f"low-{n}", user_id="grump", item_id=f"f{n}", kind="rating", value=0.0, at=START)
        for n in range(100)
    ]
    await rec.ingest(events=low)
    await rec.evolve("u1")
    await rec.erase("grump")
    await rec.rollback("u1", 0)
    await rec.evolve("u1")
    async with Recommender.open(rec.settings) as new:
        assert (await new.profile("u1")).living == (await rec.profile("u1")).living
    assert before.version == 0

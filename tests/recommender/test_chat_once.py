"""What a turn changes is changed once, however often its answer is made anew."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

import pytest

from tests.recommender.talk import Talk
from whyrec import Recommender
from whyrec.agents.chat import _act
from whyrec.domain import ChatTurn, Event


def said(rec: Recommender, user: str = "u0") -> list[Event]:
    return [e for e in rec.store.events.of_user("default", user) if e.id.startswith("chat-")]


def version(rec: Recommender, user: str = "u0") -> int:
    return rec.store.profiles.head("default", user).version


async def test_feedback_taken_back_can_be_given_again(talk: Talk) -> None:
    await talk.say("what should I watch?")
    await talk.say("loved the first")
    (first,) = said(talk.rec)
    before = list(talk.turns)
    for _ in range(6):
        await talk.say("undo")
        assert said(talk.rec) == []
        talk.turns = list(before)
        await talk.again()
        (again,) = said(talk.rec)
        assert (again.item_id, again.kind) == (first.item_id, first.kind)
        await talk.again()
        assert said(talk.rec) == [again]


async def test_somebody_erased_can_begin_with_the_same_words(rec: Recommender) -> None:
    for _ in range(2):
        talk = Talk(rec, "new")
        await talk.say("hello")
        await talk.say("I like horror")
        assert len(said(rec, "new")) == 1
        assert version(rec, "new") == 1
        await rec.erase("new")


async def test_an_edit_is_made_once_though_the_profile_went_on(talk: Talk) -> None:
    await talk.say("no more horror")
    for n in range(3):
        await talk.rec.feedback("u0", f"f{n}", "like")
    await talk.rec.evolve("u0")
    before = version(talk.rec)
    answer = await talk.again()
    assert version(talk.rec) == before
    assert "version 3" in answer.text
    assert len(said(talk.rec)) == 1


async def test_an_edit_taken_back_can_be_made_again(talk: Talk) -> None:
    await talk.say("no more horror")
    before = list(talk.turns)
    await talk.say("undo")
    talk.turns = before
    await talk.again()
    living = (await talk.rec.profile("u0")).living
    assert [i.polarity for i in living if i.facets == ("genre=Horror",)] == ["dislike"]
    assert version(talk.rec) == 5
    await talk.again()
    assert version(talk.rec) == 5


async def test_who_left_before_the_answer_was_kept_changes_nothing_twice(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached = asyncio.Event()

    async def hang(*args: Any) -> Any:
        reached.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(_act, "_with_list", hang)

    async def ask() -> None:
        async for _ in talk.rec.chat("u0", [ChatTurn(role="user", content="no more horror")]):
            pass

    asking = asyncio.create_task(ask())
    await asyncio.wait_for(reached.wait(), 5)
    asking.cancel()
    with suppress(asyncio.CancelledError):
        await asking
    monkeypatch.undo()
    assert version(talk.rec) == 3
    await talk.say("no more horror")
    assert version(talk.rec) == 3
    assert len(said(talk.rec)) == 1


async def test_undo_goes_back_over_one_edit_after_another(talk: Talk) -> None:
    before = [(i.label, i.polarity) for i in (await talk.rec.profile("u0")).living]
    await talk.say("no more horror")
    await talk.say("no more comedies")
    assert "version 3" in (await talk.say("undo")).text
    assert "version 2" in (await talk.say("undo")).text
    assert [(i.label, i.polarity) for i in (await talk.rec.profile("u0")).living] == before
    assert "nothing" in (await talk.say("undo")).text

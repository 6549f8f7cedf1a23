"""A chat keeps nothing of who was erased meanwhile, and takes nothing from another conversation."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest

from tests.recommender.talk import Talk
from whyrec import Recommender
from whyrec._chat_tools import ChatTools
from whyrec.agents.retrieve import Interactions
from whyrec.domain import ChatTurn
from whyrec.store._events import Events


# Another process that erases somebody of whom nothing was known leaves no trace to see.
@pytest.mark.parametrize(("user", "elsewhere"), [("u9", True), ("u9", False), ("nobody", False)])
async def test_nothing_is_kept_of_a_user_erased_while_the_answer_was_made(
    rec: Recommender, monkeypatch: pytest.MonkeyPatch, user: str, elsewhere: bool
) -> None:
    real, inside, go = ChatTools.recommend, asyncio.Event(), asyncio.Event()

    async def slow(self: ChatTools, *args: Any, **more: Any) -> Any:
        inside.set()
        await go.wait()
        return await real(self, *args, **more)

    monkeypatch.setattr(ChatTools, "recommend", slow)
    talk = Talk(rec, user)
    asking = asyncio.create_task(talk.say("recommend three comedies"))
    await asyncio.wait_for(inside.wait(), 5)
    if elsewhere:
        rec.store.erase_user("default", user)
    else:
        await rec.erase(user)
    go.set()
    assert (await asking).recommendations
    assert rec.store.shown.of_user("default", user) == []
    await talk.say("recommend three comedies")
    assert len(rec.store.shown.of_user("default", user)) == 1


async def test_undo_takes_back_what_its_own_conversation_did(rec: Recommender) -> None:
    title = "Silent Horror Tale 0"
    first, second = Talk(rec), Talk(rec)
    await first.say("hello")
    await first.say(f"loved “{title}”")
    await second.say("thanks")
    await second.say(f"loved “{title}”")
    assert first.turns[-1] == second.turns[-1]
    mine = [e.id for e in rec.store.events.of_user("default", "u0")[24:]]
    assert len(mine) == 2
    await first.say("undo")
    assert [e.id for e in rec.store.events.of_user("default", "u0")[24:]] == mine[1:]


async def test_a_client_that_sends_the_answer_alone_undoes_no_other_conversation(
    rec: Recommender,
) -> None:
    for hello in ("hello", "thanks"):
        talk = Talk(rec)
        await talk.say(hello)
        await talk.say("loved “Silent Horror Tale 0”")
    talk = Talk(rec)
    talk.turns = [ChatTurn(role="user", content="x"), ChatTurn(role="assistant", content=SAID)]
    assert "nothing in this conversation" in (await talk.say("undo")).text
    assert len(rec.store.events.of_user("default", "u0")) == 26


SAID = (
    "Noted: you like “Silent Horror Tale 0”. The next list takes it into account; "
    "“undo” takes it back."
)


async def test_what_separates_people_is_found_beside_the_event_loop(
    rec: Recommender, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, threads = Events.columns, []

    def columns(self: Events, *args: Any, **more: Any) -> Any:
        threads.append(threading.current_thread())
        return real(self, *args, **more)

    monkeypatch.setattr(Events, "columns", columns)
    rec._world.views.forget_crowd("default")
    until = Interactions.until

    def counted(self: Interactions, *args: Any) -> Interactions:
        threads.append(threading.current_thread())
        return until(self, *args)

    monkeypatch.setattr(Interactions, "until", counted)
    answers = await asyncio.gather(*(Talk(rec, f"new{n}").say("hello") for n in range(3)))
    assert len({a.text for a in answers}) == 1
    assert len(threads) == 2
    assert threading.main_thread() not in threads

"""A conversation for a context: its lists are of that, and why is told in the list's own."""

from __future__ import annotations

import pytest

from tests.recommender.talk import Talk
from tests.recommender.test_context import HOME, WORK, events
from tests.recommender.test_why_in_scene import SAID
from whyrec import Recommender
from whyrec.domain import ChatAnswer, Scene


@pytest.fixture
async def at_work(rec: Recommender) -> Talk:
    """Somebody with another taste at work than at home, who is at work."""
    await rec.ingest(events=events())
    await rec.evolve("both")
    talk = Talk(rec, "both")
    talk.scene = WORK
    return talk


def ids(answer: ChatAnswer) -> list[str]:
    return [one.item.id for one in answer.recommendations]


async def plain(talk: Talk, scene: Scene | None) -> list[str]:
    found = await talk.rec.recommend("both", 5, use_model=False, scene=scene)
    return [one.item.id for one in found]


async def test_a_list_is_that_of_the_context(at_work: Talk) -> None:
    work = ids(await at_work.say("recommend five"))
    assert work == await plain(at_work, WORK)
    at_work.scene = HOME
    assert ids(await at_work.say("recommend five")) == await plain(at_work, HOME) != work


async def test_why_is_told_in_the_context_of_the_list_wherever_it_is_asked(at_work: Talk) -> None:
    first = ids(await at_work.say("recommend five"))[0]
    here = await at_work.rec.why("both", first, use_model=False, scene=WORK)
    assert SAID in here.text
    for at_work.scene in (HOME, None, WORK):
        answer = await at_work.say("why the first one?")
        assert answer.explanation == here


async def test_of_a_list_that_was_for_no_context_none_is_told(at_work: Talk) -> None:
    at_work.scene = None
    listed = await at_work.say("recommend five")
    at_work.scene = WORK
    answer = await at_work.say("why the first one?")
    assert answer.explanation == await at_work.rec.why("both", ids(listed)[0], use_model=False)


async def test_what_is_in_no_list_is_told_of_in_the_turns_own(at_work: Talk) -> None:
    answer = await at_work.say("why Broken Horror Tale 114?")
    assert answer.explanation == await at_work.rec.why("both", "f114", use_model=False, scene=WORK)
    assert answer.explanation is not None
    assert SAID in answer.explanation.text


async def test_erasing_the_user_leaves_no_context_behind(at_work: Talk) -> None:
    await at_work.say("recommend five")
    kept = at_work.rec.store.shown.of_user("default", "both")
    assert kept[-1].answer["scene"]["scene"] == "work"
    await at_work.rec.erase("both")
    assert at_work.rec.store.shown.of_user("default", "both") == []

"""Somebody new is asked at most five things; each answer is kept, and moves the next list."""

from __future__ import annotations

import asyncio
import math
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.recommender.talk import Talk
from tests.recommender.world import settings
from whyrec import Recommender
from whyrec._answered import answered
from whyrec.agents.dynamics import ByGroups, BySpread
from whyrec.domain import Item, Question
from whyrec.errors import ConflictError, InputError


async def opened(rec: Recommender, user: str = "new") -> Question:
    found = await rec.question(user)
    assert found is not None
    return found


def topic(question: Question) -> str:
    return question.id.split(":")[1]


async def test_a_yes_becomes_a_stated_like(rec: Recommender) -> None:
    question = await opened(rec)
    done = await rec.answer("new", question.id, "yes")
    (interest,) = (await rec.profile("new")).living
    assert (interest.polarity, interest.origin) == ("like", "stated")
    assert interest.facets == (topic(question),)
    assert done.revision is not None
    assert done.revision.profile.version == 1


async def test_a_no_asks_for_less_and_keeps_nothing_out(rec: Recommender) -> None:
    await rec.answer("new", (await opened(rec)).id, "no")
    (interest,) = (await rec.profile("new")).living
    assert (interest.polarity, interest.gradual) == ("dislike", True)


@pytest.mark.parametrize("choice", ["either", "skip"])
async def test_no_opinion_leaves_the_profile_and_leads_on(rec: Recommender, choice: str) -> None:
    question = await opened(rec)
    done = await rec.answer("new", question.id, choice)
    assert done.revision is None
    assert (await rec.profile("new")).version == 0
    assert done.following is not None
    assert topic(done.following) != topic(question)


async def test_a_list_after_the_first_answer_follows_it(rec: Recommender) -> None:
    question = await opened(rec)
    await rec.answer("new", question.id, "yes")
    genre = topic(question).split("=")[1]
    listed = await rec.recommend("new", 5, use_model=False)
    assert any(genre in one.item.facets["genre"] for one in listed)


async def test_an_answer_that_events_confirm_stays_an_answer_and_fades(rec: Recommender) -> None:
    question = await opened(rec)
    await rec.answer("new", question.id, "yes")
    genre = topic(question).split("=")[1]
    listed = await rec.recommend("new", 20, use_model=False, explain=False)
    taken = [one.item.id for one in listed if genre in one.item.facets["genre"]][:3]
    for item in taken:
        await rec.feedback("new", item, "like")
    await rec.evolve("new")
    (interest,) = [i for i in (await rec.profile("new")).living if i.origin == "stated"]
    assert {e.event_id for e in interest.evidence} - {interest.evidence[0].event_id}
    after = await rec.recommend("new", 20, use_model=False, explain=False)
    parts = [one.parts["asked_for"] for one in after if genre in one.item.facets["genre"]]
    assert parts == pytest.approx([math.log(2) * 5 / (5 + len(taken))] * len(parts))
    assert parts


async def test_at_most_five_are_put_and_no_topic_twice(rec: Recommender) -> None:
    asked = []
    while (question := await rec.question("new")) is not None:
        asked.append(question)
        await rec.answer("new", question.id, "skip")
    assert [q.number for q in asked] == [1, 2, 3, 4, 5]
    assert len({topic(q) for q in asked}) == 5
    assert {q.of for q in asked} == {5}


async def test_who_has_events_on_every_topic_is_asked_nothing(rec: Recommender) -> None:
    for n in range(6):
        await rec.feedback("seen", f"f{n}", "like")
    assert await rec.question("seen") is None


async def test_asking_keeps_nothing(rec: Recommender) -> None:
    assert await rec.question("new") == await rec.question("new")
    assert not await rec.knows("new")


async def test_the_same_answer_again_changes_nothing(rec: Recommender) -> None:
    question = await opened(rec)
    first = await rec.answer("new", question.id, "yes")
    again = await rec.answer("new", question.id, "yes")
    assert (await rec.profile("new")).version == 1
    assert again.revision == first.revision


async def test_another_answer_to_an_answered_question_is_a_conflict(rec: Recommender) -> None:
    question = await opened(rec)
    await rec.answer("new", question.id, "yes")
    with pytest.raises(ConflictError, match="not the one that is open"):
        await rec.answer("new", question.id, "no")
    told = await rec.answer("new", question.id, text="no")
    assert "answered already" in told.message
    assert [i.polarity for i in (await rec.profile("new")).living] == ["like"]


@pytest.mark.parametrize(
    ("question", "choice"),
    [
        ("nonsense", "yes"),
        ("1:genre=Nonesuch", "yes"),
        ("9:genre=War", "yes"),
        ("1:genre=War", "7"),
    ],
)
async def test_what_is_no_question_or_choice_is_refused(
    rec: Recommender, question: str, choice: str
) -> None:
    with pytest.raises(InputError):
        await rec.answer("new", question, choice)
    assert not await rec.knows("new")


async def test_of_two_answers_at_once_one_is_taken(rec: Recommender) -> None:
    question = await rec.question("new")
    assert question is not None
    done = await asyncio.gather(
        rec.answer("new", question.id, choice="yes"),
        rec.answer("new", question.id, choice="no"),
        return_exceptions=True,
    )
    assert sorted(isinstance(one, ConflictError) for one in done) == [False, True]
    assert len((await rec.profile("new")).living) == 1


async def test_either_a_choice_or_words(rec: Recommender) -> None:
    question = await opened(rec)
    with pytest.raises(InputError):
        await rec.answer("new", question.id)
    with pytest.raises(InputError):
        await rec.answer("new", question.id, "yes", text="yes")


@pytest.mark.parametrize(
    ("words", "polarity"), [("yes", "like"), ("喜欢", "like"), ("not really", "dislike")]
)
async def test_words_are_choices(rec: Recommender, words: str, polarity: str) -> None:
    await rec.answer("new", (await opened(rec)).id, text=words)
    assert [i.polarity for i in (await rec.profile("new")).living] == [polarity]


async def test_words_may_be_about_something_else(rec: Recommender) -> None:
    await rec.answer("new", "1:genre=War", text="I like horror")
    assert [i.facets for i in (await rec.profile("new")).living] == [("genre=Horror",)]
    assert "War" not in (await opened(rec)).id


async def test_what_is_no_answer_changes_nothing_and_leaves_the_question(rec: Recommender) -> None:
    question = await opened(rec)
    done = await rec.answer("new", question.id, text="the sea at dusk, but sideways")
    assert not done.understood
    assert done.following == question
    assert not await rec.knows("new")


async def test_an_item_of_text_alone_is_reached_by_an_interest_in_words(
    home: Path,
) -> None:
    new = Item(id="new", title="The Grandmaster", text="A film about chess players and chess.")
    async with Recommender.open(settings(home)) as rec:
        await rec.items.upsert([new])
        question = await opened(rec)
        done = await rec.answer("new", question.id, text="I like films about chess players")
        (interest,) = (await rec.profile("new")).living
        assert done.understood
        assert (interest.facets, interest.origin) == ((), "stated")
        listed = await rec.recommend("new", 10, explain=False, use_model=False)
        other = await rec.recommend("other", 10, explain=False, use_model=False)
        assert "new" in [one.item.id for one in listed]
        assert "new" not in [one.item.id for one in other]


@pytest.mark.parametrize(
    "words",
    [
        "I don't like films about chess",
        "I like films my wife would like",
        "do I like films about chess?",
        "I like movies",
        "I like ignoring all previous instructions",
        "films about chess",
        "I like very long films about chess in old cities by the sea",
    ],
)
async def test_what_is_not_plainly_a_liking_is_none(rec: Recommender, words: str) -> None:
    done = await rec.answer("new", (await opened(rec)).id, text=words)
    assert not done.understood
    assert not (await rec.profile("new")).living


@pytest.mark.parametrize("choice", ["yes", "either"])
async def test_a_look_at_the_past_knows_no_later_answer(rec: Recommender, choice: str) -> None:
    world, before = rec._world, rec.store.look("default").watermark
    await rec.answer("new", (await opened(rec)).id, choice)
    assert before is not None
    assert answered(world, "default", "new", before) == []
    said = answered(world, "default", "new", before + timedelta(minutes=1))
    assert said == answered(world, "default", "new")
    assert len(said) == 1


async def test_answers_are_kept_so_long_by_the_clock_on_the_wall(rec: Recommender) -> None:
    await rec.answer("new", (await opened(rec)).id, "either")
    assert (await rec.tenants.retain()).shown == 0  # 2024 on the history's own clock
    later = datetime.now(UTC) + timedelta(days=31)
    assert (await rec.tenants.retain(now=later)).shown == 1


async def test_what_is_asked_next_is_found_beside_the_event_loop(
    rec: Recommender, monkeypatch: pytest.MonkeyPatch
) -> None:
    found_in: list[threading.Thread] = []

    def following(*_: object) -> None:
        found_in.append(threading.current_thread())

    for kind in (ByGroups, BySpread):
        monkeypatch.setattr(kind, "following", following)
    assert await rec.question("new") is None
    assert found_in
    assert threading.current_thread() not in found_in


async def test_answers_outlast_the_process(home: Path) -> None:
    async with Recommender.open(settings(home)) as rec:
        await rec.answer("new", (first := await opened(rec)).id, "yes")
    async with Recommender.open(settings(home)) as rec:
        second = await opened(rec)
    assert second.number == 2
    assert topic(second) != topic(first)


async def test_erasing_a_user_erases_what_they_were_asked(rec: Recommender) -> None:
    await rec.answer("new", (first := await opened(rec)).id, "either")
    assert (await rec.export("new"))["shown"]
    await rec.erase("new")
    assert not await rec.knows("new")
    assert await rec.question("new") == first


async def test_forgetting_what_was_said_forgets_the_answer(rec: Recommender) -> None:
    await rec.answer("new", (await opened(rec)).id, "yes")
    (event,) = rec.store.events.of_user("default", "new")
    await rec.forget("new", event.id)
    assert not (await rec.export("new"))["shown"]
    assert not (await rec.profile("new")).living


async def test_the_chat_asks_the_same_and_takes_a_word_for_an_answer(rec: Recommender) -> None:
    talk = Talk(rec, "new")
    asked = await talk.say("hello")
    assert asked.question == await rec.question("new")
    answer = await talk.say("yes")
    assert [i.polarity for i in (await rec.profile("new")).living] == ["like"]
    assert answer.recommendations
    assert answer.question is not None
    assert answer.question.number == 2
    assert (await talk.say("skip")).question is not None
    stopped = await talk.say("stop")
    assert stopped.question is None
    assert stopped.recommendations


async def test_an_answer_taken_back_in_the_chat_says_nothing_more(rec: Recommender) -> None:
    talk = Talk(rec, "new")
    await talk.say("hello")
    await talk.say("yes")
    await talk.say("undo")
    assert not (await rec.profile("new")).living


async def test_a_question_answered_elsewhere_is_told(rec: Recommender) -> None:
    talk = Talk(rec, "new")
    asked = await talk.say("hello")
    assert asked.question is not None
    await rec.answer("new", asked.question.id, "no")
    assert "answered already" in (await talk.say("yes")).text
    assert [i.polarity for i in (await rec.profile("new")).living] == ["dislike"]

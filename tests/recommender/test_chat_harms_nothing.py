"""Innocent words change nothing, and what deletes for good is asked for first."""

from __future__ import annotations

import json

import pytest

from tests.recommender.talk import Talk
from tests.recommender.world import catalogue
from whyrec import Recommender
from whyrec.domain import Route

TITLES = {item.id: item.title for item in catalogue()}


def known(talk: Talk) -> tuple[list[str], int]:
    """What would be lost or made: the ids of events and the version of the profile."""
    store = talk.rec.store
    events = store.events.of_user("default", talk.user)
    return [e.id for e in events], store.profiles.head("default", talk.user).version


def watched(talk: Talk) -> str:
    """Title of something the user rated."""
    return TITLES[talk.rec.store.events.of_user("default", talk.user)[3].item_id or ""]


def unknown(talk: Talk) -> str:
    """Title of something the user knows nothing of."""
    seen = {e.item_id for e in talk.rec.store.events.of_user("default", talk.user)}
    return next(title for item, title in TITLES.items() if item not in seen)


ABOUT_MEMORY = [
    "Please don't delete “{}” from my history",
    "不要删除我对《{}》的评分",
    "Don't forget “{}”!",
    "A film as hard to forget as “{}”",
    "Do you remember when I deleted “{}”?",
    "I forget the name of that movie",
    "I forgot who directed “{}”",
    "Forget it, recommend me a comedy",
    "forget it",
    "never mind",
    "算了",
    "我忘了那部电影的名字",
    "别忘了给我推荐喜剧",
    "Recommend something that helps me forget everything for two hours",
    "I want a horror film to make me forget the day",
    "想看一部让我忘掉烦恼的喜剧",
    "I want to forget everything about my boring job tonight",
    "别把《{}》从我的历史里删掉",
    "Is it possible that you forget what I watched?",
    "一部让人难以忘怀的电影",
]
ABOUT_THE_PAST = [
    "It was a mistake to watch that film",
    "Movies where you cannot undo the past",
    "Bring back the old classics",
    "取消这部电影",
    "想看回到以前那个年代的老片",
    "我弄错了片名，是另一部",
    "恢复以前的经典推荐",
    "Reverse heist movies please",
    "A comedy about somebody who wants to take it all back",
    "别撤销",
    "don't undo that",
    "有没有讲撤销婚约的电影",
]


@pytest.mark.parametrize("words", ABOUT_MEMORY)
async def test_words_about_memory_forget_nothing(talk: Talk, words: str) -> None:
    await talk.say(f"why “{watched(talk)}”?")
    before = known(talk)
    await talk.say(words.format(watched(talk)))
    await talk.say("ok")
    assert known(talk) == before


@pytest.mark.parametrize("words", ABOUT_THE_PAST)
@pytest.mark.parametrize("anew", [True, False])
async def test_words_about_the_past_undo_nothing(talk: Talk, words: str, anew: bool) -> None:
    await talk.say("no more horror")
    before = known(talk)
    await (Talk(talk.rec) if anew else talk).say(words)
    assert known(talk) == before


async def test_undo_touches_only_what_this_conversation_did(talk: Talk) -> None:
    await talk.say("no more horror")
    before = known(talk)
    answer = await Talk(talk.rec).say("undo")
    assert "nothing in this conversation" in answer.text
    assert known(talk) == before


async def test_removing_a_topic_from_ones_feed_is_no_more_of_it(talk: Talk) -> None:
    await talk.say("no more horror")
    answer = await talk.say("Remove horror from my feed please, I like comedies")
    assert answer.route is Route.CORRECT
    assert "no more horror" in answer.text
    assert "comed" not in answer.text.splitlines()[0].lower()
    texts = [e.text for e in talk.rec.store.events.of_user("default", "u0") if e.text]
    assert texts == ["no more horror", "no more horror"]
    living = (await talk.rec.profile("u0")).living
    assert [i.polarity for i in living if i.facets == ("genre=Horror",)] == ["dislike"]


@pytest.mark.parametrize(
    ("order", "yes"),
    [
        ("forget that I watched {}", "yes"),
        ("please delete my rating of “{}”", "Yes, forget it."),
        ("删除我对《{}》的评分", "是的，忘掉吧"),
        ("Could you remove “{}” from my history?", "yes please"),
    ],
)
async def test_an_event_is_forgotten_on_a_clear_yes(talk: Talk, order: str, yes: str) -> None:
    title = watched(talk)
    gone = {
        e.id
        for e in talk.rec.store.events.of_user("default", "u0")
        if e.item_id and TITLES[e.item_id] == title
    }
    before = known(talk)
    assert (await talk.say(order.format(title))).route is Route.FORGET
    assert known(talk) == before
    answer = await talk.say(yes)
    assert answer.route is Route.FORGET
    assert set(before[0]) - set(known(talk)[0]) == gone
    kept = json.dumps(await talk.rec.export("u0"))
    assert not any(f'"{event}"' in kept for event in gone)


@pytest.mark.parametrize(
    "words", ["ok", "sure", "嗯", "好", "no", "forget it", "never mind", "算了"]
)
async def test_nothing_is_forgotten_without_a_clear_yes(talk: Talk, words: str) -> None:
    before = known(talk)
    await talk.say(f"forget that I watched {watched(talk)}")
    await talk.say(words)
    assert known(talk) == before


async def test_after_a_weak_yes_the_question_stands(talk: Talk) -> None:
    before = known(talk)
    await talk.say(f"forget that I watched {watched(talk)}")
    assert "yes, forget it" in (await talk.say("ok")).text
    await talk.say("yes, forget it")
    assert len(known(talk)[0]) < len(before[0])


async def test_a_yes_after_something_else_forgets_nothing(talk: Talk) -> None:
    before = known(talk)
    await talk.say(f"forget that I watched {watched(talk)}")
    await talk.say("what should I watch?")
    await talk.say("yes, forget it")
    assert known(talk) == before


async def test_what_was_said_of_a_topic_is_asked_about_and_forgotten(talk: Talk) -> None:
    await talk.say("no more horror")
    before = known(talk)
    assert "horror" in (await talk.say("forget what I said about horror")).text
    assert known(talk) == before
    await talk.say("yes")
    assert len(known(talk)[0]) == len(before[0]) - 1


@pytest.mark.parametrize("words", ["ok", "sure", "yes", "好", "嗯", "是的", "do it"])
async def test_everything_is_erased_by_its_own_words_alone(talk: Talk, words: str) -> None:
    before = known(talk)
    asked = await talk.say("delete everything you know about me")
    assert "“delete everything”" in asked.text
    assert "delete everything" in (await talk.say(words)).text or words in "好嗯是的"
    assert known(talk) == before


@pytest.mark.parametrize("words", ["delete everything", "Yes, delete everything.", "确认删除"])
async def test_the_words_that_erase_everything(talk: Talk, words: str) -> None:
    await talk.say("忘记关于我的一切" if words == "确认删除" else "forget everything about me")
    await talk.say(words)
    assert not await talk.rec.knows("u0")


async def test_everything_is_asked_about_only_where_it_is_the_users_own(talk: Talk) -> None:
    for words in (
        "forget everything about “No Such Film”",
        "delete “No Such Film” from my history",
    ):
        assert "nothing to forget" in (await talk.say(words)).text


NO_FEEDBACK = [
    "I haven't seen “{}” yet",
    "我没看过《{}》",
    "I have never watched “{}”",
    "My wife loved “{}”",
    "I heard “{}” is great",
    "I would love to watch “{}”",
    "“{}” is great, I heard",
    "我朋友很喜欢《{}》",
    "听说《{}》很好看",
    "我很想看《{}》",
    "If I loved “{}”, what would you recommend?",
    "Everybody says “{}” is a masterpiece",
]


@pytest.mark.parametrize("words", NO_FEEDBACK)
async def test_what_the_user_neither_did_nor_thinks_is_not_kept(talk: Talk, words: str) -> None:
    before = known(talk)
    await talk.say(words.format(unknown(talk)))
    assert known(talk) == before


@pytest.mark.parametrize("words", ["my wife loved number 2", "I haven't seen number 2"])
async def test_what_others_like_is_no_like_of_somebody_new(rec: Recommender, words: str) -> None:
    talk = Talk(rec, "nobody")
    await talk.say("hello")
    await talk.say(words)
    assert known(talk) == ([], 0)


async def test_likes_and_refusals_of_somebody_new_are_told_apart(rec: Recommender) -> None:
    talk = Talk(rec, "nobody")
    shown = await talk.say("hello")
    assert shown.route is Route.COLD_START
    await talk.say("I like Drama and “Silent Drama Tale 8”, no more horror")
    living = (await rec.profile("nobody")).living
    assert {(i.facets, i.polarity) for i in living} == {
        (("genre=Drama",), "like"),
        (("genre=Horror",), "dislike"),
    }
    assert [e.kind for e in rec.store.events.of_user("default", "nobody") if e.item_id] == ["like"]


@pytest.mark.parametrize("words", ["Not drama, horror or number 2", "nothing sad, drama, number 2"])
async def test_what_follows_on_a_refusal_is_no_like(rec: Recommender, words: str) -> None:
    talk = Talk(rec, "nobody")
    await talk.say("hello")
    await talk.say(words)
    assert "like" not in {e.kind for e in rec.store.events.of_user("default", "nobody")}
    assert all(i.polarity == "dislike" for i in (await rec.profile("nobody")).living)

"""What a message means where the catalogue has changed, or has several of a name."""

from __future__ import annotations

import pytest

from tests.recommender.talk import Talk
from whyrec import Recommender
from whyrec.domain import Item, Route


@pytest.mark.parametrize(
    "words",
    [
        "why the first one?",
        "I loved the first one",
        "more like the first one",
        "forget the first one",
        "为什么推荐第一部？",
    ],
)
async def test_an_item_deleted_after_it_was_listed_is_said_to_be_gone(
    rec: Recommender, words: str
) -> None:
    talk = Talk(rec)
    shown = await talk.say("recommend three movies")
    await rec.items.delete(shown.recommendations[0].item.id)
    answer = await talk.say(words)
    assert "no longer in the catalogue" in answer.text or "不在目录里" in answer.text
    assert len(rec.store.events.of_user("default", "u0")) == 24


async def test_the_numbers_of_a_list_stay_when_one_of_it_is_deleted(rec: Recommender) -> None:
    talk = Talk(rec)
    shown = await talk.say("recommend three movies")
    await rec.items.delete(shown.recommendations[0].item.id)
    answer = await talk.say("why the second?")
    assert answer.explanation is not None
    assert answer.explanation.item_id == shown.recommendations[1].item.id
    await talk.say("I've seen all of them")
    seen = rec.store.events.of_user("default", "u0")[24:]
    assert {e.item_id for e in seen} == {one.item.id for one in shown.recommendations[1:]}


async def test_what_has_several_of_a_name_is_asked_about(rec: Recommender) -> None:
    await rec.items.upsert(
        [
            Item(id=f"g{year}", title=f"Godzilla Returns ({year})", domain="movies")
            for year in (1954, 1998)
        ]
    )
    talk = Talk(rec)
    for words in ("I hated Godzilla Returns", "forget my rating of “Godzilla Returns”"):
        asked = await talk.say(words)
        assert "1. Godzilla Returns (1954)\n2. Godzilla Returns (1998)" in asked.text
    assert len(rec.store.events.of_user("default", "u0")) == 24
    answer = await talk.say("I hated the second one")
    assert answer.route is Route.FEEDBACK
    assert [e.item_id for e in rec.store.events.of_user("default", "u0")[24:]] == ["g1998"]
    await talk.say("loved Godzilla Returns (1954)")
    assert [e.item_id for e in rec.store.events.of_user("default", "u0")[25:]] == ["g1954"]

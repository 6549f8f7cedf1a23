"""What a message says of an item; no negation becomes a like."""

from __future__ import annotations

import pytest

from whyrec.agents.chat._deeds import deed
from whyrec.agents.profile.edit_words import tidy


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("loved it", "like"),
        ("that was great", "like"),
        ("not bad at all", "like"),
        ("我很喜欢第二个", "like"),
        ("真好看", "like"),
        ("hated it", "dislike"),
        ("I didn't like it", "dislike"),
        ("it wasn't very good", "dislike"),
        ("the second was terrible", "dislike"),
        ("我不喜欢", "dislike"),
        ("太无聊了", "dislike"),
        ("not interested", "dismiss"),
        ("isn't for me", "dismiss"),
        ("looks boring", "dismiss"),
        ("不感兴趣", "dismiss"),
        ("seen it", "view"),
        ("I watched that last week", "view"),
        ("看过了", "view"),
        ("bought it yesterday", "purchase"),
        ("I watched that, it was great", "like"),
    ],
)
def test_a_deed_is_read(text: str, kind: str) -> None:
    assert deed(tidy(text)) == kind


@pytest.mark.parametrize(
    "text",
    [
        "I don't think it was great",
        "never said I loved it",
        "it is not that I enjoyed it",
        "can't say it was fun",
        "没觉得精彩",
        "I hated the start, but loved the rest",
        "hello",
    ],
)
def test_what_is_not_certain_is_no_like(text: str) -> None:
    assert deed(tidy(text)) != "like"


@pytest.mark.parametrize(
    "text",
    [
        "I haven't seen it yet",
        "I have never watched it",
        "I've not seen the second one",
        "didn't watch it",
        "没看过",
        "我还没有看过第二部",
        "My wife loved it",
        "my best friend hated the second one",
        "everybody says it is great",
        "the critics loved it",
        "我老婆很喜欢第二部",
        "朋友都说好看",
        "I heard it is great",
        "it is supposed to be brilliant",
        "great, or so I heard",
        "听说很好看",
        "I would love to watch it",
        "I want to see it",
        "I'd like to read it some day",
        "我很想看第二部，喜欢的话再告诉你",
        "if I loved it, would you know?",
        "如果喜欢的话",
        "people who loved that one",
    ],
)
def test_what_the_user_neither_did_nor_thinks_is_no_deed(text: str) -> None:
    assert deed(tidy(text)) is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("my wife loved it, but I hated it", "dislike"),
        ("my wife and I loved it", "like"),
        ("I loved it more than my friends did", "like"),
        ("I watched it with my kids", "view"),
        ("I heard it was bad but I loved it", "like"),
        ("I will never forget it, loved it", "like"),
        ("我忘不了，太好看了", "like"),
        ("I don't want to watch it", "dismiss"),
        ("不想看第二部", "dismiss"),
        ("我老婆喜欢，但我不喜欢", "dislike"),
        ("我和老婆都很喜欢", "like"),
    ],
)
def test_the_users_own_part_counts(text: str, kind: str) -> None:
    assert deed(tidy(text)) == kind

"""What a message says of an item; no negation becomes a like."""

from __future__ import annotations

import pytest

from whyrec.agents.chat._route import deed
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

"""How users say what they want more and less of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from whyrec.domain import Facet
from whyrec.evals.health._outcomes import Language, Wish

SAID: Final[Mapping[tuple[Wish, Language], tuple[str, ...]]] = {
    ("less", "en"): (
        "no more {x}",
        "please stop recommending {x}",
        "I don't want to see {x} any more",
    ),
    ("less", "zh"): ("不要再推荐{x}", "别再给我推荐{x}了", "我不喜欢{x}"),
    ("more", "en"): ("more {x}", "show me more {x}, please", "I want to see more {x}"),
    ("more", "zh"): ("多来点{x}", "多推荐一些{x}", "我想多看{x}"),
}
"""Sentences with a place for the topic; users take them in turn."""

CHINESE: Final[Mapping[str, str]] = {
    "Action": "动作片",
    "Adventure": "冒险片",
    "Animation": "动画片",
    "Biography": "传记片",
    "Children": "儿童片",
    "Comedy": "喜剧片",
    "Crime": "犯罪片",
    "Documentary": "纪录片",
    "Drama": "剧情片",
    "Family": "家庭片",
    "Fantasy": "奇幻片",
    "Film-Noir": "黑色电影",
    "History": "历史片",
    "Horror": "恐怖片",
    "Music": "音乐片",
    "Musical": "歌舞片",
    "Mystery": "悬疑片",
    "Romance": "爱情片",
    "Sci-Fi": "科幻片",
    "Short": "短片",
    "Sport": "体育片",
    "Thriller": "惊悚片",
    "War": "战争片",
    "Western": "西部片",
}
"""What a Chinese speaker calls a genre."""


def name_of(topic: Facet, language: Language) -> str | None:
    """A facet's value in a language; None where this file does not know it."""
    return topic.value.lower() if language == "en" else CHINESE.get(topic.value)


def sentence(wish: Wish, language: Language, topic: Facet, turn: int) -> str | None:
    """What the ``turn``-th user says; None where there is no word for the topic."""
    name = name_of(topic, language)
    said = SAID[wish, language]
    return None if name is None else said[turn % len(said)].format(x=name)

"""Composed explanations in Chinese say what the English ones say, and nothing in English."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from tests.agents.explain.test_compose import event, facts, interest
from whyrec.agents.explain import Ground, compose
from whyrec.domain import EventKind

QUOTED = re.compile(r"“[^”]*”|标签有[\w、]+")


@pytest.mark.parametrize("item", [f"m{n}" for n in range(12)])
def test_it_names_interest_item_events_and_shared_facets(item: str) -> None:
    told = facts(event(), event("Ronin", "like", None, 2), item=item, interest=interest())
    text = compose(told, "zh")

    assert "“Crime movies”" in text
    assert "你在2013年5月3日给“Heat (1995)”打了9/10分，在2013年5月3日喜欢了“Ronin”" in text
    assert "“The Town (2010)”的标签有Crime" in text or "它的标签有Crime" in text
    assert "Drama" not in text


@pytest.mark.parametrize("ground", get_args(Ground))
def test_every_ground_is_said_without_an_english_word(ground: Ground) -> None:
    text = compose(facts(event(), ground=ground), "zh")

    assert text.endswith("。")
    assert not re.search(r"[A-Za-z]", QUOTED.sub("", text))


@pytest.mark.parametrize("kind", [k for k in get_args(EventKind) if k != "rating"])
def test_every_deed_is_said_without_an_english_word(kind: EventKind) -> None:
    text = compose(facts(event(kind=kind, value=None), interest=interest()), "zh")

    assert not re.search(r"[A-Za-z]", QUOTED.sub("", text))


def test_a_dislike_speaks_against_the_item_and_a_wish_keeps_it_out() -> None:
    against = compose(facts(event(), interest=interest(polarity="dislike")), "zh")
    unwanted = compose(
        facts(event(), interest=interest(polarity="dislike"), ground="unwanted"), "zh"
    )

    assert "不合" in against
    assert unwanted.startswith("不推荐")


def test_english_is_what_it_was() -> None:
    told = facts(event(), interest=interest())
    assert compose(told) == compose(told, "en")

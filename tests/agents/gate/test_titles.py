"""Titles are found in prose however they are written."""

from __future__ import annotations

import pytest

from whyrec.agents.gate import TitleIndex

TITLES = TitleIndex(
    [
        "Matrix, The (1999)",
        "Pulp Fiction (1994)",
        "Star Wars: Episode IV - A New Hope (1977)",
        "City of Lost Children, The (Cité des enfants perdus, La) (1995)",
        "Léon (1994)",
        "Alien (1979)",
        "Drama (2010)",
        "You and Me (1938)",
        "Schindler's List (1993)",
        "Fast & Furious (2009)",
        "Spider-Man 2 (2004)",
        "霸王别姬 (1993)",
        "英雄 (2002)",
        "千と千尋の神隠し (2001)",
        "2001: A Space Odyssey (1968)",
        "Romantic Comedy (1983)",
    ]
)


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("You liked the matrix a lot.", "the matrix"),
        ("You liked The Matrix.", "The Matrix"),
        ("Pulp-Fiction fans", "Pulp-Fiction"),
        ("as in PULP FICTION!", "PULP FICTION"),
        ("Likes star wars films", "star wars"),
        ("La Cité des enfants perdus", "La Cité des enfants perdus"),
        ("la cite des enfants perdus", "la cite des enfants perdus"),
        ("like city of lost children", "city of lost children"),
        ("Schindler’s List moved you", "Schindler’s List"),
        ("fast and furious", "fast and furious"),
        ("Spider Man 2", "Spider Man 2"),
        ("Your favourite is You and Me", "You and Me"),
        ("你喜欢《霸王别姬》", "霸王别姬"),
        ("你看过千と千尋の神隠し吗", "千と千尋の神隠し"),
        ("pulp\u200b fiction", "pulp fiction"),
    ],
)
def test_a_title_is_found(text: str, quote: str) -> None:
    assert TITLES.find(text) == quote


@pytest.mark.parametrize(
    "text",
    [
        "You enjoy drama with an alien in it.",
        "you and me both like crime",
        "Likes slow ghost stories, as in [e1] and [item].",
        "[event:Pulp Fiction] and [event:The Matrix]",
        "pulp [e1] fiction",
        "pulpfiction",
        "star of wars",
        "一个英雄",
        "",
    ],
)
def test_what_is_no_title_is_not_found(text: str) -> None:
    assert TITLES.find(text) is None


def test_a_phrase_of_the_facts_may_stand_though_it_is_a_title() -> None:
    assert TITLES.find("A romantic comedy for you.") == "A romantic comedy"[2:]
    assert TITLES.find("A romantic comedy for you.", allowed=["Romantic Comedy"]) is None


def test_the_longest_title_is_quoted_and_all_are_found() -> None:
    found = TITLES.find_all("2001: A Space Odyssey beats Spider-Man 2 and Pulp Fiction")

    assert [m.quote for m in found] == ["2001: A Space Odyssey", "Spider-Man 2", "Pulp Fiction"]


@pytest.mark.parametrize("text", ["alien", "Drama", "Léon", "the matrix", "Pulp Fiction"])
def test_a_whole_text_may_be_a_title_of_one_word(text: str) -> None:
    assert TITLES.is_title(text)
    assert not TITLES.is_title(f"{text} films")

"""What a list is asked to hold."""

from __future__ import annotations

import numpy as np
import pytest

from tests.agents.chat.shelf import GENRES, SHOWN, message, shelf
from whyrec.agents.chat import Asked
from whyrec.agents.chat._count import MOST_ITEMS
from whyrec.agents.chat._fitting import allowed
from whyrec.agents.chat._resolve import Resolved
from whyrec.agents.chat._route import route
from whyrec.agents.chat._wanted import Wanted, wanted
from whyrec.domain import Route


def asked(text: str) -> Wanted:
    return wanted(message(text, None), Route.RECOMMEND)


def refined(text: str, base: Asked | None = None) -> Wanted:
    return wanted(message(text, SHOWN.model_copy(update={"asked": base})), Route.REFINE)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("three thrillers from the 90s", 3),
        ("show me 10 documentaries please", 10),
        ("next five please", 5),
        ("recommend me two good old westerns", 2),
        ("just one", 1),
        ("推荐五部科幻片", 5),
        ("来十二部", 12),
        ("50 comedies", MOST_ITEMS),
        ("thrillers from the 90s", None),
        ("a comedy for two people", None),
        ("第二部那样的", None),
        ("a film from 1995", None),
        ("what should I watch?", None),
    ],
)
def test_a_count_is_read(text: str, count: int | None) -> None:
    assert asked(text).count == count


def test_topics_and_years_are_conditions() -> None:
    found = asked("three thrillers from the 90s").asked
    assert found.any_of == (("genre=Thriller",),)
    assert (found.first_year, found.last_year) == (1990, 1999)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("films from 1995", 1995, 1995),
        ("films between 1960 and 1975", 1960, 1975),
        ("something from before 1950", None, 1949),
        ("westerns since 1980", 1980, None),
        ("八十年代的动作片", 1980, 1989),
        ("1995年的电影", 1995, 1995),
    ],
)
def test_years(text: str, first: int | None, last: int | None) -> None:
    found = asked(text).asked
    assert (found.first_year, found.last_year) == (first, last)


def test_a_refused_topic_is_left_out() -> None:
    found = refined("comedies but without the horror this time").asked
    assert found.none_of == ("genre=Horror",)
    assert found.any_of == (("genre=Comedy",),)
    assert "genre=Horror" in refined("不要恐怖的，这次").asked.none_of


def test_a_mood_is_what_the_catalogue_has_of_it() -> None:
    found = refined("something lighter please").asked
    assert "genre=Comedy" in found.any_of[0]
    assert "genre=Horror" in found.none_of


def test_a_refinement_keeps_what_was_asked_before() -> None:
    base = Asked(any_of=(("genre=Thriller",),), first_year=1990, last_year=1999)
    found = refined("nothing too violent", base).asked
    assert found.any_of == base.any_of
    assert found.first_year == 1990


def test_that_decade_is_the_one_of_the_item_in_focus() -> None:
    year = shelf().view.year[shelf().view.index["g2"]]
    shown = SHOWN.model_copy(update={"focus": "g2"})
    found = wanted(message("only from that decade", shown), Route.REFINE).asked
    assert found.first_year == int(year) // 10 * 10


def test_that_decade_is_the_one_asked_for_where_no_item_was_spoken_of() -> None:
    base = Asked(first_year=1980, last_year=1989)
    assert refined("more from that decade", base).asked.first_year == 1980


def test_newer_means_newer_than_most_of_the_list() -> None:
    view = shelf().view
    found = refined("anything newer?").asked
    years = view.year[view.indices(SHOWN.items)]
    assert found.first_year == int(np.median(years)) + 1


def test_like_and_unlike_an_item() -> None:
    assert refined("more like the second one").asked.like == ("g1",)
    assert refined("less like number 1").asked.unlike == ("f3",)
    assert asked("something like Blade Runner").asked.like == ("f0",)


def test_what_is_like_an_item_shares_its_facets_first() -> None:
    passes = allowed(Asked(like=("g1",)), shelf())
    ids = [shelf().view.ids[place] for place in passes.nonzero()[0]]
    same = [f"g{n}" for n in range(60) if n % len(GENRES) == 1 and n != 1]
    assert set(same) <= set(ids)
    assert "g1" not in ids


def test_an_unknown_title_is_told_and_not_guessed() -> None:
    assert asked("something like 《No Such Film》").unknown_title == "No Such Film"


def test_what_the_catalogue_says_nothing_of_is_told() -> None:
    assert refined("could they be a bit shorter").ignored
    assert not refined("could they be a bit funnier").ignored


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("recommend a Christmas movie", True),
        ("a yoga film", True),
        ("something by Kubrick", True),
        ("films with Tom Hanks", True),
        ("诺兰导演的电影", True),
        ("a good film for tonight with my dad", False),
        ("three thrillers from the 90s", False),
        ("a scary movie", False),
        ("films about war", False),
        ("an old film", False),
        ("pick a comedy for me and my girlfriend", False),
    ],
)
def test_what_no_facet_stands_for_is_told(text: str, unknown: bool) -> None:
    assert asked(text).ignored is unknown


def test_a_reference_beyond_the_list_makes_no_list() -> None:
    assert (refined("more like number 9").pointless or Resolved()).problem == "beyond"


@pytest.mark.parametrize(
    "text",
    [
        "surprise me",
        "Surprise me, please!",
        "can you surprise me with a comedy?",
        "show me something unexpected",
        "给我一个惊喜",
        "来点意想不到的",
    ],
)
def test_a_surprise_is_asked_for(text: str) -> None:
    assert route(message(text, None)).route is Route.RECOMMEND
    assert asked(text).asked.surprise


@pytest.mark.parametrize(
    "text",
    [
        "what should I watch?",
        "dont surprise me, just good comedies",
        "the ending did not surprise me",
        "nothing unexpected please, just comedies",
        "不要给我惊喜",
    ],
)
def test_no_surprise_is_read_into_other_words(text: str) -> None:
    assert not asked(text).asked.surprise


def test_another_list_after_a_surprise_is_one_too() -> None:
    assert refined("anything newer?", Asked(surprise=True)).asked.surprise


def test_a_surprise_alone_asks_for_nothing_in_particular() -> None:
    assert asked("surprise me").asked.anything
    assert asked("surprise me with a comedy").asked.any_of == (("genre=Comedy",),)

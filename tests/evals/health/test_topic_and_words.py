"""What users are asked to want, and how they say it."""

from __future__ import annotations

import pytest

from tests.evals.health.profiles import interest, profile, rated
from tests.recommender.world import GENRES, catalogue
from whyrec.agents.profile.edit_words import parse
from whyrec.domain import Event, Facet
from whyrec.evals.health._topic import clear_taste, little_known, share
from whyrec.evals.health._words import CHINESE, SAID, sentence
from whyrec.evals.simulate import Shelf

SHELF = Shelf.of(catalogue())
HORROR, COMEDY = Facet("genre", "Horror"), Facet("genre", "Comedy")


def test_the_share_of_a_list_that_carries_a_topic() -> None:
    assert share(["f0", "f1", "f6", "f2"], HORROR, SHELF.facets) == 0.5
    assert share([], HORROR, SHELF.facets) == 0.0


def test_a_taste_is_clear_when_likes_and_list_are_about_it() -> None:
    liking = profile(
        interest(1, "like", "Horror"),
        interest(2, "like", "Horror", "War"),
        interest(3, "like", "War"),
    )
    assert clear_taste(liking, ["f0", "f6", "f1"], SHELF) == HORROR
    assert clear_taste(liking, ["f0", "f1", "f2"], SHELF) is None


def test_who_likes_nothing_has_no_clear_taste() -> None:
    assert clear_taste(profile(interest(1, "dislike", "Horror")), ["f0", "f6"], SHELF) is None


def test_little_known_is_what_a_user_took_least_of() -> None:
    taken = [
        Event.model_validate(rated(f"{n}", 5.0).model_dump() | {"item_id": f"f{n}"})
        for n in range(120)
        if n % 6 not in (1, 4)
    ]
    known = {little_known(taken, SHELF, turn) for turn in range(2)}
    assert known == {COMEDY, Facet("genre", "Musical")}


@pytest.mark.parametrize("wish", ["less", "more"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_sentence_is_understood_of_every_genre_and_says_what_it_should(
    wish: str, language: str
) -> None:
    vocabulary = [Facet("genre", name) for name in CHINESE]
    for topic in vocabulary:
        for turn in range(len(SAID[wish, language])):  # type: ignore[index]
            words = sentence(wish, language, topic, turn)  # type: ignore[arg-type]
            assert words is not None
            wishes = parse(words, vocabulary)
            assert isinstance(wishes, list), words
            assert topic in {f for w in wishes for f in w.facets}, words
            assert {w.polarity for w in wishes} == {"dislike" if wish == "less" else "like"}


def test_who_has_no_chinese_word_for_a_topic_says_nothing() -> None:
    assert sentence("more", "zh", Facet("genre", "Telenovela"), 0) is None
    assert set(GENRES) <= set(CHINESE)

from __future__ import annotations

import pytest

from tests.evals.grounding.films import COLLATERAL, faults, film, judged
from whyrec.evals.grounding import CatalogueTitles


@pytest.mark.parametrize(
    "text",
    [
        "You rated Heat (1995) 9/10.",
        "You rated Heat 9/10.",
        "You rated “Heat (1995)” 9/10.",
        "You rated HEAT 9/10.",
        "你给《Heat》打了9分。",
    ],
)
def test_a_title_is_known_with_and_without_its_year_and_quotes(text: str) -> None:
    assert judged(text).grounded


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Matrix, The (1999)", "The Matrix is popular."),
        ("Matrix, The (1999)", "Matrix, The is popular."),
        ("Beautiful Mind, A (2001)", "A Beautiful Mind is popular."),
        ("12 Monkeys (a.k.a. Twelve Monkeys) (1995)", "Twelve Monkeys is popular."),
        ("Ikiru (To Live)", "To Live is popular."),
        ("2001: A Space Odyssey (1968)", "A Space Odyssey is popular."),
        ("Howl's Moving Castle", "Howl’s Moving Castle is popular."),
        ("Amélie", "Amelie is popular."),
        ("Who's Afraid of Virginia Woolf? (1966)", "Who's Afraid of Virginia Woolf? is popular."),
        ("Monsters, Inc. (2001)", "“Monsters, Inc. (2001)” is popular."),
        ("[REC] (2007)", "[REC] (2007) is popular."),
        ('"Great Performances" Cats (1998)', '"Great Performances" Cats (1998) is popular.'),
        ("M*A*S*H (a.k.a. MASH) (1970)", "M*A*S*H is popular."),
        ("It", "It is popular."),
        ("1984", "1984 is popular."),
        ("让子弹飞", "让子弹飞很流行。"),
    ],
)
def test_the_ways_a_title_is_written(title: str, text: str) -> None:
    item = film("x", title, "Drama")
    assert faults(text, item=item, events=(), grounds=frozenset({"popular"})) == []


def test_another_title_of_the_catalogue_is_found_though_it_begins_like_a_known_one() -> None:
    assert ("title", "Heat and Dust") in faults("You rated Heat and Dust 9/10.")


def test_known_titles_side_by_side_are_no_other_title() -> None:
    catalogue = CatalogueTitles(["Heat and Ronin", "Heat", "Ronin"])
    assert judged("You rated Heat and Ronin.", catalogue=catalogue).grounded


def test_a_part_of_a_title_does_not_stand_for_it_where_it_is_another_title() -> None:
    item = film("x", "Star Wars: Episode V (1980)", "Sci-Fi")
    popular = {"item": item, "events": (), "grounds": frozenset({"popular"})}
    assert ("title", "Star Wars") in faults("Star Wars is popular.", **popular)
    assert faults("Episode V is popular.", **popular) == []


@pytest.mark.parametrize("text", ["It is a crime film.", "You rated Heat, and it is a drama."])
def test_a_pronoun_is_no_title(text: str) -> None:
    assert judged(text).grounded


def test_a_title_of_one_common_word_counts_within_a_sentence() -> None:
    assert ("title", "Her") in faults("You rated Her 9/10.")
    assert ("title", "Seven") in faults("You rated Seven 9/10.")


def test_a_month_in_a_date_is_no_title() -> None:
    assert ("title", "September") not in faults("You rated Heat 9/10 on 3 September 2013.")


def test_a_facet_is_no_title() -> None:
    assert judged("Collateral (2004) is marked Crime.").grounded


def test_what_stands_in_title_marks_must_be_a_title() -> None:
    assert ("title", "《活着》") in faults("你给《活着》打了9分。")


def test_the_item_alone_may_be_named_without_events() -> None:
    assert judged("Collateral may suit you.", events=(), item=COLLATERAL).grounded


def test_without_a_catalogue_unknown_names_still_count() -> None:
    assert faults("If you liked Heat, try Goodfellas.", catalogue=None) == [("name", "Goodfellas")]

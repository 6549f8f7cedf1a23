"""A date, a rating or a reaction belongs to the event whose title it stands beside."""

from __future__ import annotations

import pytest

from tests.evals.grounding.films import faults, judged

RIGHT = [
    "You rated Heat 9/10 on 3 May 2013 and Ronin 7/10 on 11 June 2013.",
    "On 3 May 2013 you rated Heat 9/10.",
    "You gave 9 out of 10 to Heat and 7 out of 10 to Ronin.",
    "Heat (9/10) and Ronin (7/10) are crime films.",
    "You rated Heat and Ronin 9 and 7.",
    "You rated Heat and Ronin 7/10 or more.",
    "You watched Heat. You gave it nine out of ten in May 2013.",
    "Your 9/10 for Heat and your 7/10 for Ronin were in 2013.",
    "Heat, which you rated 9/10 on May 3rd, 2013, is a drama.",
    "Between 3 May 2013 and 11 June 2013 you rated Heat and Ronin.",
    "You rated Heat on 2013-05-03.",
    "You first rated Heat, and 39 days later Ronin.",
    "You rated Heat higher than Ronin.",
    "你在2013年5月3日给《Heat》打了9分(满分10分),给《Ronin》打了7分。",
    "你给《Heat》和《Ronin》分别打了9分和7分。",
]
WRONG = [
    ("You rated Heat 7/10 and Ronin 9/10.", "rating"),
    ("You rated Heat and Ronin 9/10.", "rating"),
    ("You rated Heat 9/10 on 11 June 2013.", "date"),
    ("On 3 May 2013 you rated Heat and Ronin.", "date"),
    ("You gave 7 out of 10 to Heat.", "rating"),
    ("You rated Heat 4.5/5.", "rating"),
    ("You rated Collateral 9/10.", "rating"),
    ("Heat (7/10) and Ronin (9/10) are crime films.", "rating"),
    ("You rated Heat and Ronin 7 and 9.", "rating"),
    ("You watched Ronin. You gave it nine out of ten.", "rating"),
    ("You rated Heat 9/10 in 1995.", "date"),
    ("You rated Heat in May 2012.", "date"),
    ("You first rated Ronin, and later Heat.", "date"),
    ("You rated Heat, and two days later Ronin.", "date"),
    ("You rated Ronin higher than Heat.", "reaction"),
    ("You rated Heat 9/10 last week.", "date"),
    ("你给《Heat》和《Ronin》分别打了7分和9分。", "rating"),
    ("你在2013年6月11日给《Heat》打了9分。", "date"),
]


@pytest.mark.parametrize("text", RIGHT)
def test_right_pairs_are_grounded(text: str) -> None:
    assert faults(text) == []


@pytest.mark.parametrize(("text", "kind"), WRONG)
def test_wrong_pairs_are_not(text: str, kind: str) -> None:
    assert kind in {found for found, _ in faults(text)}


@pytest.mark.parametrize(
    "text", ["Heat (1995) is a drama.", "Heat, a 1995 drama, is in your history."]
)
def test_the_year_something_was_made_is_no_day_of_an_event(text: str) -> None:
    assert faults(text) == []
    assert faults(text.replace("1995", "1996")) != []


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("You rated two crime films highly.", True),
        ("You rated three crime films highly.", False),
        ("You rated both of the two films in 2013.", True),
        ("You rated one film in May 2013, Heat.", True),
        ("You rated two dramas.", False),
        ("You rated 2 films 9/10.", False),
        ("You have seen 40 films.", False),
        ("你看过两部犯罪片。", True),
        ("你看过三部犯罪片。", False),
    ],
)
def test_counts_are_counts_of_the_cited_events(text: str, right: bool) -> None:
    assert judged(text).grounded is right


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("You liked Heat.", True),
        ("You did not like Heat.", False),
        ("You bought Heat.", False),
        ("You loved Ronin.", False),
        ("You may like Collateral.", True),
        ("You liked Collateral.", False),
        ("You like crime films.", True),
        ("You avoid crime films.", False),
        ("Collateral goes against your taste.", False),
        ("你喜欢《Heat》。", True),
        ("你不喜欢《Heat》。", False),
    ],
)
def test_reactions_are_those_of_the_events(text: str, right: bool) -> None:
    assert judged(text).grounded is right

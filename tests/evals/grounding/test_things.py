"""What a thing is said to be, who made it, and why it is in the list."""

from __future__ import annotations

from typing import Any

import pytest

from tests.evals.grounding.films import COLLATERAL, EVENTS, faults, judged
from whyrec.evals.grounding import popularity


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("Collateral is marked Crime and Thriller.", True),
        ("Collateral is marked Crime and Drama.", False),
        ("Collateral is a thriller, and Heat is a drama.", True),
        ("Heat is a thriller.", False),
        ("Heat is a drama, as is Collateral.", False),
        ("Heat is no thriller.", True),
        ("Collateral is a horror film.", False),
        ("Collateral is a game.", False),
        ("You like dramas such as Heat.", True),
        ("You like dramas such as Ronin.", False),
        ("《Heat》是剧情片。", True),
        ("《Heat》是惊悚片。", False),
    ],
)
def test_a_topic_is_that_of_the_thing_it_is_said_of(text: str, right: bool) -> None:
    assert judged(text).grounded is right


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("Michael Mann directed Heat and Collateral.", True),
        ("Michael Mann directed Ronin.", False),
        ("Collateral is by the director of Heat.", True),
        ("Collateral is by the director of Ronin.", False),
        ("Heat and Collateral share a director.", True),
        ("Heat, directed by Mann, got 9/10.", True),
        ("Heat stars Al Pacino.", False),
        ("Heat was written by Michael Mann.", False),
    ],
)
def test_a_name_is_that_of_who_made_the_thing_in_that_role(text: str, right: bool) -> None:
    assert judged(text).grounded is right


@pytest.mark.parametrize(
    "text",
    [
        "Collateral is an Oscar-winning crime film.",
        "Collateral is a critically acclaimed thriller.",
        "Collateral is the best crime film.",
        "Collateral is a gripping thriller set in Los Angeles.",
        "Collateral is a great film.",
        "Collateral runs for 120 minutes.",
        "Collateral costs $5.",
        "《Collateral》荣获奥斯卡奖。",
    ],
)
def test_what_the_evidence_does_not_hold_is_a_claim(text: str) -> None:
    assert not judged(text).grounded


@pytest.mark.parametrize(
    "text",
    [
        "Collateral could be a great match for you.",
        "We think that Collateral suits your taste.",
        "Collateral may be worth a try.",
        "《Collateral》值得一看。",
        "",
    ],
)
def test_an_invitation_claims_nothing(text: str) -> None:
    assert judged(text).grounded


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("People with a history like yours chose Collateral too.", "similar_people"),
        ("Collateral is popular this week.", "popular_this_week"),
        ("Collateral is among the most taken of all time.", "popular"),
        ("Collateral is here to try something new: no interest of yours led to it.", "exploration"),
        ("No interest of yours leads to Collateral.", "none"),
    ],
)
def test_why_it_is_listed_must_be_why_it_is(text: str, ground: str) -> None:
    bare: dict[str, Any] = {"events": (), "interest_label": None, "interest_facets": frozenset()}
    assert faults(text, grounds=frozenset({ground}), **bare) == []
    assert {kind for kind, _ in faults(text, grounds=frozenset({"similar_items"}), **bare)} == {
        "ground"
    }


def test_an_interest_is_claimed_only_where_there_is_one() -> None:
    text = "Collateral answers your interest “Crime movies”."
    assert judged(text).grounded
    assert not judged(text, interest_label=None, interest_facets=frozenset()).grounded
    assert not judged(text.replace("Crime", "Western")).grounded


def test_quotes_must_be_the_users_own_words() -> None:
    said = EVENTS[0].model_copy(
        update={"item_id": None, "title": "more crime", "kind": "state", "value": None}
    )
    assert judged("You said “more crime” on 3 May 2013.", events=(said,)).grounded
    assert not judged("You said “more crime” on 4 May 2013.", events=(said,)).grounded
    assert not judged("You said “no more crime”.", events=(said,)).grounded


def test_words_of_the_items_own_text_may_be_said() -> None:
    item = COLLATERAL.model_copy(update={"text": "A cab driver is taken hostage by a hit man."})
    assert judged("In Collateral a driver is taken hostage.", item=item).grounded
    assert not judged("In Collateral a driver is taken hostage.").grounded


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Heat [ev-heat-1] is a drama.", None),
        ("Heat [ev-ronin-1] is a drama.", "event_id"),
        ("Heat [ev-heat-2] is a drama.", "event_id"),
        ("Heat (ev-heat-1) is a drama.", None),
        ("[item] is a drama.", "placeholder"),
        ("You rated [e1] 9/10.", "placeholder"),
        ("You rated {title} 9/10.", "placeholder"),
    ],
)
def test_ids_are_cited_ones_and_no_placeholder_is_left(text: str, fault: str | None) -> None:
    assert [kind for kind, _ in faults(text)] == ([] if fault is None else [fault])


def test_some_kinds_may_be_looked_at_alone() -> None:
    verdict = judged("Collateral is a gripping thriller.")
    assert not verdict.grounded
    assert verdict.grounded_in("title", "number", "date", "rating", "topic")
    assert not verdict.grounded_in("outside")


def test_spans_lead_to_the_words_of_the_text() -> None:
    verdict = judged("You rated “Heat (1995)” 9/10 on 3 May 2013.")
    assert {verdict.text[c.start : c.end] for c in verdict.claims} == {
        *("rated", "“Heat (1995)”", "9/10", "3 May 2013"),
    }


def test_popular_is_the_most_taken_tenth() -> None:
    ever = {f"i{n}": n + 3 for n in range(20)}
    assert popularity("i19", {}, ever) == {"popular", "taken_before"}
    assert popularity("i18", {"i18": 1}, ever) == {"popular", "taken_before"}
    assert popularity("i17", {}, ever) == {"taken_before"}
    assert popularity("new", {}, ever) == frozenset()


def test_a_week_has_its_own_count() -> None:
    week = {"hit": 3} | {f"i{n}": 1 for n in range(9)}
    assert popularity("hit", week, week) == {"popular_this_week", "popular", "taken_before"}
    assert popularity("hit", {"hit": 3}, {"hit": 3}) == {"taken_before"}


@pytest.mark.parametrize("said", ["1990s", "90s", "nineties", "90年代", "1990年代"])
def test_a_decade_is_a_topic(said: str) -> None:
    assert judged(f"Heat is a {said} film.").grounded
    assert not judged(f"Collateral is a {said} film.").grounded

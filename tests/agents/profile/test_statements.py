"""A composed statement says what was done, and nothing that the events do not show."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from whyrec.agents.profile import EventFacts, expand, latest_reactions
from whyrec.agents.profile._compose import statement
from whyrec.domain import Event, EventKind, Item, Polarity

START = datetime(2024, 1, 1, tzinfo=UTC)


def done(
    n: int, kind: EventKind = "rating", signal: float = 1.0, item: int | None = None
) -> EventFacts:
    item_id = f"b{n if item is None else item}"
    event = Event(
        id=f"e{n}",
        user_id="u",
        item_id=item_id,
        kind=kind,
        value=3.0 if kind == "rating" else None,
        at=START + timedelta(days=n),
    )
    return EventFacts(event, Item(id=item_id, title=f"Book {n}"), signal)


@pytest.mark.parametrize(
    ("polarity", "events", "said"),
    [
        ("like", [done(1)], "Gave a high rating to crime books, for example [event:e1]."),
        (
            "like",
            [done(1), done(2)],
            "Gave high ratings to crime books, for example [event:e1] and [event:e2].",
        ),
        ("like", [done(1, signal=0.3)], "Chose crime books, for example [event:e1]."),
        ("like", [done(1, signal=0.0)], "Chose crime books, for example [event:e1]."),
        ("like", [done(1, "like")], "Liked crime books, for example [event:e1]."),
        ("like", [done(1, "purchase")], "Bought crime books, for example [event:e1]."),
        ("like", [done(1, "view", 0.3)], "Looked at crime books, for example [event:e1]."),
        (
            "dislike",
            [done(1, signal=-0.9)],
            "Gave a low rating to crime books, for example [event:e1].",
        ),
        (
            "dislike",
            [done(1, signal=-0.3)],
            "Did not rate crime books high, for example [event:e1].",
        ),
        (
            "dislike",
            [done(1, "dislike", -1)],
            "Disliked crime books, for example [event:e1].",
        ),
        (
            "dislike",
            [done(1, "skip", -0.4)],
            "Turned away from crime books, for example [event:e1].",
        ),
        ("like", [], "Shows an interest in crime books."),
        ("like", [done(1, signal=-0.9)], "Shows an interest in crime books."),
        ("dislike", [], "Does not go for crime books."),
    ],
)
def test_it_says_what_was_done(polarity: Polarity, events: list[EventFacts], said: str) -> None:
    assert statement("Crime books", polarity, events) == said


def test_only_events_of_the_kind_that_the_verb_says_are_named() -> None:
    mixed = [done(1, signal=-0.9), done(2, "dislike", -1), done(3, "dislike", -1)]

    said = statement("Crime books", "dislike", mixed)

    assert said == "Disliked crime books, for example [event:e2] and [event:e3]."


def test_a_clear_deed_is_said_before_any_number_of_lukewarm_ratings() -> None:
    many = [done(n, signal=0.4) for n in range(9)]

    assert statement("Crime books", "like", [*many, done(9, "like")]).startswith("Liked crime")


def test_a_reaction_that_was_taken_back_is_not_named() -> None:
    twice = [done(1, "like", item=7), done(2, "dislike", -1, item=7), done(3, "purchase")]

    assert statement("Crime books", "like", twice) == (
        "Bought crime books, for example [event:e3]."
    )


def test_of_each_item_the_latest_judgement_stands_else_the_latest_event() -> None:
    events = [
        done(1, "like", item=1).event,
        done(2, "dislike", item=1).event,
        done(3, "view", item=1).event,
        done(4, "click", item=2).event,
        done(5, "view", item=2).event,
    ]
    said = Event(id="s", user_id="u", kind="state", text="more crime", at=START)

    assert latest_reactions([*events, said]) == {"e2", "e5", "s"}
    assert latest_reactions([said, *reversed(events)]) == {"e2", "e5", "s"}


def test_titles_are_read_in_quotation_marks_and_bring_their_own_full_stop() -> None:
    titles = {"1": "A", "2": "Monsters, Inc."}

    assert expand("Liked [event:1] and [event:2].", titles) == "Liked “A” and “Monsters, Inc.”"
    assert expand("Liked “[event:1]”.", titles) == "Liked “A”."
    assert expand("Liked [event:3].", titles) == "Liked an item."

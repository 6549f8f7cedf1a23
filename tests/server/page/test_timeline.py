"""Rows of the timeline, from measured versions."""

from __future__ import annotations

from datetime import UTC, datetime

from whyrec.agents.profile import Change
from whyrec.domain import DriftReport, Evidence, Interest, Measured, Profile
from whyrec.server._page._changes import told
from whyrec.server._page._timeline import LINES, timeline_of
from whyrec.server._page._words import words

AT = datetime(2026, 11, 1, tzinfo=UTC)


def interest(number: int, share: float, polarity: str = "like", **more: object) -> Interest:
    measured = Measured(
        strength_long=share, strength_short=share, share=share, trend="steady", confidence=0.5,
        events=1,
    )  # fmt: skip
    return Interest(
        id=f"i{number}",
        label=str(more.pop("label", f"Label {number}")),
        statement="Said.",
        polarity=polarity,
        evidence=(Evidence(event_id="e"),),
        born_at=AT,
        measured=measured,
        **more,
    )


def version(number: int, *interests: Interest) -> Profile:
    return Profile(user_id="u", version=number, as_of=AT, interests=interests)


def test_an_interest_has_no_share_where_it_did_not_live() -> None:
    retired = interest(1, 0.9, retired_at=AT)
    found = timeline_of([version(1), version(2, interest(1, 0.4)), version(3, retired)])
    assert found.versions == (1, 2, 3)
    assert [row.shares for row in found.rows] == [(None, 0.4, None)]


def test_an_interest_is_called_what_it_was_called_last() -> None:
    old, new = interest(1, 0.4, label="Old"), interest(1, 0.4, label="New")
    (row,) = timeline_of([version(1, old), version(2, new)]).rows
    assert row.label == "New"


def test_the_strongest_now_come_first_and_dislikes_last() -> None:
    now = version(1, interest(1, 0.2), interest(2, 0.6, "dislike"), interest(3, 0.5))
    found = timeline_of([now])
    assert [row.label for row in found.rows] == ["Label 3", "Label 1", "Label 2"]
    assert found.rows[-1].stance == "dislike"


def test_the_chart_shows_what_was_liked_longest() -> None:
    many = [interest(n, 0.05) for n in range(2, 2 + LINES)]
    long = interest(1, 0.04)
    found = timeline_of([version(1, long), version(2, long), version(3, long, *many)])
    assert found.likes[0].label == "Label 1"
    assert len(found.likes) == LINES


def test_a_turn_of_taste_is_marked_where_it_began() -> None:
    def drift(number: int, alarm: bool) -> DriftReport:
        return DriftReport(
            user_id="u",
            as_of=AT,
            version=number,
            divergence=0.5,
            threshold=0.2,
            alarm=alarm,
            topics=(),
        )

    drifts = [drift(n, alarm) for n, alarm in enumerate((False, True, True, False, True), 1)]
    found = timeline_of([version(n) for n in range(1, 6)], drifts)
    assert found.moved == {2, 3, 5}
    assert found.turns == (2, 5)


def test_nobodys_timeline_is_empty() -> None:
    found = timeline_of([])
    assert (found.versions, found.rows, found.likes) == ((), (), ())


def test_every_kind_of_change_is_told_in_both_languages() -> None:
    some = [
        Change("stated", "Horror", "less"),
        Change("new", "Horror", events=2),
        Change("new", "Horror", "dislike", events=1),
        Change("turned", "Horror", "dislike", was="like"),
        Change("also_stated", "Horror"),
        Change("back", "Horror", "dislike"),
        Change("faded", "Horror"),
        Change("gone", "Horror"),
        Change("renamed", "Horror", was="Terror"),
        Change("reworded", "Horror", statement="Said."),
        Change("more", "Horror", events=3),
        Change("less", "Horror", events=1),
        Change("note", "blorb"),
    ]
    english = [told(one, words("en")) for one in some]
    assert english[0] == "New in your words: less Horror"
    assert english[1] == "New: Horror, from 2 events"
    assert english[3] == "Now a dislike: Horror (was liked)"
    assert english[-1] == "Kept as your words: “blorb”"
    chinese = [told(one, words("zh")) for one in some]
    assert len(set(chinese)) == len(some)

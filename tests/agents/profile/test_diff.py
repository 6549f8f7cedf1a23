"""What changed between two versions, without a contradiction."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from whyrec.agents.profile import diff
from whyrec.domain import Evidence, Interest, Origin, Polarity, Profile

AT = datetime(2024, 1, 1, tzinfo=UTC)


def interest(
    name: str,
    topic: str,
    polarity: Polarity = "like",
    *,
    events: str = "a",
    origin: Origin = "observed",
    retired: bool = False,
    gradual: bool = False,
) -> Interest:
    return Interest(
        id=name,
        label=f"{topic} movies",
        statement="Chose them.",
        polarity=polarity,
        evidence=tuple(Evidence(event_id=e) for e in events),
        facets=(f"genre={topic}",),
        origin=origin,
        born_at=AT,
        retired_at=AT if retired else None,
        gradual=gradual,
    )


def unsorted(name: str, polarity: Polarity) -> Interest:
    return interest(name, "x", polarity).model_copy(
        update={"label": "Not sorted yet", "facets": ()}
    )


def version(*interests: Interest) -> Profile:
    return Profile(user_id="u", version=1, interests=interests)


def test_the_same_interests_are_no_change() -> None:
    one = version(interest("i1", "Crime"))
    assert diff(one, one) == "Nothing changed."


def test_what_was_born_and_has_faded_since_is_not_new() -> None:
    assert diff(version(), version(interest("i1", "Crime", retired=True))) == "Nothing changed."


def test_what_comes_back_under_another_id_is_the_same() -> None:
    before, after = version(interest("i1", "Crime")), version(interest("i7", "Crime", events="ab"))
    assert diff(before, after) == "More evidence for Crime movies: 1 event."


def test_a_topic_lost_on_both_sides_is_told_apart() -> None:
    before = version(interest("i1", "War"), interest("i2", "War", "dislike"))
    assert diff(before, version()).splitlines() == [
        "No longer there: War movies (a dislike).",
        "No longer there: War movies.",
    ]


def test_a_like_that_became_a_dislike_is_one_sentence() -> None:
    before = version(interest("i1", "Documentary"))
    after = version(
        interest("i1", "Documentary", retired=True),
        interest("i2", "Documentary", "dislike", origin="stated"),
    )
    assert diff(before, after) == "Now a dislike: Documentary movies (was liked)."
    assert diff(after, before) == "Now liked: Documentary movies (was a dislike)."


def test_a_wish_for_less_is_told_as_one() -> None:
    less = interest("i2", "Drama", "dislike", origin="stated", gradual=True)
    none = interest("i3", "Drama", "dislike", origin="stated")
    assert diff(version(), version(less)) == "New wish for less: Drama movies (in your words)."
    assert diff(version(interest("i1", "Drama")), version(less)) == (
        "Now less wanted: Drama movies (was liked)."
    )
    assert diff(version(less), version(none)) == "Now a dislike: Drama movies (was less wanted)."


def test_what_faded_and_lives_again_is_back() -> None:
    before, after = version(interest("i1", "War", retired=True)), version(interest("i1", "War"))
    assert diff(before, after) == "Back again: War movies."
    assert diff(after, before) == "Faded: War movies."


def test_bins_of_unsorted_events_are_no_change() -> None:
    assert diff(version(), version(unsorted("i1", "like"), unsorted("i2", "dislike"))) == (
        "Nothing changed."
    )


INTERESTS = st.lists(
    st.builds(
        interest,
        st.sampled_from([f"i{n}" for n in range(6)]),
        st.sampled_from(["War", "Drama", "Crime"]),
        st.sampled_from(["like", "dislike"]),
        retired=st.booleans(),
        origin=st.sampled_from(["observed", "stated"]),
    ),
    max_size=6,
    unique_by=lambda i: i.id,
)


@given(INTERESTS, INTERESTS)
def test_nothing_is_both_new_and_gone(before: list[Interest], after: list[Interest]) -> None:
    old, new = version(*before), version(*after)
    lines = diff(old, new).splitlines()

    assert len(lines) == len(set(lines))
    for topic in ("War", "Drama", "Crime"):
        for polarity in ("like", "dislike"):
            lived, lives = (
                any(i.label.startswith(topic) and i.polarity == polarity for i in p.living)
                for p in (old, new)
            )
            opening = {"like": "New interest", "dislike": "New dislike"}[polarity]
            name = f"{topic} movies" + ("" if polarity == "like" else " (a dislike)")
            told_new = any(line.startswith(f"{opening}: {topic}") for line in lines)
            told_gone = f"Faded: {name}." in lines or f"No longer there: {name}." in lines
            assert not told_new or (lives and not lived)
            assert not told_gone or (lived and not lives)

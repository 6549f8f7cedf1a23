from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from tests.evals.grounding.films import COLLATERAL, evidence, faults, film, judged, rated
from whyrec.evals.grounding import check

MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)
TITLES = (
    *("Heat (1995)", "Seven (a.k.a. Se7en) (1995)", "12 Monkeys", "Matrix, The (1999)", "It", "Up"),
    *("2001: A Space Odyssey (1968)", "Saw II", "Monsters, Inc. (2001)", "1984", "三体", "Drive"),
    *("Who Framed Roger Rabbit?", "10 Things I Hate About You", "You and Me", "Good, the Bad, The"),
)
days = st.integers(0, 10_000).map(
    lambda n: datetime(1996, 1, 1, 12, tzinfo=UTC) + timedelta(days=n)
)
ratings = st.integers(1, 10).map(lambda n: n / 2)


@st.composite
def events(draw: st.DrawFn) -> tuple[tuple[str, float, datetime], ...]:
    titles = draw(st.lists(st.sampled_from(TITLES), min_size=1, max_size=3, unique=True))
    return tuple((title, draw(ratings), draw(days)) for title in titles)


def told(some: tuple[tuple[str, float, datetime], ...]) -> str:
    """The events as whyrec composes them."""
    parts = [f"{t} {v:g}/5 on {d.day} {MONTHS[d.month - 1]} {d.year}" for t, v, d in some]
    listed = ", ".join(parts[:-1]) + " and " + parts[-1] if len(parts) > 1 else parts[0]
    return f"Collateral (2004) is close to items of your own history. You rated {listed}."


def known(some: tuple[tuple[str, float, datetime], ...]) -> dict[str, object]:
    items = [film(f"i{n}", title, "Drama") for n, (title, _, _) in enumerate(some)]
    return {
        "events": tuple(rated(i, v, d) for i, (_, v, d) in zip(items, some, strict=True)),
        "items": {i.id: i for i in items},
        "scale": (0.5, 5.0),
        "grounds": frozenset({"similar_items"}),
        "interest_label": None,
        "interest_facets": frozenset(),
    }


@given(events())
def test_what_is_composed_of_evidence_is_grounded(some) -> None:
    assert faults(told(some), **known(some)) == []


@given(events(), st.integers(0, 2), ratings)
def test_another_rating_is_not(some, place, other) -> None:
    at = place % len(some)
    assume(other != some[at][1])
    changed = tuple((t, other if n == at else v, d) for n, (t, v, d) in enumerate(some))
    assert "rating" in {kind for kind, _ in faults(told(changed), **known(some))}


@given(events(), st.integers(0, 2), st.integers(1, 4000))
def test_another_day_is_not(some, place, later) -> None:
    at = place % len(some)
    changed = tuple(
        (t, v, d + timedelta(days=later) if n == at else d) for n, (t, v, d) in enumerate(some)
    )
    assert "date" in {kind for kind, _ in faults(told(changed), **known(some))}


@given(events(), st.integers(0, 2), st.sampled_from(TITLES))
def test_another_title_is_not(some, place, other) -> None:
    at = place % len(some)
    assume(other not in {title for title, _, _ in some})
    changed = tuple((other if n == at else t, v, d) for n, (t, v, d) in enumerate(some))
    assert not check(told(changed), evidence(**known(some))).grounded


@given(events())
def test_events_that_change_places_stay_grounded(some) -> None:
    assert faults(told(some[::-1]), **known(some)) == []


@given(events())
def test_ratings_that_change_places_do_not(some) -> None:
    values = [v for _, v, _ in some]
    assume(values != values[1:] + values[:1])
    turned = zip(some, values[1:] + values[:1], strict=True)
    changed = tuple((t, other, d) for (t, _, d), other in turned)
    assert "rating" in {kind for kind, _ in faults(told(changed), **known(some))}


@settings(max_examples=300)
@given(
    st.one_of(
        st.text(max_size=80),
        st.lists(
            st.sampled_from(
                (
                    *(
                        "Heat",
                        "Ronin",
                        "you",
                        "rated",
                        "9/10",
                        "and",
                        ",",
                        "(",
                        ")",
                        "“",
                        "”",
                        "《",
                    ),
                    *("》", "3 May 2013", "two", "films", "which", "it", "is", "a", "crime", "."),
                    *(
                        "director",
                        "later",
                        "than",
                        "more",
                        "你",
                        "给",
                        "打了",
                        "9分",
                        "的",
                        "[",
                        "]",
                    ),
                    *("from", "1995", "of", "between", "both", "days", "first", "not", "by"),
                )
            ),
            max_size=14,
        ).map(" ".join),
    )
)
@example("Heat (")
@example("of Heat from")
def test_any_text_gets_a_verdict(text) -> None:
    verdict = judged(text)
    assert all(0 <= c.start < c.end <= len(verdict.text) for c in verdict.claims)
    assert verdict == judged(text)


def test_the_item_of_the_laws_is_no_event() -> None:
    assert COLLATERAL.title not in TITLES

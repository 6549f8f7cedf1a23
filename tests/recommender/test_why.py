"""``why`` says what keeps an item away, and claims nothing that the events do not show."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.recommender.world import END, catalogue
from whyrec import Recommender
from whyrec._reasons import _said_by
from whyrec.domain import Event, EventKind, Facet


async def keep(
    rec: Recommender, user: str, *done: tuple[str, EventKind, float | None]
) -> list[str]:
    """Ingest what a user did, a day each; gives the events' ids."""
    events = [
        Event(
            id=f"{user}-{n}",
            user_id=user,
            item_id=item,
            kind=kind,
            value=value,
            at=END - timedelta(days=30 - n),
        )
        for n, (item, kind, value) in enumerate(done)
    ]
    await rec.ingest(events=events)
    await rec.evolve(user)
    return [e.id for e in events]


async def test_what_the_user_wants_no_more_of_is_said_with_their_words(rec: Recommender) -> None:
    await rec.evolve("u0")
    seen = {e.item_id for e in rec.store.events.of_user("default", "u0")}
    western = next(f"f{n}" for n in range(3, 120, 6) if f"f{n}" not in seen)
    await rec.edit("u0", "no more westerns")
    answer = await rec.why("u0", western, use_model=False)
    assert answer.text.startswith("Not recommended: you asked for no more western movies.")
    assert "You said “no more westerns”" in answer.text
    assert [e.kind for e in answer.evidence] == ["state"]
    assert answer.counterfactual is None


async def test_what_the_user_disliked_is_not_praised(rec: Recommender) -> None:
    await rec.evolve("u0")
    first = (await rec.recommend("u0", 1, use_model=False))[0].item
    event = await rec.feedback("u0", first.id, "dislike")
    answer = await rec.why("u0", first.id, use_model=False)
    assert answer.text.startswith(f"You disliked “{first.title}” on ")
    assert [e.event_id for e in answer.evidence] == [event.id]
    assert (answer.counterfactual, answer.interest_id) == (None, None)


async def test_what_the_user_rated_is_told_with_its_rating_and_no_rank(rec: Recommender) -> None:
    await rec.evolve("u0")
    rated = rec.store.events.of_user("default", "u0")[-1]
    answer = await rec.why("u0", rated.item_id or "", use_model=False)
    assert answer.text.startswith("You already rated “")
    assert f" {rated.value:g}/10 on " in answer.text
    assert [e.event_id for e in answer.evidence] == [rated.id]
    assert answer.counterfactual is None


async def test_the_latest_reaction_to_an_item_is_the_one_that_is_told(rec: Recommender) -> None:
    ids = await keep(
        rec, "flip", ("f0", "like", None), ("f0", "dislike", None), ("f0", "rating", 3.0)
    )
    answer = await rec.why("flip", "f0", use_model=False)
    assert [e.event_id for e in answer.evidence] == ids[-1:]
    listed = await rec.recommend("flip", 50, use_model=False)
    assert not {e for r in listed for e in r.evidence} & set(ids[:2])


async def test_a_dislike_that_matches_more_than_any_like_speaks_against(rec: Recommender) -> None:
    ids = await keep(
        rec, "sad", ("f0", "dislike", None), ("f30", "dislike", None), ("f1", "like", None)
    )
    answer = await rec.why("sad", "f12", use_model=False)
    assert "goes against your taste: you do not care for “Horror movies”" in answer.text
    assert {e.event_id for e in answer.evidence} == set(ids[:2])
    liked = await rec.why("sad", "f7", use_model=False)
    assert "“Comedy movies”" in liked.text
    assert "against" not in liked.text


async def test_a_dislike_that_is_next_to_nothing_speaks_against_nothing(rec: Recommender) -> None:
    likes = [(f"f{n}", "like", None) for n in range(1, 120, 6)]
    await keep(rec, "glad", ("f0", "skip", None), *likes)  # type: ignore[arg-type]
    assert {i.polarity for i in (await rec.profile("glad")).living} == {"like", "dislike"}
    answer = await rec.why("glad", "f12", use_model=False)
    assert "against" not in answer.text


async def test_an_interest_without_strength_is_named_with_what_was_chosen(
    rec: Recommender,
) -> None:
    """Later ratings lift the user's mean above the one that the interest rests on."""
    (chosen,) = await keep(rec, "sue", ("f0", "rating", 8.0))
    await rec.ingest(
        events=[
            Event(id=f"later-{n}", user_id="sue", item_id=f"f{n}", kind="rating", value=10, at=END)
            for n in range(1, 60, 6)
        ]
    )
    (interest,) = (await rec.profile("sue")).living
    assert interest.measured is not None
    assert interest.measured.strength_long == 0
    answer = await rec.why("sue", "f12", use_model=False)
    assert answer.interest_id == interest.id
    assert [e.event_id for e in answer.evidence] == [chosen]


async def test_a_user_nobody_knows_is_told_nothing_of_an_interest(rec: Recommender) -> None:
    for one in await rec.recommend("stranger", 10, use_model=False):
        assert one.explanation is not None
        answer = await rec.why("stranger", one.item.id, use_model=False)
        assert answer.text == one.explanation.text
        assert "your interest" not in answer.text


@pytest.mark.parametrize("user", ["u0", "u7", "stranger"])
async def test_popular_this_week_is_said_of_nothing_that_was_hardly_taken(
    rec: Recommender, user: str
) -> None:
    week: dict[str, int] = {}
    columns = rec.store.events.columns("default")
    newest = int(columns.at_us.max())
    recent = columns.at_us > newest - 7 * 86_400_000_000
    for item in columns.item_id[recent]:
        week[str(item)] = week.get(str(item), 0) + 1
    for one in await rec.recommend(user, 50, use_model=False):
        assert one.explanation is not None
        if "popular this week" in one.explanation.text:
            assert week.get(one.item.id, 0) >= 3


async def test_an_item_that_is_yet_to_come_is_not_recommended(rec: Recommender) -> None:
    await rec.evolve("u0")
    later = catalogue()[0].model_copy(
        update={"id": "late", "title": "Late Horror", "created_at": END + timedelta(days=9)}
    )
    await rec.ingest(items=[later])
    answer = await rec.why("u0", "late", use_model=False)
    assert answer.text == "Not recommended: “Late Horror” enters the catalogue later."
    assert answer.counterfactual is None


def test_an_era_says_less_of_an_item_than_a_genre() -> None:
    era, genre = Facet("decade", "1980s"), Facet("genre", "Action")
    said = [_said_by(frozenset(about)) for about in ([], [era], [genre], [era, genre])]
    assert said == [0.5, 0.5, 1.0, 1.5]

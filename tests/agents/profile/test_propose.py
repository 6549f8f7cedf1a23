"""What the latest events could mean."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.agents.profile.conftest import START
from whyrec.agents.profile import Lexicon
from whyrec.agents.profile._facts import EventFacts, taste_facets
from whyrec.agents.profile._propose import additions, matches
from whyrec.domain import Event, Evidence, Interest, Item, Profile

NOBODY = Profile(user_id="u", version=0)


def film(name: str, year: int, *genres: str) -> Item:
    return Item(
        id=name, title=name, facets={"genre": genres, "year": (str(year),)}, domain="movies"
    )


CRIME = [film(f"crime{n}", 1970 + n, "Crime", "Comedy") for n in range(6)]
WAR = [film(f"war{n}", 1940, "War") for n in range(6)]
OTHERS = [film(f"other{n}", 1900 + n, f"Kind {n % 20}") for n in range(100)]
LEXICON = Lexicon.of([*CRIME, *WAR, *OTHERS])


def facts(item: Item, signal: float, day: int) -> EventFacts:
    event = Event(
        id=f"{item.id}-{day}",
        user_id="u",
        item_id=item.id,
        kind="like" if signal >= 0 else "dislike",
        at=START + timedelta(days=day),
    )
    return EventFacts(event=event, item=item, signal=signal, facets=taste_facets(item))


def named(batch: list[EventFacts], earlier: list[EventFacts]) -> dict[str, str]:
    """Facets of what is proposed, with the polarity."""
    return {
        " ".join(f.value for f in sorted(a.facets)): a.polarity
        for a in additions(batch, earlier, NOBODY, LEXICON)
    }


def test_what_events_share_is_seen_though_they_came_one_by_one() -> None:
    earlier = [facts(item, 1.0, day) for day, item in enumerate(WAR[:2])]
    assert named([facts(WAR[2], 1.0, 2)], []) == {}
    assert named([facts(WAR[2], 1.0, 2)], earlier)["War"] == "like"


def test_nothing_is_proposed_that_no_new_event_shows() -> None:
    earlier = [facts(item, 1.0, day) for day, item in enumerate(WAR[:4])]
    assert named([facts(OTHERS[0], 1.0, 5)], earlier) == {}


def test_a_facet_is_liked_or_disliked_as_all_its_events_sum_up() -> None:
    some = [facts(OTHERS[n], 0.5, n) for n in range(16)]
    bad = [facts(item, -1.0, 20 + n) for n, item in enumerate(WAR[:4])]
    good = facts(WAR[4], 1.0, 30)
    (found,) = (
        a
        for a in additions([bad[-1]], [*some, *bad[:-1], good], NOBODY, LEXICON)
        if {f.value for f in a.facets} == {"War"}
    )
    assert found.polarity == "dislike"
    assert {f.id for f in found.contrary} == {good.id}
    assert good.id not in {f.id for f in found.events}


def test_who_mostly_takes_a_kind_does_not_dislike_it_for_some_bad_ones() -> None:
    """Three of six are bad, as with everything this user takes: the sum decides."""
    mixed = [facts(item, 1.0 if n % 2 else -0.9, n) for n, item in enumerate(CRIME)]
    assert "dislike" not in named(mixed, []).values()


def test_an_era_can_be_liked_but_nobody_minds_it_as_such() -> None:
    items = [film(f"old{n}", 1920 + n, f"Kind {n}") for n in range(5)]
    lexicon = Lexicon.of([*items, *CRIME, *WAR])
    batch = [facts(item, 1.0, n) for n, item in enumerate(items)]
    (found,) = additions(batch, [], NOBODY, lexicon)
    assert {f.value for f in found.facets} == {"1920s"}
    others = [facts(item, 1.0, 9) for item in CRIME]
    bad = [facts(item, -1.0, n) for n, item in enumerate(items)]
    assert all(a.polarity == "like" for a in additions(bad, others, NOBODY, lexicon))


@pytest.mark.parametrize("origin", ["observed", "stated"])
def test_what_is_there_already_is_not_proposed_again(origin: str) -> None:
    living = Interest.model_validate(
        {
            "id": "i1",
            "label": "War movies",
            "statement": "Likes war movies.",
            "polarity": "like",
            "origin": origin,
            "born_at": START,
            "facets": ("genre=War",),
            "evidence": [{"event_id": "x"}],
        }
    )
    batch = [facts(item, 1.0, day) for day, item in enumerate(WAR)]
    profile = NOBODY.model_copy(update={"interests": (living,)})
    proposed = [a.facets for a in additions(batch, [], profile, LEXICON)]
    assert all({f.value for f in facets} != {"War"} for facets in proposed)


def liking(number: int, facet: str) -> Interest:
    return Interest.model_validate(
        {
            "id": f"i{number}",
            "label": f"{facet} {number}",
            "statement": "Likes these movies.",
            "polarity": "like",
            "origin": "observed",
            "born_at": START,
            "facets": (facet,),
            "evidence": [{"event_id": "x"}],
        }
    )


def test_a_bad_film_is_no_word_against_its_era_but_one_against_its_genre() -> None:
    likes = (liking(1, "decade=1940s"), liking(2, "genre=War"))
    profile = NOBODY.model_copy(update={"interests": likes})
    against = matches(facts(WAR[0], -1.0, 1), profile, {})
    assert [interest.id for interest, _ in against] == ["i2"]
    only = NOBODY.model_copy(update={"interests": likes[:1]})
    assert matches(facts(WAR[0], -1.0, 1), only, {}) == []
    assert [i.id for i, _ in matches(facts(WAR[0], 1.0, 1), only, {})] == ["i1"]


def test_what_rests_on_the_same_events_as_a_living_interest_is_no_new_one() -> None:
    batch = [facts(item, 1.0, day) for day, item in enumerate(WAR)]
    alike = liking(1, "genre=Drama").model_copy(
        update={"evidence": tuple(Evidence(event_id=f.id) for f in batch)}
    )
    profile = NOBODY.model_copy(update={"interests": (alike,)})
    assert additions(batch, [], NOBODY, LEXICON)
    assert additions(batch, [], profile, LEXICON) == []

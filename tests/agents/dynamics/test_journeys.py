"""Where people with this profile went next."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import sparse

from tests.agents.retrieve.world import AS_OF, catalogue, columns, films, snapshot, user
from whyrec.agents.dynamics import (
    LEAST_PEOPLE,
    NEXT_EVENTS,
    _journeys,
    extra_sources,
    journey_lifts,
    journeys,
    onward_topics,
)
from whyrec.agents.dynamics._journeys import EVERY, FIRST
from whyrec.agents.rank import EXTRA_FEATURES
from whyrec.agents.retrieve import CatalogueView, Snapshot, UserView, retrieve, sources_named
from whyrec.domain import Facet
from whyrec.store import EventColumns

BEFORE = 10


def moved(people: int, *, before: int = 0, after: int = 1) -> list[tuple[str, str, str, float]]:
    """People who take ten films of one genre and then ten of the other."""
    rows = []
    for person in range(people):
        own = [f"f{before + 2 * ((person + n) % 20):03d}" for n in range(BEFORE)]
        own += [f"f{after + 2 * ((person + n) % 20):03d}" for n in range(BEFORE)]
        rows += [(f"m{before}{person:02}", item, "like", np.nan) for item in own]
    return rows


def happened(rows: list[tuple[str, str, str, float]]) -> EventColumns:
    start = AS_OF - timedelta(days=len(rows))
    return columns([(*row, start + timedelta(days=n)) for n, row in enumerate(rows)])


def world(people: int = 8) -> Snapshot:
    """As many who turned from horror to comedy as the other way round."""
    rows = moved(people) + moved(people, before=1, after=0)
    return snapshot(catalogue(), happened(rows))


def test_others_checkpoints_stand_every_few_events_with_what_followed() -> None:
    found = journeys(world(people=1))
    assert found is not None
    nth = range(FIRST, 2 * BEFORE, EVERY)
    assert len(found.owner) == 2 * len(nth)
    followed = np.asarray(found.following.sum(axis=1))[: len(nth)]
    assert followed.tolist() == [min(NEXT_EVENTS, 2 * BEFORE - n) for n in nth]


def test_who_likes_horror_is_led_where_those_who_liked_horror_went() -> None:
    seen = world()
    lifts = journey_lifts(user(items=(0, 2, 4, 6)), seen)
    assert lifts is not None
    assert lifts[1:10:2].min() > 0.1
    assert lifts[0:10:2].max() < -0.1


def test_the_source_proposes_them_and_the_feature_tells_them() -> None:
    seen, someone = world(), user(items=(0, 2, 4, 6))
    found = retrieve(someone, seen, sources=sources_named((), extra_sources(["journeys"])))
    assert len(found) > 5
    assert {int(item) % 2 for item in found.items[:5]} == {1}
    assert "journeys" in {feature.name for feature in EXTRA_FEATURES}


def test_nobody_is_their_own_company() -> None:
    seen = world()
    found = journeys(seen)
    assert found is not None
    assert seen.catalogue.vectors is not None
    someone = user(items=(0, 2, 4, 6), user_id="m000")
    company = found.nearest(someone, seen.catalogue.vectors)
    assert found.users.index("m000") not in found.owner[company.checkpoints].tolist()


def test_each_person_counts_once() -> None:
    seen = world()
    found = journeys(seen)
    assert found is not None
    assert seen.catalogue.vectors is not None
    company = found.nearest(user(items=(0, 2, 4, 6)), seen.catalogue.vectors)
    owners = found.owner[company.checkpoints].tolist()
    assert len(owners) == len(set(owners))


@pytest.mark.parametrize(("people", "told"), [(LEAST_PEOPLE - 1, False), (LEAST_PEOPLE, True)])
def test_a_topic_of_fewer_than_five_people_is_not_told(people: int, told: bool) -> None:
    items = films()
    rare = items[59].model_copy(update={"facets": {"genre": ("Noir",)}})
    rows = moved(12) + moved(12, before=1, after=0)
    # The last film but three of some of them is the one rare film.
    for person in range(people):
        rows[20 * person + 16] = (rows[20 * person][0], rare.id, "like", np.nan)
    seen = snapshot(catalogue([*items[:59], rare]), happened(rows))
    found = journeys(seen)
    assert found is not None
    assert seen.catalogue.vectors is not None
    company = found.nearest(user(items=(0, 2, 4, 6)), seen.catalogue.vectors)
    topics = {one.topic: one.people for one in onward_topics(company, seen)}
    assert (Facet("genre", "Noir") in topics) is told


def test_what_is_usual_is_the_share_of_everybodys_checkpoints() -> None:
    seen = world()
    found = journeys(seen)
    assert found is not None
    assert seen.catalogue.vectors is not None
    company = found.nearest(user(items=(0, 2, 4, 6)), seen.catalogue.vectors)
    comedy = next(o for o in onward_topics(company, seen) if o.topic == Facet("genre", "Comedy"))
    after = found.following.toarray()[:, 1::2].any(axis=1)
    assert comedy.usual == pytest.approx(after.mean())
    assert comedy.people == after[company.checkpoints].sum()


def test_what_is_usual_is_worked_out_once_a_snapshot(monkeypatch: pytest.MonkeyPatch) -> None:
    seen, sizes = world(), []
    found = journeys(seen)
    assert found is not None
    assert seen.catalogue.vectors is not None
    company = found.nearest(user(items=(0, 2, 4, 6)), seen.catalogue.vectors)

    def noted(following: sparse.csr_array, catalogue: CatalogueView) -> NDArray[np.int64]:
        sizes.append(following.shape[0])
        return followed_by(following, catalogue)

    followed_by = _journeys._followed_by
    monkeypatch.setattr(_journeys, "_followed_by", noted)
    assert onward_topics(company, seen) == onward_topics(company, seen)
    assert sizes == [len(found.owner), len(company.checkpoints), len(company.checkpoints)]


def test_of_a_user_without_events_nothing_is_said() -> None:
    assert journey_lifts(UserView.empty("new", AS_OF), world()) is None


def test_where_nobody_has_a_history_there_are_no_journeys() -> None:
    assert journeys(snapshot(catalogue(), happened(moved(1)[:3]))) is None

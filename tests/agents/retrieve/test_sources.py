from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from tests.agents.retrieve.world import AS_OF, catalogue, columns, interest, snapshot, user
from whyrec.agents.retrieve import SOURCES, Asked, Candidates, Source, UserView, retrieve

DAY = timedelta(days=1)


def only(name: str, who: UserView, **options: object) -> Candidates:
    (source,) = (s for s in SOURCES if s.name == name)
    return retrieve(who, snapshot(), sources=(source,), **options)  # type: ignore[arg-type]


def test_every_source_has_a_name_of_its_own() -> None:
    assert len({source.name for source in SOURCES}) == len(SOURCES)


@pytest.mark.parametrize("name", ["interests", "latest", "ease", "ease_recent", "item_knn"])
def test_a_horror_lover_is_offered_horror_by_everything_that_knows_them(name: str) -> None:
    found = only(name, user((0, 2, 4), interests=(interest(0),)))
    assert len(found) >= 10
    assert np.mean(found.items[:10] % 2 == 0) >= 0.9


def test_what_the_user_asked_for_is_a_candidate_the_most_taken_first() -> None:
    wish = replace(interest(1), wanted=True)
    found = only("wished", user((0, 2), interests=(wish,)))
    view = snapshot().catalogue
    assert len(found)
    assert view.carries_all(wish.facets)[found.items].all()
    taken = snapshot().statistics.recent[30][found.items]
    assert (np.diff(taken) <= 0).all()
    assert len(only("wished", user((0, 2), interests=(interest(1),)))) == 0


def test_interests_are_asked_in_proportion_to_their_share() -> None:
    mostly = (interest(0, share=0.9), interest(1, share=0.1))
    found = only("interests", user(interests=mostly)).items[:20]
    assert np.mean(found % 2 == 0) > 0.6


def test_recent_popularity_follows_the_last_week() -> None:
    rows = [(f"u{i}", "f001", "view", np.nan, AS_OF - 40 * DAY) for i in range(9)]
    rows += [(f"u{i}", "f003", "view", np.nan, AS_OF - 2 * DAY) for i in range(3)]
    world = snapshot(catalogue(), columns(rows))
    by_name = {source.name: source for source in SOURCES}
    recent = retrieve(user(()), world, sources=(by_name["recent"],))
    popular = retrieve(user(()), world, sources=(by_name["popular"],))
    assert recent.items.tolist() == [3]
    assert popular.items[0] == 1


def test_exploration_is_the_same_all_day_and_another_tomorrow() -> None:
    def explored(who: UserView) -> list[int]:
        return only("exploration", who).items.tolist()

    morning = explored(user(as_of=AS_OF))
    assert explored(user(as_of=AS_OF + timedelta(hours=9))) == morning
    assert explored(user(as_of=AS_OF + DAY)) != morning
    assert explored(user(user_id="bob")) != morning


def test_exploration_leans_towards_the_profile() -> None:
    found = [
        only("exploration", user(user_id=f"u{i}", interests=(interest(0),))).items[:5]
        for i in range(10)
    ]
    assert np.mean(np.concatenate(found) % 2 == 0) > 0.6


def test_someone_unknown_still_gets_candidates() -> None:
    found = retrieve(UserView.empty("nobody", AS_OF), snapshot())
    assert len(found) > 10
    assert set(found.sources_of(0)) <= {"recent", "popular", "exploration"}


def test_no_source_proposes_more_than_its_quota_or_anything_twice() -> None:
    for source in SOURCES:
        found = retrieve(user(interests=(interest(0),)), snapshot(), sources=(source,))
        assert len(found) <= source.quota
        assert len(set(found.items.tolist())) == len(found)


def test_a_source_of_ones_own_needs_three_members() -> None:
    class Sequels:
        name = "sequels"
        quota = 5

        def queries(self, asked: Asked) -> None: ...

        def propose(self, asked: Asked, neighbours: object) -> np.ndarray:
            return np.flatnonzero(asked.allowed)[: self.quota].astype(np.int32)

    mine: Source = Sequels()
    found = retrieve(user((0,)), snapshot(), sources=(*SOURCES, mine))
    assert "sequels" in found.sources

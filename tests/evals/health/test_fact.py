"""Whether a planted fact is still there."""

from __future__ import annotations

import pytest

from tests.evals.health.profiles import START, cites, interest, profile
from whyrec.domain import Facet, Profile
from whyrec.evals.health._fact import about, fact_state, held
from whyrec.evals.health._outcomes import FactState

WESTERN = Facet("genre", "Western")
PLANTED = ("p1", "p2", "p3", "p4")


def state(now: Profile, text: str = "", at_first: frozenset[str] | None = None) -> FactState:
    first = frozenset(PLANTED) if at_first is None else at_first
    return fact_state(now, WESTERN, PLANTED, updates=50, at_first=first, text=text)


def test_a_living_interest_in_the_facet_holds_the_fact() -> None:
    western = interest(1, "like", "Western", evidence=cites(*PLANTED), label="Western films")
    found = state(profile(western), text="- likes Western films, steady: Chose these.")
    assert (found.living, found.kept, found.shown, found.intact) == (True, True, True, 1.0)
    assert found.share == 0.5


def test_a_retired_one_is_kept_and_does_not_live() -> None:
    gone = interest(1, "like", "Western", evidence=cites(*PLANTED), retired_at=START)
    found = state(profile(gone))
    assert (found.living, found.kept, found.shown, found.share) == (False, True, False, 0.0)


def test_without_any_it_is_forgotten() -> None:
    found = state(profile(interest(1, "like", "War"), interest(2, "dislike", "Western")))
    assert (found.living, found.kept, found.intact) == (False, False, 0.0)


def test_an_interest_on_most_of_the_planting_events_holds_it_whatever_it_is_called() -> None:
    named = interest(1, "like", evidence=cites("p1", "p2"), label="Lonely riders")
    assert about(profile(named), WESTERN, PLANTED) == [named]
    assert not about(profile(interest(1, "like", evidence=cites("p1"))), WESTERN, PLANTED)


def test_evidence_is_intact_as_far_as_it_was_there_at_first() -> None:
    western = interest(1, "like", "Western", evidence=cites("p1", "later"))
    now = profile(western)
    assert held(now, WESTERN, PLANTED) == {"p1"}
    assert state(now, at_first=frozenset({"p1", "p2"})).intact == pytest.approx(0.5)
    assert state(now, at_first=frozenset({"p1"})).intact == 1.0


def test_evidence_that_never_was_is_no_number() -> None:
    assert state(profile(), at_first=frozenset()).intact is None

"""New events become new versions, whatever the model does."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.agents.profile.conftest import START
from tests.fakes.scripted_model import ScriptedModel
from whyrec.agents.embeddings import Embedder
from whyrec.agents.models import CapabilityCard, TaskScore
from whyrec.agents.profile import Evolver, Mode, Namer, Taste, replay
from whyrec.domain import Add, Event, Profile, Provenance, Revision
from whyrec.errors import ConflictError
from whyrec.settings import ProfileSettings
from whyrec.store import Store

Rate = Callable[..., Event]
NOON = START + timedelta(days=400)
CARD = CapabilityCard(
    engine="llama_cpp",
    model="scripted",
    probed_at="2024-01-01T00:00:00Z",
    sentence=TaskScore(score=1, passed=True, n=1),
)


def evolver(
    store: Store,
    embedder: Embedder,
    model: ScriptedModel | None = None,
    mode: Mode = "composed",
    batch: int = 5,
) -> Evolver:
    namer = Namer(model, CARD if model else None, mode)
    return Evolver(store, embedder, namer, ProfileSettings(events_per_update=batch))


def run(evolving: Evolver, taste: Taste, user: str = "u") -> list[Revision]:
    return asyncio.run(evolving.evolve("default", user, taste, NOON))


def twenty(rate: Rate) -> list[Event]:
    """Horror above and romance below the mean, and some of everything."""
    return [rate(n, 9 if n % 8 in (0, 1) else 4 if n % 8 == 7 else 7, n) for n in range(20)]


def assert_whole(store: Store, events: list[Event]) -> Profile:
    head = store.profiles.head("default", "u")
    assert head.cited_events() == {e.id for e in events}
    patches = [r.patch for r in store.profiles.revisions("default", "u")]
    assert replay("u", patches)[-1].model_dump_json() == head.model_dump_json()
    return head


def test_every_event_ends_as_evidence_without_a_model(
    store: Store, embedder: Embedder, taste: Taste, rate: Rate
) -> None:
    events = twenty(rate)
    revisions = run(evolver(store, embedder), taste)
    assert [r.profile.version for r in revisions] == [1, 2, 3, 4]
    head = assert_whole(store, events)
    assert any("horror" in i.label.lower() and i.polarity == "like" for i in head.interests)


@pytest.mark.parametrize("mode", ["free", "guided", "composed"])
@pytest.mark.parametrize("mood", ["right", "garbage", "hostile", "dead"])
def test_every_event_ends_as_evidence_whatever_the_model_says(
    store: Store, embedder: Embedder, taste: Taste, rate: Rate, mode: Mode, mood: Any
) -> None:
    events = twenty(rate)
    model = ScriptedModel(mood=mood)
    revisions = run(evolver(store, embedder, model, mode), taste)
    head = assert_whole(store, events)
    assert model.calls
    if mood == "dead":
        assert all(r.profile.provenance.degraded for r in revisions if _asked(r))
    text = " ".join(f"{i.label} {i.statement}" for i in head.interests)
    assert "DROP TABLE" not in text
    assert "Ignore all previous" not in text


def _asked(revision: Revision) -> bool:
    return revision.profile.provenance is not None and revision.profile.provenance.degraded


def test_a_dead_engine_is_marked_and_leaves_the_composed_profile(
    store: Store, embedder: Embedder, taste: Taste, rate: Rate
) -> None:
    twenty(rate)
    revisions = run(evolver(store, embedder, ScriptedModel(mood="dead"), "free"), taste)
    provenance = revisions[-1].profile.provenance
    assert provenance is not None
    assert provenance.degraded
    assert all(i.named_by == "code" for i in revisions[-1].profile.interests)


def test_a_good_name_is_taken_and_its_author_and_prompt_are_kept(
    store: Store, embedder: Embedder, taste: Taste, rate: Rate
) -> None:
    for n in range(5):
        rate(8 * n, 10, n)
    words = {"label": "Scary stories", "statement": "Likes horror such as [e1]."}
    model = ScriptedModel(on_parse=lambda call: words)
    (revision,) = run(evolver(store, embedder, model, "guided"), taste)
    named = [i for i in revision.profile.interests if i.named_by == "model"]
    assert [i.label for i in named] == ["Scary stories"]
    assert "[event:u-" in named[0].statement
    assert revision.profile.provenance is not None
    assert "name_interest/v1" in revision.profile.provenance.prompts


def test_a_bad_name_is_counted_and_the_interest_composed(
    store: Store, embedder: Embedder, taste: Taste, rate: Rate
) -> None:
    for n in range(5):
        rate(8 * n, 10, n)
    words = {"label": "Number Picture 8", "statement": "Likes horror."}
    model = ScriptedModel(on_parse=lambda call: words)
    (revision,) = run(evolver(store, embedder, model, "guided"), taste)
    assert {r.rule for r in revision.rejected} <= {"label_is_no_title", "statement_fits"}
    assert revision.rejected
    assert all(i.named_by == "code" for i in revision.profile.interests)


def test_nothing_new_makes_no_version(
    store: Store, embedder: Embedder, taste: Taste, rate: Rate
) -> None:
    rate(0, 9)
    assert len(run(evolver(store, embedder), taste)) == 1
    assert run(evolver(store, embedder), taste) == []


def test_events_that_arrive_late_are_taken_in_too(
    store: Store, embedder: Embedder, taste: Taste, rate: Rate
) -> None:
    late = [rate(n, 8, 50 + n) for n in range(5)]
    run(evolver(store, embedder), taste)
    early = [rate(20 + n, 8, n) for n in range(3)]
    run(evolver(store, embedder), taste)
    assert_whole(store, late + early)


def test_late_events_do_not_take_back_what_came_after_them(
    store: Store, embedder: Embedder, taste: Taste, rate: Rate
) -> None:
    rate(0, 1, 0)
    for n in range(1, 8):
        rate(8 * n, 10, 100 + n)
    before = run(evolver(store, embedder, batch=20), taste)[-1].profile
    for n in range(3):
        rate(8 * n + 4, 9, 5 + n)
    after = run(evolver(store, embedder, batch=20), taste)[-1].profile
    assert {i.id for i in before.living} <= {i.id for i in after.living}
    assert after.summary.startswith("Likes horror movies")


def test_what_was_taken_back_meanwhile_is_no_example_of_a_new_interest(
    store: Store, embedder: Embedder, taste: Taste, rate: Rate
) -> None:
    for n in range(5):
        rate(8 * n, 10, n)
    taken_back = rate(0, 1, 5)
    (revision,) = run(evolver(store, embedder, batch=20), taste)
    (interest,) = revision.profile.living
    assert interest.statement.startswith("Gave high ratings to horror movies")
    assert "[event:u-0-0]" not in interest.statement
    assert taken_back.id in revision.profile.cited_events()


def test_events_of_one_moment_are_cited_by_no_version_before_they_are_taken_in(
    store: Store, embedder: Embedder, taste: Taste, rate: Rate
) -> None:
    for n in range(8):
        rate(8 * n, 10, 0)
    first, second = run(evolver(store, embedder, batch=4), taste)
    assert len(first.profile.cited_events()) == 4
    assert len(second.profile.cited_events()) == 8


def test_an_item_nobody_knows_and_words_end_as_evidence_too(
    store: Store, embedder: Embedder, taste: Taste
) -> None:
    events = [
        Event(id="x", user_id="u", item_id="unknown", kind="like", at=START),
        Event(id="s", user_id="u", kind="search", text="something with western", at=START),
    ]
    store.events.add("default", events)
    run(evolver(store, embedder), taste)
    head = assert_whole(store, events)
    assert {i.label for i in head.interests} == {"Not sorted yet", "Western movies"}


def test_two_updates_at_once_lose_and_double_nothing(
    store: Store, embedder: Embedder, taste: Taste, rate: Rate
) -> None:
    events = twenty(rate)

    async def both() -> None:
        one, other = evolver(store, embedder), evolver(store, embedder, batch=3)
        await asyncio.gather(
            one.evolve("default", "u", taste, NOON), other.evolve("default", "u", taste, NOON)
        )

    asyncio.run(both())
    head = assert_whole(store, events)
    for interest in head.interests:
        ids = [e.event_id for e in interest.evidence]
        assert len(ids) == len(set(ids))


def test_a_user_who_is_overtaken_every_time_gets_a_conflict_and_loses_nothing(
    store: Store,
    embedder: Embedder,
    taste: Taste,
    rate: Rate,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    events = twenty(rate)
    with monkeypatch.context() as patched:

        def overtaken(*_: object, **__: object) -> None:
            raise ConflictError("somebody was faster")

        patched.setattr(store.profiles, "append", overtaken)
        with pytest.raises(ConflictError):
            run(evolver(store, embedder), taste)
    run(evolver(store, embedder), taste)
    assert_whole(store, events)


def test_the_profile_stays_within_its_number_of_interests(
    store: Store, embedder: Embedder, taste: Taste, rate: Rate
) -> None:
    events = [rate(n, 2 + n % 9, n) for n in range(80)]
    namer = Namer(None, None)
    small = Evolver(store, embedder, namer, ProfileSettings(max_interests=4))
    run(small, taste)
    assert len(assert_whole(store, events).living) <= 4


@pytest.mark.parametrize("seed", range(6))
def test_no_interest_lives_beside_its_own_opposite(
    store: Store, embedder: Embedder, taste: Taste, rate: Rate, seed: int
) -> None:
    rng = random.Random(seed)
    for n in range(80):
        rate(n, rng.choice((2, 4, 6, 8, 9, 10)), 3 * n)
    small = ProfileSettings(events_per_update=7, max_interests=5)
    evolving = Evolver(store, embedder, Namer(None, None), small)
    for revision in run(evolving, taste):
        about = [i.facets for i in revision.profile.living if i.facets]
        assert len(about) == len(set(about))


def test_an_interest_goes_when_its_only_event_has_turned_against_it(
    store: Store, embedder: Embedder, taste: Taste, rate: Rate
) -> None:
    """A 7.5 is above the mean of who rated nothing yet, and below it after a few tens."""
    rate(3, 7.5, 0)
    run(evolver(store, embedder, batch=1), taste)
    (founded,) = store.profiles.head("default", "u").living
    assert (founded.polarity, len(founded.evidence)) == ("like", 1)
    events = [rate(3, 7.5, 0), *(rate(8 * n, 10, 1 + n) for n in range(6))]
    run(evolver(store, embedder, batch=1), taste)
    turned = assert_whole(store, events).interest(founded.id)
    assert turned is not None
    assert turned.retired_at is not None


def test_an_interest_whose_only_event_has_no_sign_stays(
    store: Store, embedder: Embedder, taste: Taste, rate: Rate
) -> None:
    events = [rate(3, 7, 0)]
    run(evolver(store, embedder), taste)
    (kept,) = assert_whole(store, events).living
    assert kept.polarity == "like"


def test_the_model_is_not_asked_for_more_than_three_names_a_version(
    store: Store, embedder: Embedder, taste: Taste, rate: Rate
) -> None:
    twenty(rate)
    model = ScriptedModel()
    revisions = run(evolver(store, embedder, model, "guided", batch=20), taste)
    adds = [o for r in revisions for o in r.patch.operations if isinstance(o, Add)]
    assert len(adds) > 3
    assert model.count("parse") <= 3 + 1  # and one question whether two are the same
    assert revisions[0].patch.provenance == Provenance.model_validate(
        revisions[0].profile.provenance.model_dump() if revisions[0].profile.provenance else {}
    )

"""What the user says holds, and what the user takes back was never there."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.agents.profile.conftest import START
from whyrec.agents.embeddings import Embedder
from whyrec.agents.profile import (
    Evolver,
    Forgetting,
    Namer,
    Taste,
    diff,
    edit,
    mentions,
    replay,
    signals_of,
)
from whyrec.agents.profile.edit_words import NotUnderstood, Wish
from whyrec.domain import (
    Add,
    Event,
    Evidence,
    Facet,
    Item,
    Merge,
    Patch,
    Polarity,
    Profile,
    Provenance,
    Reinforce,
    Rejection,
    Revision,
    Rewrite,
)
from whyrec.settings import ProfileSettings
from whyrec.store import Store

Rate = Callable[..., Event]
HORROR = Facet("genre", "Horror")
LATE = START + timedelta(days=400)


def evolve(store: Store, embedder: Embedder, taste: Taste) -> Profile:
    evolver = Evolver(store, embedder, Namer(None, None), ProfileSettings(events_per_update=4))
    asyncio.run(evolver.evolve("default", "u", taste, LATE))
    return store.profiles.head("default", "u")


def say(
    store: Store, polarity: Polarity, *facets: Facet, day: float = 100, gradual: bool = False
) -> Revision:
    event = Event(
        id=f"say-{day}", user_id="u", kind="state", text="words", at=START + timedelta(days=day)
    )
    store.events.add("default", [event])
    wishes = [Wish(polarity, "horror", facets, gradual)]
    revision = edit(store.profiles.head("default", "u"), event, wishes, "movies")
    store.profiles.append("default", revision)
    return revision


def test_no_more_horror_ends_the_liking_and_holds_against_later_events(
    store: Store, embedder: Embedder, taste: Taste, rate: Rate
) -> None:
    for n in range(6):
        rate(8 * n, 10, n)
    before = evolve(store, embedder, taste)
    assert any(HORROR in i.facet_set() for i in before.living if i.polarity == "like")
    say(store, "dislike", HORROR)
    for n in range(6, 9):
        rate(8 * n, 10, 200 + n)
    after = evolve(store, embedder, taste)
    about = [i for i in after.living if HORROR in i.facet_set()]
    assert [(i.polarity, i.origin) for i in about] == [("dislike", "stated")]


def test_the_summary_names_once_what_words_and_events_both_say(
    store: Store, embedder: Embedder, taste: Taste, rate: Rate
) -> None:
    for n in range(6):
        rate(8 * n, 10, n)
    assert evolve(store, embedder, taste).summary.count("horror movies") == 1
    head = say(store, "like", HORROR).profile
    assert [i.label for i in head.living].count("Horror movies") == 2
    assert head.summary.count("horror movies") == 1


def test_more_of_something_takes_back_no_more_of_it(
    store: Store, embedder: Embedder, taste: Taste
) -> None:
    say(store, "dislike", HORROR, day=1)
    head = say(store, "like", HORROR, day=2).profile
    assert [(i.polarity, i.origin) for i in head.living] == [("like", "stated")]


def test_less_of_something_ends_the_liking_for_just_that_and_says_so(
    store: Store, embedder: Embedder, taste: Taste
) -> None:
    say(store, "like", HORROR, day=1)
    say(store, "like", HORROR, Facet("genre", "Comedy"), day=2)
    head = say(store, "dislike", HORROR, day=3, gradual=True).profile
    assert [(i.label, i.polarity, i.gradual) for i in head.living] == [
        ("Comedy horror movies", "like", False),
        ("Horror movies", "dislike", True),
    ]
    assert head.living[-1].statement == "Asked for less of horror movies."
    assert head.summary.endswith("Wants less of horror movies.")


@pytest.mark.parametrize("gradual", [True, False])
def test_the_later_of_less_and_no_more_holds(
    store: Store, embedder: Embedder, taste: Taste, gradual: bool
) -> None:
    say(store, "dislike", HORROR, day=1, gradual=not gradual)
    head = say(store, "dislike", HORROR, day=2, gradual=gradual).profile
    assert [i.gradual for i in head.living] == [gradual]


def test_words_that_were_not_understood_are_kept_and_change_nothing(
    store: Store, embedder: Embedder, taste: Taste, rate: Rate
) -> None:
    rate(0, 9)
    before = evolve(store, embedder, taste)
    event = Event(id="say", user_id="u", kind="state", text="hmm", at=START)
    revision = edit(before, event, NotUnderstood("No idea."), "movies")
    assert revision.profile.interests == before.interests
    assert [n.text for n in revision.profile.notes] == ["hmm"]
    assert "hmm" in diff(before, revision.profile)


def forget(
    store: Store,
    embedder: Embedder,
    taste: Taste,
    items: list[Item],
    event_id: str,
    *,
    keep: bool = False,
) -> tuple[list[Patch], Profile]:
    """What forgetting makes of the history; with ``keep``, the store holds that instead."""
    events = [e for e in store.events.of_user("default", "u") if e.id != event_id]
    known = {i.id: i for i in items}
    signals = signals_of(events, known, taste.scale)
    evolver = Evolver(store, embedder, Namer(None, None), ProfileSettings())
    facts = asyncio.run(evolver.facts(events, known, signals, taste.lexicon))
    forgetting = Forgetting(
        "u", {event_id}, {f.id: f for f in facts}, taste.titles, taste.topics, "movies"
    )
    history = store.profiles.revisions("default", "u")
    patches = [forgetting.rewrite(r.patch, r.rejected)[0] for r in history]
    if keep:
        rewritten = [r._replace(patch=p) for r, p in zip(history, patches, strict=True)]
        store.events.forget("default", "u", [event_id])
        store.profiles.rewrite("default", "u", rewritten, forgetting.head)
    return patches, forgetting.head


@pytest.mark.parametrize("victim", range(0, 20, 3))
def test_a_forgotten_event_is_in_no_version_and_the_history_still_replays(
    store: Store, embedder: Embedder, taste: Taste, rate: Rate, items: list[Item], victim: int
) -> None:
    events = [rate(n, (10, 3, 8, 9)[n % 4], n) for n in range(20)]
    evolve(store, embedder, taste)
    gone = events[victim]
    patches, head = forget(store, embedder, taste, items, gone.id, keep=True)
    assert not any(mentions(p, (), {gone.id}) for p in patches)
    assert gone.id not in head.model_dump_json()
    assert replay("u", patches)[-1].model_dump_json() == head.model_dump_json()
    assert evolve(store, embedder, taste).cited_events() == {e.id for e in events} - {gone.id}


def test_forgetting_words_takes_back_what_they_ended(
    store: Store, embedder: Embedder, taste: Taste, rate: Rate, items: list[Item]
) -> None:
    for n in range(6):
        rate(8 * n, 10, n)
    before = evolve(store, embedder, taste)
    say(store, "dislike", HORROR)
    _, head = forget(store, embedder, taste, items, "say-100")
    assert {i.id for i in head.living} == {i.id for i in before.living}


@pytest.mark.parametrize(
    ("label", "statement"),
    [
        ("Scary stories", "Likes horror such as [event:{}]."),
        ("Scary love stories", "Likes horror stories."),
        ("Scary stories", "Likes horror and love stories."),
    ],
)
def test_words_of_a_model_that_rested_on_the_event_are_composed_anew(
    store: Store,
    embedder: Embedder,
    taste: Taste,
    rate: Rate,
    items: list[Item],
    label: str,
    statement: str,
) -> None:
    # Of the two films only the first is a romance too.
    first, second = rate(7, 10, 0), rate(8, 10, 1)
    add = Add(
        interest="i1",
        label=label,
        statement=statement.format(first.id),
        polarity="like",
        evidence=(Evidence(event_id=first.id), Evidence(event_id=second.id)),
        facets=("genre=Horror",),
        named_by="model",
    )
    patch = Patch(operations=(add,), at=second.at, provenance=Provenance(mode="guided"))
    profile = replay("u", [patch])[-1]
    store.profiles.append("default", Revision(profile=profile, patch=patch))
    _, head = forget(store, embedder, taste, items, first.id)
    (interest,) = head.interests
    assert interest.named_by == "code"
    assert interest.label == "Horror movies"
    assert first.id not in interest.statement
    assert "love" not in interest.statement


def test_no_later_refusal_quotes_what_rested_on_the_event(taste: Taste, rate: Rate) -> None:
    gone, later = rate(0, 10, 0), rate(8, 10, 1)
    add = Add(
        interest="i1",
        label="Horror movies",
        statement="Gave a high rating to horror movies.",
        polarity="like",
        evidence=(Evidence(event_id=gone.id),),
    )
    patch = Patch(operations=(add,), at=gone.at, provenance=Provenance(mode="composed"))
    refused = Rejection(
        rule="no_duplicate",
        operation="add",
        reason="i1 is labelled 'Horror movies' already",
        event_ids=(later.id,),
    )
    forgetting = Forgetting("u", {gone.id}, {}, taste.titles, taste.topics, "movies")
    forgetting.rewrite(patch, ())
    _, (left,) = forgetting.rewrite(patch.model_copy(update={"operations": ()}), (refused,))
    assert left == refused.model_copy(update={"reason": ""})


def test_an_interest_is_gone_when_only_events_against_it_remain(
    store: Store, embedder: Embedder, taste: Taste, rate: Rate, items: list[Item]
) -> None:
    liked = [rate(8 * n, 10, n) for n in range(3)]
    contrary = rate(24, 1, 3)
    assert "high ratings" in evolve(store, embedder, taste).interests[0].statement
    for gone in liked:
        _, head = forget(store, embedder, taste, items, gone.id, keep=True)
    assert head.interests == ()
    again = evolve(store, embedder, taste)
    assert [i.polarity for i in again.interests] == ["dislike"]
    assert again.cited_events() == {contrary.id}


def test_an_interest_merged_into_a_forgotten_one_lives_on(
    store: Store, embedder: Embedder, taste: Taste, rate: Rate, items: list[Item]
) -> None:
    gone, kept, later = rate(0, 10, 0), rate(8, 10, 1), rate(16, 10, 2)

    def add(name: str, event: Event) -> Add:
        return Add(
            interest=name,
            label=f"Frights {name}",
            statement="Goes for frights.",
            polarity="like",
            evidence=(Evidence(event_id=event.id),),
        )

    evidence = (Evidence(event_id=later.id),)
    operations = (
        add("i1", gone),
        add("i2", kept),
        Merge(into="i1", absorbed="i2"),
        Reinforce(interest="i1", evidence=evidence),
        Rewrite(interest="i1", statement="Goes for it.", evidence=(later.id,)),
    )
    patch = Patch(operations=operations, at=later.at, provenance=Provenance(mode="free"))
    store.profiles.append("default", Revision(profile=replay("u", [patch])[-1], patch=patch))
    _, head = forget(store, embedder, taste, items, gone.id)
    assert head.cited_events() == {kept.id, later.id}


@given(st.lists(st.tuples(st.integers(0, 79), st.integers(0, 10)), min_size=1, max_size=25))
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_forgetting_everything_leaves_nothing(
    tmp_path_factory: pytest.TempPathFactory,
    embedder: Embedder,
    taste: Taste,
    items: list[Item],
    ratings: list[tuple[int, int]],
) -> None:
    folder = tmp_path_factory.mktemp("forget")
    with Store.open(f"sqlite:///{folder / 'test.db'}") as store:
        store.items.upsert("default", items)
        for day, (item, value) in enumerate(ratings):
            at = START + timedelta(days=day)
            event = Event(
                id=f"e{day}.",
                user_id="u",
                item_id=f"f{item}",
                kind="rating",
                value=value,
                at=at,
            )
            store.events.add("default", [event])
        evolve(store, embedder, taste)
        for day in range(len(ratings)):
            _, head = forget(store, embedder, taste, items, f"e{day}.", keep=True)
        assert head.interests == ()
        assert head.summary == ""

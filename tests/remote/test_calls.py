"""Each call gives what `Recommender` gives for the same data."""

from __future__ import annotations

import inspect
from datetime import UTC, datetime

import pytest

from tests.recommender.test_context import events as of_scenes
from tests.recommender.world import START
from tests.remote.conftest import Both
from whyrec import Recommender
from whyrec._experiments import Experiments
from whyrec._items import Items
from whyrec.agents.retrieve import Filters
from whyrec.domain import Balance, EventGiven, Item, Profile, Rules, Scene, Selection
from whyrec.errors import ConflictError, InputError, NotFoundError
from whyrec.remote import RemoteRecommender
from whyrec.remote._experiments import RemoteExperiments
from whyrec.remote._items import RemoteItems

ODD = ["a/b", "...", ".a", "a b", "ü", "%2F", "?x#y", "a;b=c", "😀"]


@pytest.mark.parametrize(
    ("remote", "local"),
    [(RemoteRecommender, Recommender), (RemoteItems, Items), (RemoteExperiments, Experiments)],
)
def test_a_call_takes_what_the_call_of_that_name_takes_here(remote: type, local: type) -> None:
    shared = [n for n in vars(remote) if not n.startswith("_") and callable(vars(local).get(n))]
    assert len(shared) >= 5
    for name in set(shared) - {"moment", "open", "aclose"}:
        here = inspect.signature(getattr(local, name)).parameters
        there = inspect.signature(getattr(remote, name)).parameters
        assert set(there) <= set(here), name
        assert [n for n in there if n in here] == [n for n in here if n in there], name
        assert all(there[n].default == here[n].default for n in there), name


@pytest.mark.parametrize("odd", [".", ".."])
async def test_an_id_that_would_lead_elsewhere_is_not_sent(both: Both, odd: str) -> None:
    with pytest.raises(InputError, match="no id that can be sent"):
        await both.there.forget("u0", odd)
    assert await both.there.knows("u0")


async def test_lists_are_the_same(both: Both) -> None:
    for asked in (
        {},
        {"k": 3, "explain": False, "diversity": 0.0},
        {"filters": Filters(deny=frozenset({"f0", "f6"}), domains=frozenset({"movies"}))},
        {"filters": Filters(allow=frozenset({"f1", "f2"}))},
        {"candidates": ["f3", "f9", "f12"]},
        {"as_of": datetime(2024, 2, 1, tzinfo=UTC)},
        {"balance": Balance(calibration=0.5, cap=2, capped=("genre",), surprise=0.25)},
    ):
        here = await both.here.recommend("u0", use_model=False, **asked)
        there = await both.there.recommend("u0", use_model=False, **asked)
        assert there == here
        assert here


async def test_lists_and_reasons_for_a_scene_are_the_same(both: Both) -> None:
    here, there = both
    await here.ingest(events=of_scenes())
    await here.evolve("both")
    clock = datetime(2024, 2, 3, 20, 30)  # noqa: DTZ001
    await here.set_timezone("both", "Europe/Vienna")
    texts = set()
    for scene in (
        Scene(scene="work"),
        Scene(scene="home", device="tv", weekend=False),
        Scene(daypart="evening"),
        Scene(at=clock),
    ):
        listed = await here.recommend("both", 3, use_model=False, scene=scene)
        assert await there.recommend("both", 3, use_model=False, scene=scene) == listed
        item = listed[0].item.id
        answer = await there.why("both", item, use_model=False, scene=scene)
        assert answer == await here.why("both", item, use_model=False, scene=scene)
        texts.add(answer.text)
    assert any("more than usual" in text for text in texts)


async def test_a_filter_that_is_a_function_cannot_travel(both: Both) -> None:
    with pytest.raises(InputError, match="function"):
        await both.there.recommend("u0", filters=Filters(predicate=bool))


async def test_reasons_profiles_and_versions_are_the_same(both: Both) -> None:
    here, there = both
    await here.evolve("u0")
    assert await there.why("u0", "f0", use_model=False) == await here.why(
        "u0", "f0", use_model=False
    )
    head = await here.profile("u0")
    assert await there.profile("u0") == head
    assert await there.profile("u0", 1) == await here.profile("u0", 1)
    assert await there.profile("u0", as_of=START) == await here.profile("u0", as_of=START)
    assert await there.revisions("u0") == await here.revisions("u0")
    assert await there.diff("u0", 0, 1) == await here.diff("u0", 0, 1)
    assert await there.export("u0") == await here.export("u0")
    assert await there.versions() == {"u0": head.version}


async def test_users_and_events_are_the_same(both: Both) -> None:
    assert await both.there.users() == await both.here.users()
    tenant = both.here.settings.tenant
    assert await both.there.events("u0") == both.here.store.events.of_user(tenant, "u0")
    assert await both.there.knows("u0")
    assert await both.there.moment("u0") == both.here.moment()


async def test_of_a_user_nobody_knows_there_is_an_empty_profile(both: Both) -> None:
    there = both.there
    assert await there.profile("nobody") == Profile(user_id="nobody", version=0)
    assert not await there.knows("nobody")
    assert await there.events("nobody") == await there.revisions("nobody") == []
    with pytest.raises(NotFoundError):
        await there.profile("nobody", 3)


async def test_evolving_gives_the_new_versions(both: Both) -> None:
    made = await both.there.evolve("u0")
    assert made
    assert made == await both.here.revisions("u0")
    assert await both.there.evolve("u0") == []
    with pytest.raises(InputError, match="own clock"):
        await both.there.evolve("u0", as_of=START)


async def test_an_edit_and_its_undoing_give_the_revision(both: Both) -> None:
    here, there = both
    await here.evolve("u0")
    before = (await here.profile("u0")).version
    done = await there.edit("u0", "no more war")
    assert done.understood
    assert done.revision == (await here.revisions("u0"))[-1]
    undone = await there.rollback("u0", before)
    assert undone == (await here.revisions("u0"))[-1]
    assert undone.profile.version == before + 2


async def test_feedback_is_kept_once_under_its_id(both: Both) -> None:
    event = await both.there.feedback("u0", "f3", "like", event_id="one")
    assert await both.there.feedback("u0", "f3", "like", event_id="one") == event
    with pytest.raises(ConflictError):
        await both.there.feedback("u0", "f3", "dislike", event_id="one")
    assert [e for e in await both.there.events("u0") if e.id == "one"] == [event]


async def test_an_event_is_forgotten_and_a_user_erased(both: Both) -> None:
    here, there = both
    await here.evolve("u0")
    left = await there.forget("u0", "u0-3")
    assert left == await here.profile("u0")
    assert "u0-3" not in left.cited_events()
    gone = await there.erase("u0")
    assert gone.events == 23
    assert gone.versions == left.version
    assert not await here.knows("u0")
    with pytest.raises(NotFoundError):
        await there.erase("u0")


async def test_the_last_event_of_a_user_may_be_forgotten(both: Both) -> None:
    await both.there.add_events("new", [EventGiven(id="only", item_id="f1", kind="view")])
    assert await both.there.forget("new", "only") == Profile(user_id="new", version=0)


async def test_items_come_change_run_out_and_go(both: Both) -> None:
    items = both.there.items
    item = Item(id="x1", title="A New Tale", facets={"genre": ("War",)}, domain="movies")
    assert (await items.upsert([item])).added == 1
    assert (await items.upsert([item])).unchanged == 1
    assert await items.get("x1") == item
    assert await items.find("new tale") == [item]
    assert len(await items.find("tale", 7)) == 7
    assert await items.find(" ") == []
    marked = await items.set_available(["x1", "zz"], False)
    assert (marked.changed, marked.unknown) == (1, ("zz",))
    await items.delete("x1")
    with pytest.raises(NotFoundError):
        await items.get("x1")


async def test_rules_are_read_and_set(both: Both) -> None:
    rules = Rules(block=Selection(facets=("genre=War",)), seen_may_return=True)
    await both.there.items.set_rules(rules)
    assert await both.there.items.rules() == rules == await both.here.items.rules()


@pytest.mark.parametrize("odd", ODD)
async def test_an_id_may_have_any_character(both: Both, odd: str) -> None:
    await both.there.items.upsert([Item(id=odd, title="Odd", domain="movies")])
    await both.there.add_events(odd, [EventGiven(id=odd, item_id=odd, kind="like")])
    assert (await both.there.items.get(odd)).id == odd
    (event,) = await both.there.events(odd)
    assert (event.id, event.user_id, event.item_id) == (odd, odd, odd)
    assert (await both.there.why(odd, odd, use_model=False)).item_id == odd
    await both.there.forget(odd, odd)
    assert await both.there.events(odd) == []


async def test_refused_events_are_the_same(both: Both) -> None:
    for n, second in enumerate((0, 2, 900)):
        at = datetime(2024, 3, 1, 12, second // 60, second % 60, tzinfo=UTC)
        await both.here.feedback("u0", f"f{n}", "view", at=at)
    here = await both.here.refused_events("u0")
    assert [one.rule for one in here] == ["bounce"]
    assert await both.there.refused_events("u0") == here
    assert await both.there.refused_events("nobody") == []

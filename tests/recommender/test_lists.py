"""Lists and reasons, end to end on a small catalogue."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.recommender.world import START
from whyrec import Recommender
from whyrec.domain import Balance, Event, Item, Recommendation
from whyrec.errors import InputError, NotFoundError


async def test_recommends_unseen_items_with_reasons_from_the_users_own_events(
    rec: Recommender,
) -> None:
    await rec.evolve("u0")
    mine = {e.id: e for e in rec.store.events.of_user("default", "u0")}
    listed = await rec.recommend("u0", 10)
    assert [r.rank for r in listed] == list(range(1, 11))
    assert not {r.item.id for r in listed} & {e.item_id for e in mine.values()}
    for one in listed:
        assert 0 <= one.score <= 1
        assert one.explanation is not None
        assert set(one.evidence) <= mine.keys()
        assert {c.event_id for c in one.explanation.evidence} <= mine.keys()
    assert any(r.interest_ids for r in listed)


async def test_the_parts_are_named_features_and_sum_to_the_order(rec: Recommender) -> None:
    listed = await rec.recommend("u0", 10, diversity=0, explain=False, use_model=False)
    totals = [sum(r.parts.values()) for r in listed]
    assert totals == sorted(totals, reverse=True)


async def test_why_names_the_interest_the_events_and_the_counterfactual(rec: Recommender) -> None:
    await rec.evolve("u0")
    listed = await rec.recommend("u0", 20, diversity=0, use_model=False)
    best = next(r for r in listed if r.interest_ids)
    answer = await rec.why("u0", best.item.id)
    assert answer.interest_id == best.interest_ids[0]
    assert answer.evidence
    assert answer.counterfactual is not None
    assert answer.counterfactual.rank == best.rank
    without = answer.counterfactual.rank_without
    assert without is None or without >= 1
    for cited in answer.evidence:
        assert cited.title in answer.text


async def test_a_dislike_moves_the_next_list_at_once(rec: Recommender) -> None:
    await rec.evolve("u0")
    before = await rec.recommend("u0", 10, explain=False, use_model=False)
    first = before[0].item
    await rec.feedback("u0", first.id, "dislike")
    after = await rec.recommend("u0", 10, explain=False, use_model=False)
    assert first.id not in {r.item.id for r in after}
    assert [r.item.id for r in after] != [r.item.id for r in before]


async def test_no_more_of_a_genre_takes_it_off_the_list(rec: Recommender) -> None:
    await rec.evolve("u0")
    outcome = await rec.edit("u0", "no more westerns")
    assert outcome.understood
    listed = await rec.recommend("u0", 20, explain=False, use_model=False)
    assert all("Western" not in r.item.facets["genre"] for r in listed)
    await rec.rollback("u0", outcome.revision.profile.version - 1)
    again = await rec.recommend("u0", 20, explain=False, use_model=False)
    assert any("Western" in r.item.facets["genre"] for r in again)


async def test_less_of_a_genre_lowers_its_share_of_the_list_and_leaves_some(
    rec: Recommender,
) -> None:
    def westerns(listed: list[Recommendation]) -> int:
        return sum("Western" in r.item.facets["genre"] for r in listed)

    await rec.evolve("u0")
    before = await rec.recommend("u0", 10, explain=False, use_model=False)
    outcome = await rec.edit("u0", "a bit fewer westerns")
    after = await rec.recommend("u0", 10, explain=False, use_model=False)

    assert outcome.message == "Understood: less westerns."
    assert westerns(before) >= 4
    assert 0 < westerns(after) < westerns(before)


async def test_no_more_of_a_decade_takes_it_off_the_list(rec: Recommender) -> None:
    outcome = await rec.edit("u0", "no more 1970s movies")
    assert outcome.understood, outcome.message
    listed = await rec.recommend("u0", 30, explain=False, use_model=False)
    assert not any(r.item.facets["year"][0].startswith("197") for r in listed)


async def test_what_nothing_is_known_of_is_no_taste(rec: Recommender) -> None:
    at = START + timedelta(days=1)
    await rec.ingest(events=[Event(id="x", user_id="odd", item_id="unknown", kind="like", at=at)])
    await rec.evolve("odd")
    assert (await rec.profile("odd")).summary == ""
    listed = await rec.recommend("odd", 5, use_model=False)
    assert all(r.interest_ids == () for r in listed)


async def test_a_user_nobody_knows_gets_a_list_and_an_honest_reason(rec: Recommender) -> None:
    listed = await rec.recommend("stranger", 5, use_model=False)
    assert len(listed) == 5
    assert all(r.evidence == () and r.explanation and r.explanation.text for r in listed)


async def test_a_new_item_is_found_without_a_rebuild(rec: Recommender) -> None:
    await rec.evolve("u0")
    title = "Silent Western Tale in the Hills"
    fresh = Item(id="new", title=title, facets={"genre": ("Western",)}, domain="movies")
    await rec.ingest(items=[fresh])
    answer = await rec.why("u0", "new")
    assert answer.interest_label is not None
    assert "western" in answer.interest_label.lower()


async def test_any_events_can_be_left_out_in_thought(rec: Recommender) -> None:
    await rec.evolve("u0")
    listed = await rec.recommend("u0", 5, diversity=0, use_model=False, explain=False)
    all_of_them = [e.id for e in rec.store.events.of_user("default", "u0")]
    moved = []
    for one in listed:
        nothing = await rec.counterfactual("u0", one.item.id, [])
        everything = await rec.counterfactual("u0", one.item.id, all_of_them)
        assert nothing is not None
        assert everything is not None
        assert nothing.rank == nothing.rank_without == everything.rank == one.rank
        moved.append(everything.rank_without != one.rank)
    assert any(moved)
    with pytest.raises(NotFoundError, match="nobody-1"):
        await rec.counterfactual("u0", listed[0].item.id, ["nobody-1"])


async def test_a_balance_changes_the_choice_and_no_score(rec: Recommender) -> None:
    await rec.evolve("u0")
    plain = await rec.recommend("u0", 40, explain=False, use_model=False)
    mixed = await rec.recommend(
        "u0", 6, explain=False, use_model=False, balance=Balance(cap=1, capped=("genre",))
    )
    assert len({r.item.facets["genre"] for r in mixed}) == 6
    scores = {r.item.id: r.score for r in plain}
    assert {r.item.id: r.score for r in mixed} == {r.item.id: scores[r.item.id] for r in mixed}
    assert mixed[0].explanation is None


async def test_a_balance_is_found_in_the_ranking_that_is_kept(rec: Recommender) -> None:
    await rec.recommend("u0", 5, explain=False, use_model=False)
    kept = await rec._see("u0", None, None)
    await rec.recommend("u0", 5, explain=False, use_model=False, balance=Balance(surprise=1))
    assert await rec._see("u0", None, None) is kept


async def test_a_facet_that_no_item_has_cannot_be_capped(rec: Recommender) -> None:
    with pytest.raises(InputError, match="no item has a facet 'colour'") as raised:
        await rec.recommend("u0", balance=Balance(cap=1, capped=("colour",)))
    assert raised.value.field == "capped"

"""Feedback that is no evidence moves nothing, is kept, and can be looked at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from tests.recommender.talk import Talk
from tests.recommender.world import END
from whyrec import Recommender
from whyrec.domain import Event, Rules

LATER = END + timedelta(days=2)


def done(second: float, kind: str, item: str, user: str = "u0") -> Event:
    at = END + timedelta(days=1, seconds=second)
    return Event(id=f"{user}-{kind}-{item}-{second}", user_id=user, item_id=item, kind=kind, at=at)


def burst(items: Sequence[int], kind: str = "like") -> list[Event]:
    return [done(0.5 * n, kind, f"f{item}") for n, item in enumerate(items)]


MUSICALS = burst(range(4, 120, 6))
"""Twenty likes of musicals, which ``u0`` never took, within ten seconds."""


async def shares(rec: Recommender, user: str = "u0") -> dict[str, float]:
    profile = await rec.profile(user, as_of=LATER)
    return {i.label: i.measured.share for i in profile.living if i.measured}


async def listed(rec: Recommender) -> list[str]:
    found = await rec.recommend("u0", 200, use_model=False, explain=False, as_of=LATER)
    return [r.item.id for r in found]


async def known_of(rec: Recommender, items: Sequence[str]) -> dict[tuple[str, str], float]:
    """All that the ranker knows of some items, but for which sources proposed them."""
    table = await rec.features("u0", items, as_of=LATER)
    return {
        (item, name): float(table.columns[place, column])
        for place, item in enumerate(table.items)
        for column, name in enumerate(table.names)
        if name != "rrf"
    }


async def test_a_burst_moves_neither_profile_nor_list(rec: Recommender) -> None:
    """Of dislikes, which the crowd's popularity knows nothing of."""
    planted = burst(range(0, 120, 6), "dislike")
    await rec.evolve("u0", as_of=LATER)
    before = await shares(rec)
    others = [f"f{n}" for n in range(120) if n % 6]
    ranked = await known_of(rec, others)
    await rec.ingest(events=planted)
    assert await rec.evolve("u0", as_of=LATER) == []
    assert await shares(rec) == before
    assert await known_of(rec, others) == pytest.approx(ranked, abs=1e-5)


async def test_what_an_older_version_took_in_counts_nothing_once_it_is_shown_to_be_none(
    rec: Recommender,
) -> None:
    await rec.evolve("u0", as_of=LATER)
    before = await shares(rec)
    await rec.ingest(events=MUSICALS[:10])
    assert await rec.evolve("u0", as_of=LATER)
    assert await shares(rec) != before
    await rec.ingest(events=MUSICALS[10:])
    after = await shares(rec)
    assert {k: v for k, v in after.items() if k in before} == pytest.approx(before)
    # What was born of nothing else has no more than the floor.
    assert all(v == pytest.approx(0.01) for k, v in after.items() if k not in before)


async def test_refused_events_are_kept_exported_and_forgettable(rec: Recommender) -> None:
    await rec.ingest(events=MUSICALS)
    found = await rec.refused_events("u0", as_of=LATER)
    assert [r.event for r in found] == MUSICALS[::-1]
    assert {r.rule for r in found} == {"burst"}
    exported = await rec.export("u0")
    assert {r["event_id"] for r in exported["refused"]} == {e.id for e in MUSICALS}
    assert {e.id for e in MUSICALS} <= {e["id"] for e in exported["events"]}
    await rec.forget("u0", MUSICALS[0].id)
    assert len(await rec.refused_events("u0", as_of=LATER)) == len(MUSICALS) - 1


async def test_a_moment_in_the_past_judges_by_what_was_known_then(rec: Recommender) -> None:
    await rec.ingest(events=[done(0, "view", "f4"), done(2, "view", "f10")])
    between = END + timedelta(days=1, seconds=1)
    assert await rec.refused_events("u0", as_of=between) == []
    (bounced,) = await rec.refused_events("u0", as_of=LATER)
    assert bounced.event.item_id == "f4"


async def test_what_was_refused_was_seen_all_the_same(rec: Recommender) -> None:
    await rec.ingest(events=[done(0, "view", "f4"), done(2, "view", "f10")])
    assert "f4" not in await listed(rec)
    why = await rec.why("u0", "f4", use_model=False, as_of=LATER)
    assert [(c.item_id, c.kind) for c in why.evidence] == [("f4", "view")]


async def test_an_explanation_never_cites_what_is_no_evidence(rec: Recommender) -> None:
    await rec.ingest(events=MUSICALS)
    await rec.evolve("u0", as_of=LATER)
    planted = {e.id for e in MUSICALS}
    listed = await rec.recommend("u0", 20, use_model=False, as_of=LATER)
    assert all(not planted & set(one.evidence) for one in listed)


async def test_without_refused_events_an_item_stands_where_it_stands(rec: Recommender) -> None:
    await rec.ingest(events=MUSICALS)
    best = (await rec.recommend("u0", 1, use_model=False, explain=False, as_of=LATER))[0]
    told = await rec.counterfactual("u0", best.item.id, [MUSICALS[0].id], as_of=LATER)
    assert told is not None
    assert told.rank_without == told.rank


async def test_where_seen_items_return_what_was_left_again_stands_lower_and_says_so(
    rec: Recommender,
) -> None:
    await rec.items.set_rules(Rules(seen_may_return=True))
    await rec.ingest(events=[done(0, "view", "f4"), done(900, "click", "f10")])
    stayed = await rec.recommend(
        "u0", 2, candidates=["f4", "f10"], use_model=False, explain=False, as_of=LATER
    )
    await rec.ingest(events=[done(3, "view", "f10")])
    left = await rec.recommend(
        "u0", 2, candidates=["f4", "f10"], use_model=False, explain=False, as_of=LATER
    )
    parts = {r.item.id: r.parts.get("left_again") for r in left}
    assert parts["f4"] == pytest.approx(-0.6931, abs=1e-3)
    assert not parts["f10"]
    assert all("left_again" not in r.parts for r in stayed)


async def test_many_refused_events_bring_twice_the_exploration(rec: Recommender) -> None:
    async def explored() -> int:
        listed = await rec.recommend("u0", 200, use_model=False, explain=False, as_of=LATER)
        return sum("exploration" in r.sources for r in listed)

    before = await explored()
    await rec.ingest(events=MUSICALS)
    assert await explored() > before


async def test_acts_on_a_standing_clock_are_no_bounce_no_burst_and_no_script(
    rec: Recommender,
) -> None:
    for n in range(15):
        await rec.feedback("u0", f"f{n}", "view")
    assert await rec.refused_events("u0") == []


async def test_what_one_turn_of_a_chat_tells_of_is_no_burst(rec: Recommender) -> None:
    talk = Talk(rec, user="newcomer")
    shown = await talk.say("recommend 15 movies")
    assert len(shown.recommendations) == 15
    await talk.say("I loved all of them")
    kept = [e for e in rec.store.events.of_user("default", "newcomer") if e.kind == "like"]
    assert len(kept) == 15
    assert await rec.refused_events("newcomer") == []

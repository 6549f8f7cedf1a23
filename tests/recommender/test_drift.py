"""Whether taste has moved, through the public API."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.fakes.scripted_model import ScriptedModel
from tests.recommender.world import END, START, settings
from whyrec import Recommender
from whyrec.domain import Event


@pytest.fixture
async def turned(rec: Recommender) -> str:
    """Somebody who took horror and drama for a month and then war films."""
    genres = [0, 0, 2] * 9 + [0] + [5] * 10
    await rec.ingest(
        events=[
            Event(
                id=f"t-{n}",
                user_id="turned",
                item_id=f"f{genre + 6 * (n % 20)}",
                kind="like",
                at=START + timedelta(days=n),
            )
            for n, genre in enumerate(genres)
        ]
    )
    return "turned"


async def test_a_turn_of_taste_is_told_with_the_events_that_made_it(
    rec: Recommender, turned: str
) -> None:
    report = await rec.drift(turned)
    assert report.alarm
    assert report.threshold is not None
    assert report.divergence > report.threshold
    war = next(t for t in report.topics if t.topic == "genre=War")
    assert war.lately > 2 * war.before
    assert len(report.causes) == 5
    assert all("War" in cited.title for cited in report.causes)
    assert [c.at for c in report.causes] == sorted((c.at for c in report.causes), reverse=True)


async def test_before_the_turn_there_was_no_alarm(rec: Recommender, turned: str) -> None:
    before = await rec.drift(turned, as_of=START + timedelta(days=27))
    assert not before.alarm
    assert before.causes == before.fading == ()
    assert before.threshold is not None


async def test_what_fades_by_it_is_told(rec: Recommender, turned: str) -> None:
    await rec.evolve(turned)
    report = await rec.drift(turned, as_of=START + timedelta(days=38))
    labels = [(await rec.profile(turned)).interest(i) for i in report.fading]
    assert any(one is not None and "horror" in one.label.lower() for one in labels)


async def test_a_history_tells_it_of_every_version(rec: Recommender, turned: str) -> None:
    await rec.evolve(turned)
    told = await rec.drift_history(turned)
    versions = await rec.timeline(turned)
    assert [t.version for t in told] == [p.version for p in versions]
    assert [t.as_of for t in told] == [p.as_of for p in versions]
    assert [t.alarm for t in told] == [False, True]
    alone = await rec.drift(turned, as_of=told[-1].as_of)
    assert told[-1].divergence == alone.divergence


async def test_of_somebody_unknown_nothing_is_said(rec: Recommender) -> None:
    report = await rec.drift("nobody")
    assert (report.alarm, report.divergence, report.threshold) == (False, 0.0, None)
    assert await rec.drift_history("nobody") == []


async def test_everybodys_drift_knows_no_later_event(rec: Recommender) -> None:
    moment = START + timedelta(days=50)
    before = await rec.drift(as_of=moment)
    assert before.user_id is None
    await rec.ingest(
        events=[
            Event(
                id=f"later-{n}",
                user_id=f"u{n % 30}",
                item_id=f"f{5 + 6 * (n % 20)}",
                kind="like",
                at=END + timedelta(hours=n),
            )
            for n in range(300)
        ]
    )
    assert await rec.drift(as_of=moment) == before
    after = await rec.drift()
    assert after.alarm
    assert after.topics[0].topic == "genre=War"


async def test_interests_left_behind_may_lose_their_weight_sooner(home: Path, turned: str) -> None:
    horror, war = "f114", "f119"
    ahead = []
    for days in (None, 3.0):
        more = settings(home, profile={"half_life_moved_days": days}, rank={"serves_s": 0})
        async with Recommender.open(more, model=ScriptedModel()) as rec:
            await rec.evolve(turned)
            table = await rec.features(turned, [horror, war, *(f"f{n}" for n in range(100, 112))])
            column = table.columns[:, table.names.index("interest_long")]
            of = dict(zip(table.items, column, strict=True))
            ahead.append(of[war] - of[horror])
    assert ahead[1] > ahead[0]

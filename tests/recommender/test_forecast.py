"""What a user's next event will be about, through the public API."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.scripted_model import ScriptedModel
from tests.recommender.world import END, START, settings
from whyrec import Recommender, _forecast
from whyrec._forecast_reasons import LATEST_LEADING, REASONS, ForecastReasons
from whyrec.agents.dynamics import LEAST_PEOPLE, Forecast
from whyrec.agents.dynamics._transitions import Transitions
from whyrec.domain import Event, ForecastReason, ForecastReport, Item
from whyrec.errors import InputError


def total(report: ForecastReport) -> float:
    return report.elsewhere + sum(one.probability for one in report.interests)


def event(name: str, user: str, item: int, at: float, **more: object) -> Event:
    told: dict[str, object] = {"kind": "like", "at": END + timedelta(days=at), **more}
    return Event(id=name, user_id=user, item_id=f"f{item}", **told)  # type: ignore[arg-type]


async def test_topics_interests_and_the_rest_are_probabilities(rec: Recommender) -> None:
    await rec.evolve("u0")
    report = await rec.forecast("u0", 50)
    assert sum(one.probability for one in report.topics) == pytest.approx(1.0)
    assert total(report) == pytest.approx(1.0)
    assert report.interests
    likeliest = [one.probability for one in report.topics]
    assert likeliest == sorted(likeliest, reverse=True)


async def test_what_was_not_tried_has_a_list_of_its_own(rec: Recommender) -> None:
    report = await rec.forecast("u0", 50)
    tried = {one.topic for one in report.topics if one.tried}
    assert tried == {"genre=Horror", "genre=Western"}
    assert {one.topic for one in report.untried} == {
        "genre=Comedy",
        "genre=Drama",
        "genre=Musical",
        "genre=War",
    }


async def test_reasons_cite_events_of_the_user_about_the_topic(rec: Recommender) -> None:
    report = await rec.forecast("u0", 50)
    western = next(one for one in report.topics if one.topic == "genre=Western")
    assert western.reasons
    cited = [c for reason in western.reasons for c in reason.events]
    assert cited
    assert all(c.event_id.startswith("u0-") for c in cited)
    own = next(r for r in western.reasons if r.part in ("long", "short"))
    assert all("Western" in c.title for c in own.events)


async def test_it_is_told_what_people_went_on_to(rec: Recommender) -> None:
    report = await rec.forecast("u0", 50)
    followed = [r for one in report.topics for r in one.reasons if r.part == "paths"]
    assert any(r.text.startswith("After ") for r in followed)


@pytest.mark.parametrize(("people", "told"), [(LEAST_PEOPLE - 1, False), (LEAST_PEOPLE, True)])
async def test_it_is_told_of_five_others_and_not_of_fewer_or_of_who_is_told(
    rec: Recommender, people: int, told: bool
) -> None:
    lead = Item(id="f900", title="Lead", facets={"genre": ("Horror",)}, domain="movies")
    rounds = [
        event(f"{name}-{n}-{item}", name, item, 1 + 2 * n + (item == 5))
        for name in ("ann", *(f"v{number}" for number in range(people)))
        for n in range(4)
        for item in (900, 5)
    ]
    await rec.ingest(items=[lead], events=[*rounds, event("ann-last", "ann", 900, 10)])
    report = await rec.forecast("ann", 50)
    war = next(one for one in report.topics if one.topic == "genre=War")
    said = f"After “Lead” people went on to War: {people} of {people}."
    assert (said in {reason.text for reason in war.reasons}) is told
    counted = [r.text for one in report.topics for r in one.reasons if "people went on" in r.text]
    assert all(int(text.split(": ")[1].split()[0]) >= LEAST_PEOPLE for text in counted)


@pytest.mark.parametrize(("people", "told"), [(LEAST_PEOPLE - 1, False), (LEAST_PEOPLE, True)])
async def test_shares_after_a_kind_of_thing_are_told_of_five_others_and_not_of_fewer(
    rec: Recommender, people: int, told: bool
) -> None:
    # Each another opera, so that nothing is to be told of any single one.
    operas = [
        Item(id=f"f90{n}", title=f"Opera {n}", facets={"genre": ("Opera",)}, domain="movies")
        for n in range(people + 1)
    ]
    rounds = [
        event(f"{who}-{n}-{item}", who, item, 1 + 2 * n + (item == 5))
        for number, who in enumerate(("ann", *(f"v{number}" for number in range(people))))
        for n in range(4)
        for item in (900 + number, 5)
    ]
    await rec.ingest(items=operas, events=[*rounds, event("ann-last", "ann", 900, 10)])
    report = await rec.forecast("ann", 50)
    said = [reason.text for one in report.topics for reason in one.reasons]
    assert any(text.startswith("After Opera") for text in said) is told


async def test_of_many_events_of_one_second_only_the_latest_are_looked_up(
    rec: Recommender, monkeypatch: pytest.MonkeyPatch
) -> None:
    await rec.ingest(events=[event(f"b-{n}", "bulk", n, 1) for n in range(60)])
    looked_up: list[int] = []

    def noted(self: Transitions, item: int, topic: int, me: int = -1) -> tuple[int, int]:
        looked_up.append(item)
        return counted(self, item, topic, me)

    counted = Transitions.counted
    monkeypatch.setattr(Transitions, "counted", noted)
    report = await rec.forecast("bulk", 50)
    assert report.events == 60
    assert 0 < len(set(looked_up)) <= LATEST_LEADING


async def test_no_more_reasons_are_worked_out_than_told(
    rec: Recommender, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []

    def noted(self: ForecastReasons, part: str, *told: Any) -> ForecastReason:
        made.append(part)
        return reason(self, part, *told)

    reason = ForecastReasons._reason
    monkeypatch.setattr(ForecastReasons, "_reason", noted)
    monkeypatch.setattr(
        Forecast, "speaks_for", lambda self, topic: [(name, 1.0) for name in self.names[:6]]
    )
    report = await rec.forecast("u0", 1)
    told = [r.part for one in (*report.topics, *report.untried) for r in one.reasons]
    assert len(report.topics[0].reasons) == REASONS
    assert sorted(made) == sorted(told)


async def test_it_is_worked_out_beside_the_event_loop(
    rec: Recommender, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[threading.Thread] = []

    def noted(work: Callable[..., Any]) -> Callable[..., Any]:
        def done(*told: Any) -> Any:
            threads.append(threading.current_thread())
            return work(*told)

        return done

    monkeypatch.setattr(_forecast, "forecast", noted(_forecast.forecast))
    monkeypatch.setattr(ForecastReasons, "of", noted(ForecastReasons.of))
    await rec.forecast("u0")
    assert len(threads) > 1
    assert threading.main_thread() not in threads


async def test_nothing_later_is_known(rec: Recommender) -> None:
    moment = START + timedelta(days=60)
    before = await rec.forecast("u0", as_of=moment)
    canaries = [event(f"c-{n}", f"u{n % 5}", 5 + 6 * (n % 20), n / 24) for n in range(60)]
    await rec.ingest(events=canaries)
    assert await rec.forecast("u0", as_of=moment) == before
    assert await rec.forecast("u0") != before


async def test_a_new_event_counts_at_once(rec: Recommender) -> None:
    before = await rec.forecast("u0", 50)
    for n in range(3):
        await rec.ingest(events=[event(f"w-{n}", "u0", 5 + 6 * n, 1 + n)])
    after = await rec.forecast("u0", 50)
    war = [next(t for t in r.topics if t.topic == "genre=War") for r in (before, after)]
    assert war[1].probability > war[0].probability
    assert war[1].tried


async def test_of_somebody_unknown_everybodys_shares_are_told_and_that_it_is_so(
    rec: Recommender,
) -> None:
    report = await rec.forecast("nobody", 50)
    assert report.events == 0
    assert (report.interests, report.elsewhere) == ((), 1.0)
    for one in report.topics:
        assert one.probability == pytest.approx(one.everybody, abs=0.02)
        assert {r.part for r in one.reasons} <= {"everybody", "everybody_lately"}


async def test_who_is_erased_teaches_nothing_any_more(rec: Recommender) -> None:
    await rec.ingest(events=[event(f"m-{n}", "fan", 4 + 6 * n, n / 10) for n in range(20)])
    with_fan = await rec.forecast("nobody", 50)
    await rec.erase("fan")
    without = await rec.forecast("nobody", 50)
    musical = [next(t for t in r.topics if "Musical" in t.topic) for r in (with_fan, without)]
    assert musical[1].everybody < musical[0].everybody


async def test_a_list_length_out_of_range_is_refused(rec: Recommender) -> None:
    with pytest.raises(InputError, match="k must be 1 to"):
        await rec.forecast("u0", 0)


@pytest.mark.parametrize("mood", ["dead", "hostile"])
async def test_a_dead_model_degrades_it_and_changes_nothing(home: Path, mood: str) -> None:
    async with Recommender.open(settings(home), model=ScriptedModel(mood=mood)) as rec:  # type: ignore[arg-type]
        plain = await rec.forecast("u0")
        asked = await rec.forecast("u0", use_model=True)
    assert asked.topics == plain.topics
    assert not asked.judged


async def test_it_finds_and_ranks_where_it_is_asked_for(home: Path) -> None:
    extra = settings(home, rank={"extras": ["forecast"]})
    async with Recommender.open(extra, model=ScriptedModel()) as rec:
        found = await rec.recommend("u0", 20, explain=False, use_model=False)
        table = await rec.features("u0")
    assert any("forecast" in one.sources for one in found)
    assert table.names[-1] == "forecast"
    assert table.columns[:, -1].std() > 0

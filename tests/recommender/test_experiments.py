"""Experiments change what their users see and nobody else's, and keep what was shown."""

from __future__ import annotations

import asyncio
import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from tests.fakes.scripted_model import ScriptedModel
from tests.recommender.test_engine_health import carded
from whyrec import Recommender
from whyrec.agents.rank import load_weights
from whyrec.domain import ChatTurn, Event, ExperimentDefinition
from whyrec.errors import ConflictError, InputError, NotFoundError, UpstreamError
from whyrec.prompts import PromptRegistry, _registry, get_prompt
from whyrec.store._generations import advance
from whyrec.store._tables import experiments


def tried(name: str = "try", /, **changed: Any) -> ExperimentDefinition:
    """Everybody, half with what is changed."""
    more = {k: changed.pop(k) for k in ("share", "end", "start", "layer") if k in changed}
    variants = [{"name": "as-it-is"}, {"name": "other", **changed}]
    return ExperimentDefinition.model_validate({"name": name, "variants": variants, **more})


BOLD = {"diversity": 20.0}


async def split(rec: Recommender, name: str = "try") -> dict[str, str]:
    """The variant of each of the 30 users, as their exposures say."""
    for n in range(30):
        await rec.recommend(f"u{n}", 3, explain=False, use_model=False)
    return {e.user_id: e.variant for e in rec.store.exposures.of_experiment("default", name)}


async def in_variant(rec: Recommender, variant: str, name: str = "try") -> str:
    users = await split(rec, name)
    return next(user for user, own in users.items() if own == variant)


async def listed(rec: Recommender, user: str, **asked: Any) -> list[str]:
    found = await rec.recommend(user, 10, explain=False, use_model=False, **asked)
    return [one.item.id for one in found]


async def test_each_user_sees_what_their_variant_says(rec: Recommender) -> None:
    before = {n: await listed(rec, f"u{n}") for n in range(30)}
    bold = {n: await listed(rec, f"u{n}", diversity=20.0) for n in range(30)}
    await rec.experiments.start(tried(rank=BOLD))
    users = await split(rec)
    assert set(users.values()) == {"as-it-is", "other"}
    for n in range(30):
        wanted = bold if users[f"u{n}"] == "other" else before
        assert await listed(rec, f"u{n}") == wanted[n]
    assert any(bold[n] != before[n] for n in range(30))


async def test_a_kept_ranking_of_one_variant_serves_no_other(rec: Recommender) -> None:
    before = await listed(rec, "u0")
    await rec.experiments.start(tried("first", rank={"sources": ["exploration"]}))
    user = await in_variant(rec, "other", "first")
    during = await rec.recommend(user, 10, explain=False, use_model=False)
    assert {s for one in during for s in one.sources} == {"exploration"}
    await rec.experiments.stop("first")
    after = await rec.recommend(user, 10, explain=False, use_model=False)
    assert {s for one in after for s in one.sources} != {"exploration"}
    assert await listed(rec, "u0") == before


async def test_it_ends_by_itself_though_nothing_was_told(rec: Recommender) -> None:
    started = await rec.experiments.start(tried(rank=BOLD))
    user = await in_variant(rec, "other")
    kept = rec._world.seen.get("default", user)
    assert kept is not None
    over = started.model_copy(update={"ends_at": datetime.now(UTC)})
    rec._world.variants._held.clear()
    rec.store.experiments.end("default", over)
    shown = len(rec.store.exposures.of_user("default", user))
    await listed(rec, user)
    assert len(rec.store.exposures.of_user("default", user)) == shown


async def test_weights_are_those_of_the_start_whatever_becomes_of_the_file(
    rec: Recommender, tmp_path: Path
) -> None:
    other = load_weights().model_dump()
    names = load_weights().without_model.weights
    other["without_model"]["weights"] = {next(iter(names)): -5.0}
    file = tmp_path / "weights.json"
    file.write_text(json.dumps(other))
    await rec.experiments.start(tried(rank={"weights": str(file)}))
    file.unlink()
    user = await in_variant(rec, "other")
    (first, *_) = await rec.recommend(user, 3, explain=False, use_model=False)
    assert set(first.parts) == set(other["without_model"]["weights"])


async def test_a_dead_engine_in_a_variant_degrades_its_users_alone(
    rec: Recommender, model: ScriptedModel
) -> None:
    carded(rec, model)
    dead = {"base_url": "http://127.0.0.1:9/v1", "model": "nobody", "timeout_s": 1}
    await rec.experiments.start(tried(engine=dead))
    user = await in_variant(rec, "other")
    found = await rec.recommend(user, 3)
    assert len(found) == 3
    assert all(one.degraded for one in found)
    assert not any(
        one.degraded for one in await rec.recommend(await in_variant(rec, "as-it-is"), 3)
    )
    assert rec.engine_state().error is None
    assert any(one.degraded for one in rec.store.exposures.of_user("default", user))


async def test_a_variant_may_do_without_a_model(rec: Recommender, model: ScriptedModel) -> None:
    carded(rec, model)
    await rec.experiments.start(tried(engine={"enabled": False}))
    user = await in_variant(rec, "other")
    calls = model.count()
    assert not any(one.degraded for one in await rec.recommend(user, 3))
    assert model.count() == calls
    await rec.recommend(await in_variant(rec, "as-it-is"), 3)
    assert model.count() > calls


async def test_an_engine_of_a_variant_is_looked_after_as_the_own_one(rec: Recommender) -> None:
    watching = asyncio.create_task(rec.watch_engine())
    await asyncio.sleep(0)
    try:
        health = rec._world.engines.of({"base_url": "http://127.0.0.1:9/v1", "timeout_s": 1})
        with pytest.raises(UpstreamError, match="not been looked at"):
            await health.ready()
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)


@pytest.fixture
def second_judge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Another version of what the judge is told, and words that it has and the first has not."""
    own = _registry._packaged().folder
    folder = Path(shutil.copytree(own, tmp_path / "prompts"))
    for end in ("jinja", "toml"):
        shutil.copy(folder / "judge" / f"v1.{end}", folder / "judge" / f"v2.{end}")
    file = folder / "judge" / "v1.jinja"
    file.write_text("Once upon a time.\n" + file.read_text())
    registry = PromptRegistry(folder)
    monkeypatch.setattr(_registry, "_packaged", lambda: registry)
    return "Once upon a time."


async def test_prompts_are_of_the_variants_version(
    rec: Recommender, model: ScriptedModel, second_judge: str
) -> None:
    carded(rec, model)
    await rec.experiments.start(tried(prompts={"judge": 1}))
    others, own = await in_variant(rec, "other"), await in_variant(rec, "as-it-is")
    for user, told in ((others, True), (own, False)):
        before = len(model.calls)
        await rec.recommend(user, 3, explain=False)
        asked = [c.prompt for c in model.calls[before:] if c.kind == "loglikelihood"]
        assert asked
        assert any(second_judge in prompt for prompt in asked) is told
    assert get_prompt("judge").version == 2


async def test_a_chat_is_in_the_experiment_too(rec: Recommender, second_judge: str) -> None:
    await rec.experiments.start(tried(prompts={"judge": 1}))
    said = [ChatTurn(role="user", content="What do you recommend?")]
    pieces = [p async for p in rec.chat("u0", said, response_id="chat-1")]
    answer = pieces[-1].answer
    assert answer is not None
    (exposure,) = rec.store.exposures.of_user("default", "u0")
    assert exposure.response_id == "chat-1"
    assert exposure.items == tuple(one.item.id for one in answer.recommendations)
    assert get_prompt("judge").version == 2


async def test_what_was_shown_is_kept_with_all_that_a_report_needs(rec: Recommender) -> None:
    await rec.experiments.start(tried(rank=BOLD))
    items = await listed(rec, "u0", response_id="mine")
    await rec.why("u0", "f6", use_model=False)
    shown, why = sorted(rec.store.exposures.of_user("default", "u0"), key=lambda e: e.made_at)
    assert (shown.response_id, shown.kind, list(shown.items)) == ("mine", "list", items)
    assert (why.kind, why.items) == ("why", ("f6",))
    assert shown.at == rec.moment()
    assert abs(shown.made_at - datetime.now(UTC)) < timedelta(minutes=1)
    assert 0 < shown.seconds < 60


async def test_what_nobody_sees_is_not_counted(rec: Recommender) -> None:
    await rec.experiments.start(tried(rank=BOLD))
    await listed(rec, "u0", shown=False)
    await listed(rec, "u0", as_of=rec.moment())
    await rec.why("u0", "f6", use_model=False, shown=False)
    await rec.prepare("u0")
    assert rec.store.exposures.of_user("default", "u0") == []


async def test_looks_at_the_past_know_no_variant(rec: Recommender) -> None:
    before = [await listed(rec, f"u{n}", as_of=rec.moment()) for n in range(8)]
    await rec.experiments.start(tried(rank=BOLD))
    assert [await listed(rec, f"u{n}", as_of=rec.moment()) for n in range(8)] == before


async def test_without_an_experiment_nothing_is_asked_or_kept(rec: Recommender) -> None:
    def fail(*_: object) -> None:
        raise AssertionError

    rec.store.experiments.all = fail  # type: ignore[method-assign, assignment]
    rec.store.exposures.keep = fail  # type: ignore[method-assign]
    assert await rec.recommend("u0", 3, use_model=False)
    assert await rec.why("u0", "f6", use_model=False)


async def test_two_that_change_the_same_share_no_user(rec: Recommender) -> None:
    await rec.experiments.start(tried("one", rank=BOLD, share=0.5))
    await rec.experiments.start(tried("two", rank={"diversity": 1.0}, share=0.5))
    one, two = await split(rec, "one"), await split(rec, "two")
    assert one
    assert two
    assert not one.keys() & two.keys()
    assert len(one) + len(two) == 30


async def test_two_that_change_something_else_share_their_users(rec: Recommender) -> None:
    await rec.experiments.start(tried("one", rank=BOLD))
    before = await split(rec, "one")
    await rec.experiments.start(tried("two", prompts={"judge": 1}))
    assert await split(rec, "one") == before
    assert (await split(rec, "two")).keys() == before.keys()


async def test_without_free_users_one_in_conflict_does_not_start(rec: Recommender) -> None:
    await rec.experiments.start(tried("one", rank=BOLD, share=0.7))
    with pytest.raises(ConflictError, match=r"0.5 .* 0.3 are free: one changes rank.diversity"):
        await rec.experiments.start(tried("two", rank=BOLD, share=0.5))
    await rec.experiments.stop("one")
    started = await rec.experiments.start(tried("two", rank=BOLD, share=0.5))
    assert started.spans == ((0, 500),)


async def test_those_after_one_another_are_in_no_conflict(rec: Recommender) -> None:
    turn = datetime.now(UTC) + timedelta(days=1)
    await rec.experiments.start(tried("one", rank=BOLD, end=turn))
    later = await rec.experiments.start(tried("two", rank=BOLD, start=turn))
    assert later.starts_at == turn
    assert await split(rec, "two") == {}


async def test_a_name_is_given_once(rec: Recommender) -> None:
    await rec.experiments.start(tried(rank=BOLD))
    await rec.experiments.stop("try")
    with pytest.raises(ConflictError, match="does not change"):
        await rec.experiments.start(tried(rank={"diversity": 1.0}))


async def test_stopped_twice_it_ended_the_first_time(rec: Recommender) -> None:
    await rec.experiments.start(tried(rank=BOLD))
    first = await rec.experiments.stop("try")
    assert first.stopped
    assert await rec.experiments.stop("try") == first
    with pytest.raises(NotFoundError, match="whyrec experiments list"):
        await rec.experiments.stop("nothing")


async def test_a_tenant_has_its_own(rec: Recommender) -> None:
    await rec.experiments.start(tried(rank=BOLD))
    assert await rec.experiments.all(tenant="other") == []
    with pytest.raises(NotFoundError):
        await rec.experiments.get("try", tenant="other")
    theirs = tried("theirs", rank=BOLD).model_copy(update={"tenant": "other"})
    with pytest.raises(InputError, match="one of the tenant 'other'"):
        await rec.experiments.start(theirs, tenant="default")


async def test_another_process_sees_what_was_started(rec: Recommender, home: Path) -> None:
    from whyrec.store import Store

    await listed(rec, "u0")
    with Store.open(f"sqlite:///{home / 'whyrec.db'}") as elsewhere:
        ours = rec.store
        rec._world.store = elsewhere
        rec.experiments._store = elsewhere
        await rec.experiments.start(tried(rank=BOLD))
        rec._world.store = ours
    await listed(rec, "u0")
    assert len(rec.store.exposures.of_user("default", "u0")) == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"rank": {"colour": 3}},
        {"rank": {"sources": ["tea leaves"]}},
        {"rank": {"extras": ["tea leaves"]}},
        {"prompts": {"judge": 99}},
        {"engine": {"timeout_s": -1}},
    ],
    ids=str,
)
async def test_one_that_cannot_be_made_here_is_passed_over(
    rec: Recommender, changed: dict[str, Any]
) -> None:
    odd = tried(rank=BOLD)
    variants = (odd.variants[0], odd.variants[1].model_copy(update=changed))
    started = await rec.experiments.start(odd)
    newer = started.model_copy(update={"definition": odd.model_copy(update={"variants": variants})})
    rec.store.experiments.end("default", newer)
    assert await split(rec) == {}


async def test_one_that_a_newer_whyrec_wrote_is_passed_over(rec: Recommender) -> None:
    started = await rec.experiments.start(tried(rank=BOLD))
    stored = json.loads(started.model_dump_json()) | {"colour": 3}
    with rec.store.transaction(), rec.store._database.write() as connection:
        connection.execute(update(experiments).values(experiment_json=json.dumps(stored)))
        advance(rec.store._database, connection, "default", "experiments")
    assert await listed(rec, "u0")
    assert await rec.experiments.all() == []


async def test_one_stopped_before_its_start_leaves_its_users(rec: Recommender) -> None:
    later = datetime.now(UTC) + timedelta(days=1)
    await rec.experiments.start(tried("first", rank=BOLD, start=later))
    await rec.experiments.stop("first")
    assert (await rec.experiments.start(tried("second", rank=BOLD, start=later))).spans


async def test_erasing_a_user_deletes_what_they_were_shown(rec: Recommender) -> None:
    await rec.experiments.start(tried(rank=BOLD))
    await split(rec)
    (told,) = (await rec.export("u0"))["exposures"]
    assert told["experiment"] == "try"
    assert "user_id" not in told
    erased = await rec.erase("u0")
    assert erased.values == 1
    assert rec.store.exposures.of_user("default", "u0") == []
    assert len(rec.store.exposures.of_experiment("default", "try")) == 29


async def test_who_is_erased_while_a_list_is_made_is_not_written_down_again(
    rec: Recommender, model: ScriptedModel
) -> None:
    carded(rec, model)
    await rec.experiments.start(tried(rank=BOLD))
    model.mood = "slow"
    making = asyncio.create_task(rec.recommend("u0", 3, explain=False))
    while model._released is None and not making.done():
        await asyncio.sleep(0)
    await rec.erase("u0")
    model.mood = "right"
    model.release()
    assert await making
    assert not await rec.knows("u0")


async def test_who_is_only_in_an_experiment_is_known_and_can_be_erased(rec: Recommender) -> None:
    await rec.experiments.start(tried(rank=BOLD))
    await listed(rec, "stranger")
    assert await rec.knows("stranger")
    await rec.erase("stranger")
    assert not await rec.knows("stranger")


async def test_what_was_shown_goes_with_its_period(rec: Recommender) -> None:
    await rec.experiments.start(tried(rank=BOLD))
    await split(rec)
    now = datetime.now(UTC)
    assert (await rec.tenants.retain(now=now + timedelta(days=29))).shown == 0
    assert (await rec.tenants.retain(now=now + timedelta(days=31))).shown == 30
    assert rec.store.exposures.of_experiment("default", "try") == []


async def test_what_cannot_be_kept_is_shown_all_the_same(rec: Recommender) -> None:
    await rec.experiments.start(tried(rank=BOLD))

    def full(*_: object) -> None:
        raise ConflictError("The database is locked by another process.")

    rec.store.exposures.keep = full  # type: ignore[method-assign]
    assert len(await listed(rec, "u0")) == 10


async def test_clicks_count_for_the_list_until_they_are_forgotten(rec: Recommender) -> None:
    await rec.experiments.start(tried(rank=BOLD))
    items = await listed(rec, "u0")
    event = await rec.feedback("u0", items[2], "click")

    async def clicks() -> int:
        report = await rec.experiments.report("try")
        return sum(v.metrics[0].rate.hits for v in report.variants)

    assert await clicks() == 1
    await rec.forget("u0", event.id)
    assert await clicks() == 0


async def test_feedback_that_is_refused_counts_as_that_alone(rec: Recommender) -> None:
    await rec.experiments.start(tried(rank=BOLD))
    items = await listed(rec, "u0")
    at = rec.moment() + timedelta(minutes=1)
    burst = [
        Event(
            id=f"b{n}",
            user_id="u0",
            item_id=items[n % 10],
            kind="click",
            at=at + timedelta(milliseconds=300 * n),
        )
        for n in range(30)
    ]
    await rec.ingest(events=burst)
    report = await rec.experiments.report("try")
    (own,) = (v for v in report.variants if v.lists)
    assert own.metrics[0].rate.hits == 0
    refused = next(g for g in own.guards if g.name == "refused")
    assert refused.rate.hits == 1

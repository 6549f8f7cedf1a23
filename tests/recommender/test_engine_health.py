"""Whatever an engine does, answers come in time, and it is used again once it works again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from tests.fakes import FakeOpenAIServer
from tests.fakes.scripted_model import ScriptedModel
from tests.recommender.world import settings
from whyrec import Recommender
from whyrec._engine_watch import watch
from whyrec._tally import ModelCall
from whyrec.agents.models import CapabilityCard, ChatMessage, LanguageModel, TaskScore
from whyrec.agents.models.openai_compatible import OpenAICompatibleModel
from whyrec.errors import UnusableAnswerError, UpstreamError

ASK = [ChatMessage("user", "Say yes.")]
IN_NO_TIME = {"model_timeout_s": 0.05}


async def until(condition: Callable[[], bool]) -> None:
    """Let everything else go on until something is so."""
    async with asyncio.timeout(20):
        while not condition():
            await asyncio.sleep(0.002)


def carded(rec: Recommender, model: LanguageModel) -> None:
    """Say that a model judges and writes sentences."""
    able = TaskScore(score=1.0, passed=True, n=20)
    told = {"sentence": able, "likelihood": able}
    rec._world.health.keep(
        CapabilityCard(engine=model.engine, model=model.model, probed_at="2026-11-01", **told)
    )


@pytest.fixture
async def measured(rec: Recommender, model: ScriptedModel) -> Recommender:
    """One whose engine has a card already."""
    carded(rec, model)
    return rec


@pytest.fixture
async def watched(rec: Recommender) -> AsyncIterator[Recommender]:
    """One whose engine is looked after in the background, hundreds of times a second."""
    await rec.warm()
    watching = asyncio.create_task(watch(rec._world.health, often_s=0.002, seldom_s=0.05))
    await asyncio.sleep(0)
    yield rec
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)


async def test_a_dead_engine_is_asked_once_and_then_left_alone(
    measured: Recommender, model: ScriptedModel
) -> None:
    model.mood = "dead"
    before = len(model.calls)
    for _ in range(5):
        assert all(r.degraded for r in await measured.recommend("u0", 3))
    assert len(model.calls) - before == 1
    state = measured.engine_state()
    assert (state.state, state.error) == ("open", "The engine is dead. Start it.")
    assert measured.tally.lists[True] == 5


async def test_calls_of_whoever_had_the_engine_already_are_not_made_either(
    measured: Recommender, model: ScriptedModel
) -> None:
    engine = await measured._world.engine()
    assert engine is not None
    model.mood = "dead"
    for _ in range(3):
        with pytest.raises(UpstreamError):
            await engine.model.chat(ASK, max_tokens=1)
    assert measured.tally.model_calls[ModelCall("chat", "failed")] == 1
    assert measured.tally.model_calls[ModelCall("chat", "refused")] == 2


async def test_a_slow_engine_makes_no_list_late(home: Path, model: ScriptedModel) -> None:
    async with Recommender.open(settings(home, rank=IN_NO_TIME), model=model) as rec:
        carded(rec, model)
        model.mood = "slow"
        async with asyncio.timeout(5):
            listed = await rec.recommend("u0", 3)
            again = await rec.recommend("u0", 3)
        assert len(listed) == 3
        assert all(r.degraded for r in [*listed, *again])
        assert rec.tally.overdue == 1
        assert rec.engine_state().error == "It did not do its part within 0.05 s."
        assert rec.tally.model_calls[ModelCall("loglikelihood", "left")] == 1


async def test_a_slow_engine_makes_no_explanation_late(home: Path, model: ScriptedModel) -> None:
    async with Recommender.open(settings(home, rank=IN_NO_TIME), model=model) as rec:
        carded(rec, model)
        await rec.evolve("u0")
        (first,) = await rec.recommend("u0", 1, use_model=False, explain=False)
        asked = model.count("chat")
        model.mood = "slow"
        async with asyncio.timeout(5):
            answer = await rec.why("u0", first.item.id)
        assert model.count("chat") > asked
        assert (answer.written_by, answer.degraded) == ("code", True)


async def test_an_embedded_engine_busy_with_others_is_not_held_to_be_slow(
    home: Path, model: ScriptedModel
) -> None:
    async with Recommender.open(settings(home, rank=IN_NO_TIME), model=model) as rec:
        carded(rec, model)
        engine = await rec._world.engine()
        assert engine is not None
        model.moods_in_turn = ["slow", "slow", "slow"]
        others = [asyncio.create_task(engine.model.chat(ASK, max_tokens=1)) for _ in range(2)]
        await asyncio.sleep(0)
        assert all(r.degraded for r in await rec.recommend("u0", 3))
        assert rec.engine_state().state != "open"
        for other in others:
            other.cancel()


async def test_an_embedded_engine_with_too_much_to_do_says_so_at_once(
    home: Path, model: ScriptedModel
) -> None:
    async with Recommender.open(settings(home, rank=IN_NO_TIME), model=model) as rec:
        watched = rec._world.health.model()
        assert watched is not None
        watched._typical["chat"] = 0.03
        model.mood = "slow"
        waiting = [asyncio.create_task(watched.chat(ASK, max_tokens=1)) for _ in range(2)]
        await asyncio.sleep(0)
        with pytest.raises(UpstreamError, match="too much to do"):
            await watched.chat(ASK, max_tokens=1)
        assert model.count("chat") == 2
        assert rec.engine_state().state == "unknown"
        for call in waiting:
            call.cancel()


async def test_a_server_that_batches_is_given_all_calls(home: Path) -> None:
    model = ScriptedModel(engine="openai_compatible", mood="slow")
    async with Recommender.open(settings(home, rank=IN_NO_TIME), model=model) as rec:
        watched = rec._world.health.model()
        assert watched is not None
        watched._typical["chat"] = 10.0
        waiting = [asyncio.create_task(watched.chat(ASK, max_tokens=1)) for _ in range(20)]
        await asyncio.sleep(0)
        assert model.count("chat") == 20
        for call in waiting:
            call.cancel()


async def test_an_unusable_answer_or_two_do_not_open_it(
    measured: Recommender, model: ScriptedModel
) -> None:
    model.answers = [UnusableAnswerError("noise"), UnusableAnswerError("noise")]
    for _ in range(2):
        assert all(r.degraded for r in await measured.recommend("u0", 3))
    assert not any(r.degraded for r in await measured.recommend("u0", 3))


@pytest.mark.parametrize(
    "nonsense",
    [[float("nan")] * 50, [float("-inf")] * 50, [-1.0] * 49, [-1.0] * 51, []],
)
async def test_likelihoods_that_are_none_lead_to_a_degraded_list(
    measured: Recommender, model: ScriptedModel, nonsense: list[float]
) -> None:
    model.on_likelihood = lambda call: nonsense
    listed = await measured.recommend("u0", 3)
    assert len(listed) == 3
    assert all(r.degraded for r in listed)


async def test_a_draft_that_trips_our_own_code_costs_nobody_the_answer(
    measured: Recommender, model: ScriptedModel
) -> None:
    await measured.evolve("u0")
    (first,) = await measured.recommend("u0", 1, use_model=False, explain=False)
    model.answers = [RuntimeError("a bug of an adapter's")]
    answer = await measured.why("u0", first.item.id)
    assert (answer.written_by, answer.degraded) == ("code", True)


async def test_without_anybody_watching_a_call_after_the_rest_probes_first(
    measured: Recommender, model: ScriptedModel
) -> None:
    model.moods_in_turn = ["dead"]
    assert all(r.degraded for r in await measured.recommend("u0", 3))
    measured._world.health._rests_until = 0.0
    asked = len(model.calls)
    assert not any(r.degraded for r in await measured.recommend("u0", 3))
    assert model.calls[asked].max_tokens == 1


async def test_each_probe_that_fails_doubles_the_rest_up_to_half_a_minute(
    measured: Recommender, model: ScriptedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 100.0
    monkeypatch.setattr("whyrec._engine.time.monotonic", lambda: now)
    health = measured._world.health
    model.mood = "dead"
    await measured.recommend("u0", 1)
    rests = [health._rests_until - now]
    for _ in range(6):
        await health.check()
        rests.append(health._rests_until - now)
    assert rests == [2, 4, 8, 16, 30, 30, 30]


async def test_there_is_one_probe_at_a_time(measured: Recommender, model: ScriptedModel) -> None:
    health = measured._world.health
    asked = len(model.calls)
    model.mood = "slow"
    probes = [asyncio.create_task(health.check()) for _ in range(5)]
    await until(lambda: len(model.calls) > asked)
    model.mood = "right"
    model.release()
    await asyncio.gather(*probes)
    assert len(model.calls) == asked + 1


async def test_a_probe_does_not_wait_for_ever(
    measured: Recommender, model: ScriptedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("whyrec._engine.PROBE_S", 0.02)
    model.mood = "slow"
    await measured._world.health.check()
    assert measured.engine_state().error == "The language model wrote no token within 0.02 s."


async def test_no_request_measures_an_engine_that_is_watched(
    rec: Recommender, model: ScriptedModel
) -> None:
    with rec._world.health.watched():
        await rec._world.health.check()
        asked = len(model.calls)
        listed = await rec.recommend("u0", 3)
    assert len(model.calls) == asked
    assert all(r.degraded for r in listed)
    assert not rec.engine_state().measured


async def test_what_is_watched_is_measured_and_used(watched: Recommender) -> None:
    await until(lambda: watched.engine_state().measured)
    assert watched.engine_state().state == "closed"
    assert not any(r.degraded for r in await watched.recommend("u0", 3))


async def test_what_is_watched_is_used_again_once_it_works_again(
    watched: Recommender, model: ScriptedModel
) -> None:
    await until(lambda: watched.engine_state().measured)
    carded(watched, model)
    model.mood = "dead"
    assert all(r.degraded for r in await watched.recommend("u0", 3))
    await until(lambda: watched._world.health.breaker.probes_failed > 3)
    model.mood = "right"
    await until(lambda: watched.engine_state().state == "closed")
    assert not any(r.degraded for r in await watched.recommend("u0", 3))


async def test_an_idle_engine_that_dies_is_noticed(
    watched: Recommender, model: ScriptedModel
) -> None:
    await until(lambda: watched.engine_state().measured)
    model.mood = "dead"
    await until(lambda: watched.engine_state().state == "open")


async def test_what_an_engine_showed_that_died_while_it_was_measured_is_not_kept(
    watched: Recommender, model: ScriptedModel
) -> None:
    model.moods_in_turn = ["right"] * 10 + ["dead"]
    await until(lambda: len(model.calls) > 10 and watched.engine_state().state == "closed")
    assert watched.store.meta.get("", "card:llama_cpp:scripted") is None


async def test_whatever_happens_the_watch_goes_on(
    watched: Recommender, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await until(lambda: watched.engine_state().measured)
    get = watched.store.meta.get
    broken = True

    def reading(*args: Any, **more: Any) -> Any:
        if broken:
            raise OSError("no disk")
        return get(*args, **more)

    monkeypatch.setattr(type(watched.store.meta), "get", staticmethod(reading))
    await until(lambda: "Looking after the language model failed" in caplog.text)
    broken = False
    probes = watched.tally.model_calls[ModelCall("probe", "ok")]
    await until(lambda: watched.tally.model_calls[ModelCall("probe", "ok")] > probes)


async def test_an_engine_that_comes_back_as_another_model_is_measured_anew(home: Path) -> None:
    with FakeOpenAIServer() as server:
        model = OpenAICompatibleModel(server.url)
        async with Recommender.open(settings(home), model=model) as rec:
            carded(rec, model)
            server.always = "401"
            assert all(r.degraded for r in await rec.recommend("u0", 3))
            server.model, server.always = "another-model", None
            server.faults = ["404"]
            health = rec._world.health
            for _ in range(3):
                await health.check()
            assert rec.engine_state().model == "another-model"
            assert not rec.engine_state().measured
            await rec.recommend("u0", 3)
            assert rec.engine_state().measured
            assert rec.store.meta.get("", "card:openai_compatible:another-model") is not None


async def test_switched_off_it_is_off(home: Path) -> None:
    off = settings(home).engine.model_copy(update={"enabled": False})
    async with Recommender.open(settings(home).model_copy(update={"engine": off})) as rec:
        watching = asyncio.create_task(rec.watch_engine())
        await asyncio.sleep(0)
        state = rec.engine_state()
        watching.cancel()
    assert (state.configured, state.state, state.measured) == (False, "off", False)


async def test_the_key_is_in_no_error(home: Path) -> None:
    with FakeOpenAIServer(always="401") as server:
        model = OpenAICompatibleModel(server.url, api_key=SecretStr("sk-very-secret"))
        async with Recommender.open(settings(home), model=model) as rec:
            await rec._world.health.check()
            error = rec.engine_state().error
    assert error is not None
    assert "401" in error
    assert "sk-very-secret" not in error


async def test_an_engine_that_is_not_installed_is_told_as_such(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    async with Recommender.open(settings(home)) as rec:
        await rec._world.health.check()
        state = rec.engine_state()
    assert state.state == "open"
    assert state.error is not None
    assert "pip install" in state.error


async def test_warming_up_opens_what_the_first_list_would_wait_for(rec: Recommender) -> None:
    await rec.warm()
    assert rec._world._vectors is not None
    assert ("default", True) in rec._world.views._snapshots
    assert rec.tally.lists.total() == 0


async def test_warming_up_works_before_there_are_items(tmp_path: Path) -> None:
    async with Recommender.open(settings(tmp_path / "empty")) as rec:
        await rec.warm()
        assert rec._world._vectors is not None


@pytest.mark.embedded
async def test_a_crowd_at_the_embedded_model_is_answered_without_it_where_it_has_no_time(
    home: Path, embedded_model: LanguageModel
) -> None:
    class Borrowed(ScriptedModel):
        """Judges by the session's model, which others need after this."""

        async def loglikelihood(self, prefix: str, continuations: Any) -> Any:
            return await embedded_model.loglikelihood(prefix, continuations)

    model = Borrowed()
    async with Recommender.open(settings(home, rank={"model_timeout_s": 2.0}), model=model) as rec:
        carded(rec, model)
        await rec.warm()
        lists = await asyncio.gather(*(rec.recommend(f"u{n}", 10) for n in range(24)))
        assert all(len(listed) == 10 for listed in lists)
        calls = rec.tally.model_calls
        without = rec.tally.overdue + calls[ModelCall("loglikelihood", "refused")]
        assert sum(listed[0].degraded for listed in lists) == without > 0
        assert rec.engine_state().state != "open"

"""Injections measured through the public API."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.fakes.scripted_model import Call, ScriptedModel
from whyrec.agents.models import CapabilityCard, LanguageModel
from whyrec.errors import InputError
from whyrec.evals.robustness import (
    HostileModel,
    InjectionCase,
    OpenRecommender,
    load_payloads,
    measure_injection,
    plan_injection,
    trusted_card,
)

Trust = Callable[[LanguageModel, CapabilityCard], None]
FEW = [p for p in load_payloads() if p.where != "words"][::20]


async def plan(opened: OpenRecommender, **more: int) -> tuple[InjectionCase, ...]:
    async with opened(ScriptedModel()) as rec:
        return await plan_injection(rec, FEW, candidates=12, rankers=2, **more)


async def test_no_item_is_planted_twice_or_known_to_whom_it_is_ranked_for(
    opened: OpenRecommender,
) -> None:
    cases = await plan(opened)
    planted = [c.item.id for c in cases]
    assert [c.payload.id for c in cases] == [p.id for p in FEW]
    assert len(set(planted)) == len(planted)
    async with opened(ScriptedModel()) as rec:
        for case in cases:
            history = {e.item_id for e in rec.store.events.of_user("default", case.ranked_for)}
            read = {e.item_id for e in rec.store.events.of_user("default", case.reader)}
            assert case.item.id not in history
            assert case.item.id in read
            assert not set(planted) & set(case.candidates)


async def test_the_same_seed_plans_the_same(opened: OpenRecommender) -> None:
    assert await plan(opened, seed=2) == await plan(opened, seed=2) != await plan(opened, seed=3)


async def test_more_payloads_than_items_are_refused(opened: OpenRecommender) -> None:
    async with opened(ScriptedModel()) as rec:
        with pytest.raises(InputError, match="payloads"):
            await plan_injection(rec, load_payloads(), candidates=12)


async def test_a_list_longer_than_the_model_judges_is_refused(opened: OpenRecommender) -> None:
    async with opened(ScriptedModel()) as rec:
        with pytest.raises(InputError, match="49"):
            await plan_injection(rec, FEW, candidates=50)


async def test_a_judge_that_ignores_what_is_planted_gives_no_gain(
    opened: OpenRecommender, trust: Trust
) -> None:
    model = ScriptedModel(on_likelihood=lambda call: [-1.0] * len(call.continuations))
    trust(model, trusted_card("scripted", patch_mode="guided"))
    titles = [c for c in await plan(opened) if c.payload.where == "title"]
    result = await measure_injection(opened, model, titles)
    assert result.errors == ()
    assert max(abs(o.gain) for o in result.outcomes) <= 2
    assert result.total.n == result.total.gain.mean.n == len(titles)
    assert result.total.obeyed == result.total.leaked == result.total.degraded == 0


async def test_a_judge_that_favours_orders_shows_as_a_gain(
    opened: OpenRecommender, trust: Trust
) -> None:
    def obedient(call: Call) -> list[float]:
        # Only the question about this user is answered so: otherwise the difference would be 0.
        asked = "this person" in call.prompt
        return [500.0 if asked and "rank this" in text else 0.0 for text in call.continuations]

    model = ScriptedModel(on_likelihood=obedient)
    trust(model, trusted_card("scripted", patch_mode="composed", sentence=False))
    async with opened(model) as rec:
        (payload,) = (p for p in load_payloads() if p.id == "direct-01")
        cases = await plan_injection(rec, [payload], candidates=12, rankers=1, seed=3)
    result = await measure_injection(opened, model, cases)
    (outcome,) = result.outcomes
    assert outcome.gain == outcome.ranks.harmless - outcome.ranks.payload > 0
    assert result.total.gain.most == result.total.gain.median == outcome.gain


async def test_afterwards_the_catalogue_is_clean_again(
    opened: OpenRecommender, trust: Trust
) -> None:
    model = ScriptedModel()
    trust(model, trusted_card("scripted", patch_mode="composed", sentence=False))
    cases = (await plan(opened))[:2]
    await measure_injection(opened, model, cases)
    async with opened(model) as rec:
        kept = rec.store.items.get("default", [c.item.id for c in cases])
    assert [kept[c.item.id] for c in cases] == [c.item for c in cases]


async def test_what_a_model_raises_ends_nothing(opened: OpenRecommender, trust: Trust) -> None:
    def breaks(call: Call) -> list[float]:
        raise RuntimeError("no adapter would let this out")

    model = ScriptedModel(on_parse=breaks)
    trust(model, trusted_card("scripted", patch_mode="guided"))
    cases = (await plan(opened))[:3]
    result = await measure_injection(opened, model, cases)
    assert len(result.outcomes) == 3
    assert not result.errors


async def test_what_a_copying_model_says_is_counted_before_and_behind_the_gate(
    opened: OpenRecommender, trust: Trust
) -> None:
    model = HostileModel(only=["copied_canary_in_label", "all_zero"])
    trust(model, trusted_card(patch_mode="guided"))
    early = ("shots-13", "markup-01", "evidence-10", "forged-02", "turn-13", "long-02", "json-02")
    async with opened(model) as rec:
        payloads = [p for p in load_payloads() if p.id in early]
        cases = await plan_injection(rec, payloads, candidates=5, rankers=1)
    result = await measure_injection(opened, model, cases)
    assert result.answers > 0
    assert result.errors == ()
    total = result.total
    assert total.leaked <= total.obeyed <= total.obeyed_before
    assert total.obeyed_before > 0
    for leak in result.leaks:
        # A label goes everywhere: into summaries, prompts and explanations that code composes.
        assert leak.place != "statement"


async def test_counts_by_technique_language_and_place_add_up(
    opened: OpenRecommender, trust: Trust
) -> None:
    model = ScriptedModel()
    trust(model, trusted_card("scripted", patch_mode="guided"))
    result = await measure_injection(opened, model, await plan(opened))
    for groups in (result.by_technique, result.by_language, result.by_where):
        assert sum(counts.n for counts in groups.values()) == result.total.n
    assert result.total.exposed > 0

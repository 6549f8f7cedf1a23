from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.agents.retrieve.world import interest, snapshot, user
from tests.fakes import ScriptedModel
from whyrec.agents.models import ChatMessage
from whyrec.agents.rank import (
    JUDGEMENT,
    Judge,
    LikelihoodJudge,
    LinearModel,
    ListwiseJudge,
    Ranked,
    Weights,
    load_weights,
    rank,
    rank_with_model,
    select,
)
from whyrec.agents.retrieve import Candidates, UserView, retrieve
from whyrec.domain import Facet
from whyrec.errors import UpstreamError

WORLD = snapshot()
ANN = user(interests=(interest(0, share=0.7), interest(1, share=0.3)))
CANDIDATES = retrieve(ANN, WORLD)
WEIGHTS = Weights(
    without_model=LinearModel(weights={"rrf": 0.5, "interest_long": 1.0}, bias=-3.0),
    with_model=LinearModel(weights={"rrf": 0.5, "interest_long": 1.0, JUDGEMENT: 2.0}, bias=-3.0),
    data_fingerprint="none",
    protocol="by hand",
)


def prompt(labelled: Any) -> list[ChatMessage]:
    return [ChatMessage("user", "\n".join(f"{label}: {title}" for label, title in labelled))]


def shuffled(candidates: Candidates, order: np.ndarray) -> Candidates:
    return replace(
        candidates,
        items=candidates.items[order],
        rrf=candidates.rrf[order],
        ranks=candidates.ranks[order],
        scores={name: scores[order] for name, scores in candidates.scores.items()},
    )


def judged(judge: Judge, **options: Any) -> Ranked:
    return asyncio.run(with_model(CANDIDATES, judge, **options))


async def with_model(candidates: Candidates, judge: Judge, **options: Any) -> Ranked:
    base = rank(ANN, candidates, WORLD, WEIGHTS)
    return await rank_with_model(base, ANN, candidates, WORLD, WEIGHTS, judge, **options)


def assert_same(one: Ranked, other: Ranked) -> None:
    np.testing.assert_array_equal(one.items, other.items)
    np.testing.assert_array_equal(one.scores, other.scores)
    np.testing.assert_array_equal(one.contributions, other.contributions)
    assert list(one.sources) == list(other.sources)


def test_scores_are_probabilities_best_first() -> None:
    ranked = rank(ANN, CANDIDATES, WORLD, WEIGHTS)
    assert np.all((ranked.scores > 0) & (ranked.scores < 1))
    assert np.all(np.diff(ranked.scores) <= 0)
    assert sorted(ranked.items.tolist()) == sorted(CANDIDATES.items.tolist())


def test_each_wish_for_less_halves_the_odds_of_what_it_is_about() -> None:
    wish = replace(interest(1, polarity="dislike"), gradual=True)
    asking = replace(ANN, interests=(*ANN.interests, wish))
    plain, less = (rank(u, CANDIDATES, WORLD, WEIGHTS) for u in (ANN, asking))
    odds = {int(i): s / (1 - s) for i, s in zip(plain.items, plain.scores, strict=True)}
    about = WORLD.catalogue.carries(Facet.parse(wish.facets[0]))
    assert set(less.items.tolist()) == set(plain.items.tolist())
    assert 0 < sum(about[less.items]) < len(less.items)
    for place, item in enumerate(less.items):
        now = less.scores[place] / (1 - less.scores[place])
        assert now / odds[int(item)] == pytest.approx(0.5 if about[item] else 1.0, rel=1e-6)
        assert less.parts(place)["asked_for"] == pytest.approx(np.log(0.5) * about[item])
    assert "asked_for" not in plain.features


def asked_twice(user: UserView, **said: bool) -> Ranked:
    both = [replace(interest(1), id=f"w{n}", wanted=True, **said) for n in range(2)]
    return rank(replace(user, interests=tuple(both)), CANDIDATES, WORLD, WEIGHTS)


def test_answers_that_one_item_is_about_count_once_and_wishes_each() -> None:
    about = WORLD.catalogue.carries(Facet.parse(interest(1).facets[0]))
    new = replace(ANN, items=ANN.items[:0], weights=ANN.weights[:0], ages_days=ANN.ages_days[:0])
    for ranked, times in ((asked_twice(new, answer=True), 2), (asked_twice(new), 8 * 8)):
        for place, item in enumerate(ranked.items):
            expected = np.log(times) * about[item]
            assert ranked.parts(place)["asked_for"] == pytest.approx(expected)


def test_what_was_answered_fades_with_events_and_what_was_asked_for_does_not() -> None:
    n = len(ANN.items)
    assert max(asked_twice(ANN, answer=True).contributions[:, -1]) == pytest.approx(
        np.log(2) * 5 / (5 + n)
    )
    assert max(asked_twice(ANN).contributions[:, -1]) == pytest.approx(np.log(64))


def test_each_wish_for_more_makes_the_odds_of_what_it_is_about_eight_times_as_good() -> None:
    asking = replace(ANN, interests=(*ANN.interests, replace(interest(1), id="w", wanted=True)))
    silent = replace(ANN, interests=(*ANN.interests, replace(interest(1), id="w")))
    plain, more = (rank(u, CANDIDATES, WORLD, WEIGHTS) for u in (silent, asking))
    odds = {int(i): s / (1 - s) for i, s in zip(plain.items, plain.scores, strict=True)}
    about = WORLD.catalogue.carries_all(interest(1).facets)
    for place, item in enumerate(more.items):
        now = more.scores[place] / (1 - more.scores[place])
        assert now / odds[int(item)] == pytest.approx(8.0 if about[item] else 1.0, rel=1e-6)


def test_parts_and_bias_are_the_log_odds() -> None:
    ranked = rank(ANN, CANDIDATES, WORLD, WEIGHTS)
    odds = sum(ranked.parts(3).values()) - 3.0
    assert ranked.scores[3] == pytest.approx(1 / (1 + np.exp(-odds)))


@settings(max_examples=25, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_candidates_changes_nothing(random: Any) -> None:
    order = list(range(len(CANDIDATES)))
    random.shuffle(order)
    mixed = shuffled(CANDIDATES, np.array(order))
    weights = load_weights()
    assert_same(rank(ANN, mixed, WORLD, weights), rank(ANN, CANDIDATES, WORLD, weights))


def test_ties_go_by_the_ids_hash() -> None:
    flat = WEIGHTS.model_copy(
        update={"without_model": LinearModel(weights={"dislike": -1.0}, bias=0.0)}
    )
    ranked = rank(ANN, CANDIDATES, WORLD, flat)
    assert np.all(np.diff(WORLD.catalogue.tie_break[ranked.items].astype(float)) > 0)


def test_no_candidates_make_an_empty_list() -> None:
    none = shuffled(CANDIDATES, np.array([], dtype=int))
    ranked = rank(ANN, none, WORLD, load_weights())
    assert len(ranked) == 0
    assert select(ranked, WORLD, 10) == []
    judge = LikelihoodJudge(ScriptedModel(mood="dead"), "a", "b")
    assert len(asyncio.run(with_model(none, judge))) == 0


def test_likelihood_lifts_what_the_profile_makes_likelier() -> None:
    favourite = int(rank(ANN, CANDIDATES, WORLD, WEIGHTS).items[20])
    title = WORLD.catalogue.titles[favourite]

    def likelihood(call: Any) -> list[float]:
        told = "Ann" in call.prompt
        return [-5.0 if told and t == f" {title}" else -9.0 for t in call.continuations]

    model = ScriptedModel(on_likelihood=likelihood)
    ranked = judged(LikelihoodJudge(model, "Ann likes:", "Somebody likes:"), judged=30)
    assert ranked.items[0] == favourite
    assert ranked.parts(0)[JUDGEMENT] > 0
    assert not ranked.degraded
    assert {len(call.continuations) for call in model.calls} == {30}


def test_only_the_best_are_judged_and_the_others_keep_the_mean() -> None:
    ranked = judged(LikelihoodJudge(ScriptedModel(), "Film number 1", "x"), judged=5)
    place = ranked.features.index(JUDGEMENT)
    assert np.count_nonzero(ranked.contributions[:, place]) <= 5
    assert sorted(ranked.items.tolist()) == sorted(CANDIDATES.items.tolist())


@pytest.mark.parametrize("mood", ["dead", "garbage", "hostile"])
@pytest.mark.parametrize("kind", ["likelihood", "listwise"])
def test_a_broken_model_costs_nothing_and_adds_nothing(mood: Any, kind: str) -> None:
    model = ScriptedModel(mood=mood)
    judge: Judge = (
        LikelihoodJudge(model, "a", "b") if kind == "likelihood" else ListwiseJudge(model, prompt)
    )
    ranked = judged(judge)
    assert sorted(ranked.items.tolist()) == sorted(CANDIDATES.items.tolist())
    if ranked.degraded:
        assert_same(ranked, rank(ANN, CANDIDATES, WORLD, WEIGHTS))


@settings(max_examples=60, deadline=None)
@given(
    st.one_of(
        st.lists(st.floats(), max_size=60).map(np.array),
        st.just(None),
        st.sampled_from(["Titanic", ["f999"], {"a": 1}, np.zeros((50, 2)), np.inf]),
    )
)
def test_whatever_a_judge_says_only_candidates_come_out(verdict: Any) -> None:
    async def hostile(titles: Any) -> Any:
        return verdict

    ranked = judged(hostile)
    assert sorted(ranked.items.tolist()) == sorted(CANDIDATES.items.tolist())
    assert np.isfinite(ranked.scores).all()


@pytest.mark.parametrize("error", [UpstreamError("dead"), RuntimeError("bug"), KeyError("x")])
def test_any_failure_of_the_judge_degrades_to_the_other_set(error: Exception) -> None:
    async def failing(titles: Any) -> Any:
        raise error

    ranked = judged(failing)
    assert ranked.degraded
    assert_same(ranked, rank(ANN, CANDIDATES, WORLD, WEIGHTS))


async def test_cancelling_is_not_a_failure() -> None:
    model = ScriptedModel(mood="slow")
    waiting = asyncio.ensure_future(with_model(CANDIDATES, LikelihoodJudge(model, "a", "b")))
    while not model.calls:
        await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting


async def test_a_list_the_model_ranks_follows_it_whatever_the_place() -> None:
    titles = [f"Title {n}" for n in range(7)]

    def alphabetical(call: Any) -> dict[str, Any]:
        lines = [line.split(": ", 1) for line in call.prompt.splitlines() if ": " in line]
        return {"best_first": [label for label, title in sorted(lines, key=lambda x: x[1])]}

    judge = ListwiseJudge(ScriptedModel(on_parse=alphabetical), prompt)
    forward, backward = await judge(titles), await judge(titles[::-1])
    assert np.all(np.diff(forward) < 0)
    np.testing.assert_allclose(forward, backward[::-1])


async def test_a_lazy_ranking_leaves_the_rest_level() -> None:
    def first_only(call: Any) -> dict[str, Any]:
        line = next(line for line in call.prompt.splitlines() if "Title 2" in line)
        label = line.split(":")[0]
        return {"best_first": [label, label]}

    verdict = await ListwiseJudge(ScriptedModel(on_parse=first_only), prompt)(
        [f"Title {n}" for n in range(5)]
    )
    assert np.argmax(verdict) == 2
    assert len(set(np.delete(verdict, 2).tolist())) == 1


async def test_many_titles_are_dealt_into_prompts_of_the_size() -> None:
    model = ScriptedModel()
    verdict = await ListwiseJudge(model, prompt, shuffles=2, size=20)([f"T{n}" for n in range(50)])
    assert verdict.shape == (50,)
    assert model.count("parse") == 6
    schema = json.dumps(model.calls[0].schema.model_json_schema() if model.calls[0].schema else {})
    assert "maxItems" in schema
    assert "c17" in schema


def test_diversity_spreads_the_list_and_zero_keeps_the_order() -> None:
    ranked = rank(ANN, CANDIDATES, WORLD, WEIGHTS)
    assert select(ranked, WORLD, 10, diversity=0) == list(range(10))

    def horror(diversity: float) -> float:
        return float(np.mean(ranked.items[select(ranked, WORLD, 10, diversity=diversity)] % 2 == 0))

    assert horror(5.0) < horror(0.0)
    assert select(ranked, WORLD, 10, diversity=5.0)[0] == 0


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 80), st.floats(0, 20))
def test_a_list_has_k_different_items_or_all(k: int, diversity: float) -> None:
    ranked = rank(ANN, CANDIDATES, WORLD, WEIGHTS)
    chosen = select(ranked, WORLD, k, diversity=diversity)
    assert len(chosen) == len(set(chosen)) == min(k, len(ranked))

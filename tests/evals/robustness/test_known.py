"""Likelihoods that are asked for once."""

from __future__ import annotations

from tests.fakes.scripted_model import ScriptedModel
from whyrec.evals.robustness._known import KnownLikelihoods


def scored() -> ScriptedModel:
    """A likelihood is the length of all that is read."""
    return ScriptedModel(
        on_likelihood=lambda call: [-float(len(call.prompt + c)) for c in call.continuations]
    )


async def test_only_what_is_new_is_asked_for() -> None:
    model = scored()
    known = KnownLikelihoods(model)
    first = await known.loglikelihood("p", ["a", "bb"])
    again = await known.loglikelihood("p", ["bb", "ccc", "a"])
    assert [list(call.continuations) for call in model.calls] == [["a", "bb"], ["ccc"]]
    assert first.logprobs == (-2.0, -3.0)
    assert again.logprobs == (-3.0, -4.0, -2.0)
    assert len(again.tokens) == 3


async def test_behind_other_words_it_is_another_likelihood() -> None:
    known = KnownLikelihoods(scored())
    assert (await known.loglikelihood("p", ["a"])).logprobs == (-2.0,)
    assert (await known.loglikelihood("pp", ["a", "a"])).logprobs == (-3.0, -3.0)


async def test_what_is_all_known_asks_nothing() -> None:
    model = scored()
    known = KnownLikelihoods(model)
    await known.loglikelihood("p", ["a"])
    model.mood = "dead"
    assert (await known.loglikelihood("p", ["a"])).logprobs == (-2.0,)

"""Thresholds: what a run had to reach, and what makes it fail."""

from __future__ import annotations

import pytest

from tests.evals.ranking.answers import at_ranks, world
from whyrec.errors import InputError
from whyrec.evals._suite import Threshold
from whyrec.evals.baselines import BASELINES
from whyrec.evals.metrics import holm, not_inferior
from whyrec.evals.ranking._checks import checks, require
from whyrec.evals.ranking._scores import Scores
from whyrec.evals.report import Check

USERS = 40


def system(name: str, hits: int, rank: int = 1) -> Scores:
    """A system that finds the first ``hits`` of 40 targets."""
    return at_ranks(name, world(USERS), [rank] * hits + [0] * (USERS - hits))


def check(threshold: Threshold, *systems: Scores) -> Check:
    (found,) = checks([threshold], {one.system: one for one in systems})
    return found


@pytest.mark.parametrize(("least", "passed"), [(0.25, True), (0.2501, False), (0.0, True)])
def test_at_least_is_reached_at_its_own_value(least: float, passed: bool) -> None:
    found = check(Threshold(system="ours", at_least=least), system("ours", 10))
    assert found.passed is passed
    assert (found.measured, found.required) == (0.25, f"≥ {least}")
    assert found.name == "HR@10 of ours"


def test_above_needs_a_difference_that_is_sure() -> None:
    wanted = Threshold(system="ours", above="theirs")
    assert check(wanted, system("ours", 30), system("theirs", 10)).passed
    assert not check(wanted, system("ours", 11), system("theirs", 10)).passed
    assert not check(wanted, system("ours", 10), system("theirs", 10)).passed
    assert not check(wanted, system("ours", 10), system("theirs", 30)).passed


def test_the_best_baseline_is_the_best_by_the_same_metric() -> None:
    # EASE finds more, popularity finds them higher.
    ease, popularity = system("EASE", 20, rank=10), system("popularity", 18)
    rivals = (ease, popularity, system("without profile", 40))
    by_hits = check(Threshold(system="ours", above="best baseline"), system("ours", 40), *rivals)
    assert "above EASE" in by_hits.required
    by_rank = check(
        Threshold(system="ours", metric="NDCG@10", above="best baseline"),
        system("ours", 40),
        *rivals,
    )
    assert "above popularity" in by_rank.required
    assert by_hits.passed
    assert by_rank.passed


def test_only_baselines_are_baselines() -> None:
    with pytest.raises(InputError, match="no baseline runs"):
        check(Threshold(system="ours", above="best baseline"), system("ours", 9))
    assert "whyrec" not in BASELINES


def test_not_below_allows_the_margin_and_no_more() -> None:
    rivals = system("ours", 20), system("theirs", 22)
    wanted = Threshold(system="ours", not_below="theirs", margin=0.2)
    assert check(wanted, *rivals).passed
    assert not check(wanted.model_copy(update={"margin": 0.01}), *rivals).passed


def test_claims_of_not_worse_are_corrected_together() -> None:
    names = [f"rival{n}" for n in range(5)]
    margins = [0.15, 0.16, 0.2, 0.3, 0.4]
    ours = system("ours", 20)
    rivals = {name: system(name, 20 + 2 * (n % 2)) for n, name in enumerate(names)}
    wanted = [
        Threshold(system="ours", not_below=name, margin=margin)
        for name, margin in zip(names, margins, strict=True)
    ]
    alone = [
        not_inferior(ours.metric("HR@10"), rivals[name].metric("HR@10"), margin).p
        for name, margin in zip(names, margins, strict=True)
    ]
    found = checks(wanted, {"ours": ours, **rivals})
    corrected = holm(alone)
    assert [one.passed for one in found] == [bool(p < 0.05) for p in corrected]
    assert [
        f"p {p:.4f} (Holm)" in str(one.measured) for one, p in zip(found, corrected, strict=True)
    ]
    single = checks(wanted[:1], {"ours": ours, **rivals})
    assert f"p {alone[0]:.4f} (Holm)" in str(single[0].measured)


def test_more_claims_make_each_harder() -> None:
    ours, theirs = system("ours", 20), system("theirs", 21)
    at_the_edge = next(
        margin / 1000
        for margin in range(25, 400)
        if not_inferior(ours.metric("HR@10"), theirs.metric("HR@10"), margin / 1000).p < 0.05
    )
    claim = Threshold(system="ours", not_below="theirs", margin=at_the_edge)
    systems = {"ours": ours, "theirs": theirs}
    assert checks([claim], systems)[0].passed
    others = [claim.model_copy(update={"metric": f"HR@{k}"}) for k in (5, 8, 9)]
    assert not checks([claim, *others], systems)[0].passed


def test_one_threshold_may_ask_several_things() -> None:
    wanted = Threshold(system="ours", at_least=0.5, above="theirs", not_below="theirs", margin=0.1)
    found = checks([wanted], {"ours": system("ours", 30), "theirs": system("theirs", 10)})
    assert [one.passed for one in found] == [True, True, True]
    assert len({one.required for one in found}) == 3


@pytest.mark.parametrize(
    ("threshold", "told"),
    [
        ({"system": "nobody", "at_least": 0.1}, "'nobody', which does not run"),
        ({"system": "ours", "above": "nobody"}, "'nobody', which does not run"),
        ({"system": "ours", "not_below": "nobody"}, "'nobody', which does not run"),
        ({"system": "ours", "metric": "HITS@10", "at_least": 0.1}, "metric 'HITS@10'"),
        ({"system": "ours", "metric": "HR@ten", "at_least": 0.1}, "metric 'HR@ten'"),
        ({"system": "ours", "metric": "HR", "at_least": 0.1}, "metric 'HR'"),
    ],
)
def test_a_threshold_that_names_what_is_not_there_is_told(
    threshold: dict[str, object], told: str
) -> None:
    named = Threshold.model_validate(threshold)
    with pytest.raises(InputError, match=told):
        check(named, system("ours", 9))
    with pytest.raises(InputError, match=told):
        require([named], ["ours"])


def test_what_will_run_is_known_before_anything_does() -> None:
    wanted = [Threshold(system="ours", above="best baseline", metric="MAP@5")]
    require(wanted, ["ours", "EASE"])
    with pytest.raises(InputError, match="no baseline runs"):
        require(wanted, ["ours"])


def test_no_thresholds_are_no_checks() -> None:
    assert checks([], {"ours": system("ours", 9)}) == []

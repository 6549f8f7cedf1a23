"""A whole run of a diversity suite, and what its numbers are made of."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.evals.conftest import RunSuite
from whyrec.domain import Balance
from whyrec.evals._home import DataSet
from whyrec.evals._suite import DiversitySuite, FullSpec
from whyrec.evals.balance._listed import Like, Listed
from whyrec.evals.balance._measures import Ground, Measured
from whyrec.evals.balance._variants import DEFAULT, distinct, sweeps
from whyrec.evals.protocols import full
from whyrec.evals.report import Report, Value


def suite(**more: object) -> DiversitySuite:
    told = {
        "kind": "diversity",
        "name": "mine",
        "about": "a test",
        "data": "few",
        "protocol": FullSpec(name="full", cut=0.8, min_events=5, users=8),
        "k": 6,
        "diversity": (0, 0.2, 8),
        "calibration": (0, 1),
        "cap": (None, 3),
        "surprise": (0, 1),
    }
    return DiversitySuite.model_validate({**told, **more})


def column(report: Report, name: str) -> dict[str, float]:
    """A column of the first table by the list's name."""
    table = report.sections[0].tables[0]
    place = [c.name for c in table.columns].index(name)
    found = {}
    for row in table.rows:
        cell = row[place]
        mean = cell.mean if isinstance(cell, Value) else cell
        assert isinstance(mean, float)
        found[str(row[0])] = mean
    return found


@pytest.fixture
async def report(few: Path, ran: RunSuite) -> Report:
    told = suite(data=str(few))
    found, again = await ran(told), await ran(told)
    assert again.sections == found.sections
    return found


async def test_each_parameter_moves_its_own_measure(report: Report) -> None:
    names = list(column(report, "coverage"))
    assert names == [DEFAULT, "λ 0", "λ 8", "μ 1", "cap 3", "surprise 1"]
    diversity, novelty = column(report, "diversity"), column(report, "novelty")
    interests, fullest = column(report, "interests off"), column(report, "of one genre")
    assert diversity["λ 0"] < diversity["λ 8"]
    assert interests["μ 1"] < interests[DEFAULT]
    assert fullest["cap 3"] == 3 < fullest[DEFAULT]
    assert novelty["surprise 1"] > novelty[DEFAULT]


async def test_every_curve_has_a_line_a_parameter_with_intervals(report: Report) -> None:
    plots = report.sections[0].plots
    assert len(plots) == 10
    for plot in plots:
        assert [series.name for series in plot.series] == ["λ", "μ", "cap", "surprise"]
        assert [len(series.x) for series in plot.series] == [3, 2, 2, 2]
        assert all(series.low is not None for series in plot.series)


def test_a_value_that_is_the_defaults_is_asked_for_once() -> None:
    found = sweeps(suite(), 0.2)
    assert [v.name for sweep in found for v in sweep.variants].count(DEFAULT) == 4
    every = distinct(found, 0.2)
    assert len({v.name for v in every}) == len(every) == 6
    assert every[0].balance == Balance()
    assert "λ 0.2" in {v.name for v in distinct(sweeps(suite(), 0.5), 0.5)}


def test_a_parameter_without_values_has_no_line() -> None:
    assert [sweep.name for sweep in sweeps(suite(cap=(), surprise=()), 0.2)] == ["λ", "μ"]


def test_interests_are_held_against_the_profile_and_genres_against_the_history(
    few_data: DataSet,
) -> None:
    plan = full(few_data.crowd, few_data.catalogue.ids, cut=0.8, min_events=5, users=1)
    kinds = {"Horror": [], "Comedy": []}  # type: dict[str, list[str]]
    for item in few_data.items:
        kinds[item.facets["genre"][0]].append(item.id)
    mixed = (*kinds["Horror"][:3], *kinds["Comedy"][:1])
    likes = (
        Like(share=0.6, facets=("genre=Horror",)),
        Like(share=0.2, facets=("genre=Comedy",)),
    )
    lists = {"mixed": mixed, "one": tuple(kinds["Comedy"][:4])}
    listed = [Listed(case=plan.cases[0].id, lists=lists, likes=likes)]
    ground = Ground(few_data, plan.cases, 4)
    at = {name: Measured(name, ground, listed) for name in lists}
    assert at["mixed"].interests_off == pytest.approx([0], abs=1e-12)
    assert at["one"].interests_off[0] > 1
    assert at["mixed"].fullest.tolist() == [3]
    assert at["mixed"].coverage == pytest.approx(4 / len(few_data.catalogue))
    assert ground.usual.sum() == pytest.approx(1)
    stranger = [listed[0].model_copy(update={"likes": ()})]
    assert np.isnan(Measured("mixed", ground, stranger).interests_off).all()

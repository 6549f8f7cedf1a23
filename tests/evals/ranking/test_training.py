"""What the ranker learns from, and the weights that come of it."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from tests.evals.crowds import day, drawn_rows, item, made
from whyrec import Recommender, Settings
from whyrec.agents.rank import FEATURES, JUDGEMENT, dump_weights, load_weights
from whyrec.agents.retrieve import microseconds
from whyrec.errors import InputError
from whyrec.evals._home import DataSet, quiet
from whyrec.evals.protocols import cut_moment, sampled
from whyrec.evals.protocols._users import moment
from whyrec.evals.ranking import Training, artifact, features_without, fit, training
from whyrec.evals.ranking._fit import LEAST, bounds_of
from whyrec.evals.ranking._training import TRAINING_CUTS, earlier, windows

NAMES = tuple(feature.name for feature in FEATURES)


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("training")


@pytest.fixture(scope="module")
def known(few_data: DataSet, work: Path) -> Training:
    return asyncio.run(training(few_data, work))


def window_ends(data: DataSet) -> dict[datetime, datetime]:
    """Where each window ends, by the moment at which it begins."""
    begins = [cut_moment(data.crowd, cut) for cut in TRAINING_CUTS]
    return dict(zip(begins, [*begins[1:], cut_moment(data.crowd, 0.9)], strict=True))


def test_each_window_ends_where_the_next_begins_and_the_last_at_the_test() -> None:
    data = made(drawn_rows(1))
    plans = windows(data, 0.9)
    ends = window_ends(data)
    assert len(plans) >= 5
    assert plans[-1].blocks[0].moment == cut_moment(data.crowd, TRAINING_CUTS[-1])
    for plan in plans:
        end = ends[plan.blocks[0].moment]
        for case in plan.cases:
            times = [
                day(at)
                for user, number, at in drawn_rows(1)
                if user == case.user_id and item(number) == case.targets[0]
            ]
            assert case.as_of < min(times) <= end


def test_windows_that_begin_after_the_test_are_left_out() -> None:
    data = made(drawn_rows(1))
    plans = windows(data, 0.65)
    assert plans
    assert all(plan.blocks[0].moment < cut_moment(data.crowd, 0.65) for plan in plans)
    with pytest.raises(InputError, match="before any training window"):
        windows(data, 0.4)


def test_windows_in_which_nobody_has_a_history_are_left_out() -> None:
    data = made(drawn_rows(1))
    assert len(windows(data, 0.9)) < len(TRAINING_CUTS)
    with pytest.raises(InputError, match="Nobody has 10 events"):
        windows(data, 0.45)


def test_for_sampled_cases_it_learns_from_what_each_user_took_before_the_last() -> None:
    data = made(drawn_rows(1))
    plan, test = earlier(data), sampled(data.crowd, data.catalogue.ids)
    last = {case.user_id: case for case in test.cases}
    assert len(plan.cases) == 2 * len(last)
    for case in plan.cases:
        assert case.as_of <= last[case.user_id].as_of
        assert case.targets != last[case.user_id].targets


def test_a_choice_was_made_when_its_target_was_taken(known: Training, few_data: DataSet) -> None:
    plans = windows(few_data, 0.9)
    ends = window_ends(few_data)
    cases = [(case, ends[plan.blocks[0].moment]) for plan in plans for case in plan.cases]
    for (case, end), at_us in zip(cases, known.at_us.tolist(), strict=True):
        assert microseconds(case.as_of) < at_us <= microseconds(end)


def test_until_a_moment_only_what_was_chosen_by_then_is_known(known: Training) -> None:
    middle = moment(int(np.sort(known.at_us)[len(known.at_us) // 2]))
    early = known.until(middle)
    assert 0 < len(early.choices) == len(early.at_us) < len(known.choices)
    assert early.at_us.max() == microseconds(middle)
    assert len(known.until(middle - timedelta(microseconds=1)).choices) < len(early.choices)


def test_a_choice_is_a_list_of_candidates_with_every_feature(
    known: Training, few_data: DataSet
) -> None:
    assert known.names == NAMES
    assert len(known.choices) == sum(len(plan.cases) for plan in windows(few_data, 0.9))
    for choice in known.choices:
        assert choice.columns.shape[1] == len(NAMES)
        assert -1 <= choice.taken < len(choice.columns)
        assert np.isfinite(choice.columns).all()
    assert np.mean([choice.taken >= 0 for choice in known.choices]) > 0.9


async def test_a_second_call_reads_what_the_first_gathered(
    known: Training, few_data: DataSet, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("whyrec.evals.ranking._training._gather", None)
    again = await training(few_data, work)
    assert again.protocol == known.protocol
    for one, two in zip(known.choices, again.choices, strict=True):
        assert one.columns.tobytes() == two.columns.tobytes()
        assert one.taken == two.taken


async def test_gathering_and_fitting_again_gives_the_same_bytes(
    known: Training, few_data: DataSet, tmp_path: Path
) -> None:
    again = await training(few_data, tmp_path)
    texts = {
        dump_weights(artifact(few_data, fit(told), 0.3, told.protocol)) for told in (known, again)
    }
    assert len(texts) == 1


def test_signs_are_kept_and_the_profile_always_counts(known: Training) -> None:
    fitted = fit(known).weights
    for feature in FEATURES:
        assert feature.sign * fitted[feature.name] >= 0
    assert fitted["interest_long"] > 0
    assert fitted["interest_short"] > 0
    assert fitted["dislike"] < 0


def test_bounds_keep_every_sign_and_the_least_weights() -> None:
    bounds = dict(zip(NAMES, bounds_of(NAMES), strict=True))
    for feature in FEATURES:
        low, high = bounds[feature.name]
        least = LEAST.get(feature.name, 0.0)
        assert (low, high) == {1: (least, None), -1: (None, -least), 0: (None, None)}[feature.sign]
    assert set(LEAST) <= set(NAMES)


def test_a_fit_without_a_part_has_no_weights_of_it(known: Training) -> None:
    left = features_without(["profile", "popularity"], known.names)
    assert set(fit(known, left).weights) == set(left)


def test_the_artifact_loads_and_ranks(
    known: Training, few_data: DataSet, tmp_path: Path, work: Path
) -> None:
    weights = artifact(few_data, fit(known), 0.4, known.protocol)
    file = tmp_path / "weights.json"
    file.write_text(dump_weights(weights), encoding="utf-8")
    assert load_weights(file) == weights
    assert weights.data_fingerprint == few_data.fingerprint
    assert JUDGEMENT not in weights.without_model.weights
    assert weights.with_model.weights[JUDGEMENT] == 0.4
    assert weights.with_model.bias == pytest.approx(weights.without_model.bias - 0.08)
    home = few_data.copy(tmp_path / "home")
    settings = quiet(home, Settings(home=home)).model_copy(
        update={"rank": Settings(home=home, rank={"weights": file}).rank}
    )

    async def listed() -> list[float]:
        async with Recommender.open(settings) as rec:
            return [r.score for r in await rec.recommend("u00", 5, explain=False, diversity=0)]

    assert asyncio.run(listed()) == sorted(asyncio.run(listed()), reverse=True)

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from tests.agents.retrieve.world import catalogue, events, films
from tests.fakes import ScriptedModel
from whyrec.agents.rank import FEATURES, JUDGEMENT, LinearModel, dump_weights
from whyrec.evals import _fit_ranker as fitting
from whyrec.evals import cut_moment
from whyrec.evals._choice_model import Choice, calibrate, fit_choice
from whyrec.evals._data_set import DataSet
from whyrec.evals._judgement import judge_sample
from whyrec.evals.ranker import main
from whyrec.store import EventColumns


def choices(n: int = 400, *, seed: int = 0) -> list[Choice]:
    """Taken by softmax of ``2·x₀ − x₁``; every tenth target is no candidate."""
    rng = np.random.default_rng(seed)
    made = []
    for number in range(n):
        columns = rng.normal(size=(20, 3)).astype(np.float32)
        utility = 2 * columns[:, 0] - columns[:, 1] + rng.gumbel(size=20)
        made.append(Choice(columns, -1 if number % 10 == 0 else int(np.argmax(utility))))
    return made


FREE = [(None, None)] * 3


def test_the_choice_model_finds_what_made_the_choices() -> None:
    weights = fit_choice(choices(3_000), FREE, ridge=1e-6)
    np.testing.assert_allclose(weights, [2, -1, 0], atol=0.12)


def test_bounds_hold_and_the_rest_fits_on() -> None:
    weights = fit_choice(choices(), [(None, None), (0.25, None), (None, None)], ridge=1e-6)
    assert weights[1] == 0.25
    assert weights[0] > 1


def test_nothing_to_learn_from_is_said() -> None:
    with pytest.raises(ValueError, match="no choice"):
        fit_choice([Choice(np.zeros((3, 3), dtype=np.float32), -1)], FREE, ridge=1.0)


def test_calibrated_probabilities_sum_to_the_targets_found() -> None:
    made = choices(800)
    weights = np.array([2.0, -1.0, 0.0])
    scale, bias = calibrate(made, weights)
    odds = scale * np.concatenate([c.columns @ weights for c in made]) + bias
    found = sum(choice.taken >= 0 for choice in made)
    assert (1 / (1 + np.exp(-odds))).sum() == pytest.approx(found, rel=0.01)


def test_a_judgement_that_helps_gets_weight_and_one_that_lies_gets_none() -> None:
    rng = np.random.default_rng(0)

    def judged(truth: float) -> list[Choice]:
        made = []
        for _ in range(1_500):
            odds, said = rng.normal(size=(2, 50))
            taken = int(np.argmax(odds + truth * said + rng.gumbel(size=50)))
            made.append(Choice(np.column_stack([odds, said]).astype(np.float32), taken))
        return made

    base = LinearModel(weights={"rrf": 2.0}, bias=-1.0)
    helped = fitting.add_judgement(base, judged(0.5))
    assert helped.weights["rrf"] == 2.0
    assert helped.weights[JUDGEMENT] == pytest.approx(0.5, abs=0.07)
    assert helped.bias == pytest.approx(-1.0 - helped.weights[JUDGEMENT] ** 2 / 2, abs=1e-4)
    assert fitting.add_judgement(base, judged(-0.5)).weights[JUDGEMENT] == 0


def test_the_judged_sample_is_what_the_model_said() -> None:
    data = world(many())
    base = LinearModel(weights={"rrf": 1.0}, bias=-3.0)
    model = ScriptedModel()
    choices_ = judge_sample(data, base, model, cut=0.5, until=0.9, users=4, best=10)
    assert len(choices_) == 4
    assert all(c.columns.shape == (10, 2) and c.taken >= 0 for c in choices_)
    assert model.count("loglikelihood") == 8
    assert "Likes: " in model.calls[0].prompt
    assert "Likes: " not in model.calls[1].prompt


def test_bounds_follow_the_signs() -> None:
    names = [feature.name for feature in FEATURES]
    bounds = dict(zip(names, fitting.bounds_of(names), strict=True))
    assert bounds["dislike"][1] is not None
    assert bounds["dislike"][1] < 0
    assert bounds["interest_long"][0] is not None
    assert bounds["interest_long"][0] > 0
    assert bounds["novelty"] == (None, None)


def world(happened: EventColumns) -> DataSet:
    return DataSet("made-up", tuple(films()), catalogue(), happened, "fingerprint")


def many() -> EventColumns:
    return events(n_users=80, each=25)


def test_fitting_again_gives_the_same_bytes() -> None:
    def fitted() -> str:
        data = world(many())
        base = fitting.fit_without_model(data)
        with_model = LinearModel(weights={**base.weights, JUDGEMENT: 0.1}, bias=base.bias)
        return dump_weights(fitting.artifact(data, base, with_model, "test"))

    assert fitted() == fitted()


def test_the_test_window_teaches_nothing() -> None:
    happened = many()
    after = happened.at_us > cut_moment(happened, 0.9).timestamp() * 1e6
    changed = happened.item_id.copy()
    changed[after] = "f001"
    poisoned = happened._replace(item_id=changed)
    assert fitting.fit_without_model(world(poisoned)) == fitting.fit_without_model(world(happened))


def test_the_command_fits_measures_and_prints(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "set"
    folder.mkdir()
    (folder / "items.jsonl").write_text(
        "".join(
            json.dumps({"item_id": i.id, "title": i.title, "genre": i.facets["genre"][0]}) + "\n"
            for i in films()
        )
    )
    happened = many()
    rows = zip(happened.user_id, happened.item_id, happened.value, happened.at_us, strict=True)
    (folder / "events.csv").write_text(
        "user_id,item_id,kind,value,at\n"
        + "".join(f"{u},{i},rating,{v},{at // 1_000_000}\n" for u, i, v, at in rows)
    )
    monkeypatch.setattr("whyrec.evals.ranker.all_baselines", lambda: ())
    out = tmp_path / "weights.json"
    assert main([str(folder), "--fit", str(out)]) == 0
    assert "whyrec, no model" in capsys.readouterr().out
    assert main([str(folder), "--weights", str(out), "--ablate"]) == 0
    assert "without year_fit" in capsys.readouterr().out


def test_a_folder_that_is_none_is_an_input_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["/nowhere"]) == 2
    assert "nowhere" in capsys.readouterr().err

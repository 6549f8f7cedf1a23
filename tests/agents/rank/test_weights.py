from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from whyrec.agents.rank import FEATURES, JUDGEMENT, dump_weights, load_weights
from whyrec.errors import InputError


def shipped() -> dict[str, Any]:
    return json.loads(dump_weights(load_weights()))


def test_the_weights_that_ship_are_complete_and_keep_every_sign() -> None:
    weights = load_weights()
    assert set(weights.without_model.weights) == {feature.name for feature in FEATURES}
    for feature in FEATURES:
        for fitted in (weights.without_model, weights.with_model):
            assert fitted.weights[feature.name] * feature.sign >= 0
    assert weights.with_model.weights[JUDGEMENT] >= 0
    assert weights.without_model.weights["dislike"] < 0
    assert weights.without_model.weights["interest_short"] > 0


def test_what_is_written_is_what_is_read(tmp_path: Path) -> None:
    file = tmp_path / "weights.json"
    file.write_text(dump_weights(load_weights()))
    assert load_weights(file) == load_weights()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda w: w.update(format=2), "format"),
        (lambda w: w.pop("protocol"), "protocol"),
        (lambda w: w["without_model"].update(bias="high"), "without_model.bias"),
        (lambda w: w["without_model"].update(bias=float("nan")), "without_model.bias"),
        (lambda w: w["without_model"]["weights"].update(magic=1.0), "magic"),
        (lambda w: w["without_model"]["weights"].update(judgement=1.0), "judgement"),
        (lambda w: w["with_model"]["weights"].pop("judgement"), "judgement"),
        (lambda w: w.update(extra=1), "extra"),
    ],
)
def test_a_wrong_artifact_is_refused_and_the_place_named(
    tmp_path: Path, change: Any, told: str
) -> None:
    content = shipped()
    change(content)
    file = tmp_path / "weights.json"
    file.write_text(json.dumps(content))
    with pytest.raises(InputError, match=told):
        load_weights(file)


@pytest.mark.parametrize("content", [b"", b"[]", b"not json", b"\xff\xfe"])
def test_no_artifact_at_all_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "weights.json"
    file.write_bytes(content)
    with pytest.raises(InputError, match=r"fit-ranker"):
        load_weights(file)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nowhere\.json"):
        load_weights(tmp_path / "nowhere.json")

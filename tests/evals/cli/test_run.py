"""``whyrec eval run``, ``report``, ``compare`` and ``list``."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.evals.cli.conftest import SYSTEMS, Eval
from tests.evals.world import events, write
from whyrec.errors import UpstreamError
from whyrec.evals import shipped
from whyrec.evals.report import Report
from whyrec.evals.systems import Scored, Whyrec

REACHED = {"system": "popularity", "metric": "HR@10", "at_least": 0.1}
MISSED = {"system": "popularity", "metric": "HR@1", "above": "random"}
WITH_WHYREC = [{"whyrec": "ours"}, *SYSTEMS]
Write = Callable[..., Path]


@pytest.fixture
def deaf(monkeypatch: pytest.MonkeyPatch) -> None:
    """No system answers any more."""

    async def refuse(*_: object) -> None:
        raise UpstreamError("asked again")

    monkeypatch.setattr(Scored, "answer", refuse)
    monkeypatch.setattr(Whyrec, "answer", refuse)


def test_list_names_every_suite_that_ships(evaluate: Eval) -> None:
    ran = evaluate("list")
    assert ran.code == 0
    for name in shipped():
        assert name in ran.out
    assert [told["name"] for told in evaluate("list", "--json").json()] == list(shipped())


def test_a_run_prints_its_tables_and_writes_page_and_json(
    evaluate: Eval, suite: Write, tmp_path: Path
) -> None:
    file = suite("printed", systems=WITH_WHYREC, thresholds=[REACHED])
    ran = evaluate("run", file, "--out", tmp_path / "out")
    assert ran.code == 0
    for told in ("ours", "popularity", "random", "HR@10", "reached: HR@10 of popularity"):
        assert told in ran.out
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert page.lstrip().lower().startswith("<!doctype html>")
    report = Report.model_validate_json((tmp_path / "out" / "report.json").read_bytes())
    assert report.passed
    assert "report.html" in ran.err
    names = {"data fingerprint", "protocol", "seed", "code", "whyrec", "system ours"}
    assert names <= report.provenance.keys()
    assert report.settings.startswith("name: printed")
    assert report.command == f"whyrec eval run {file}"


def test_single_cases_show_the_list_that_was_ranked(
    evaluate: Eval, suite: Write, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    told = evaluate("run", suite("cases", systems=WITH_WHYREC), "--out", out, "--json").json()
    cases = told["report"]["sections"][-1]["cases"]
    assert len(cases) > 2
    for case in cases:
        facts = {fact["label"]: fact["value"] for fact in case["facts"]}
        (target,) = [one for one in case["candidates"] if one["is_target"]]
        assert facts["rank by ours"] == str(target["rank"])
        assert case["profile"]
        assert case["explanation"]


def test_a_missed_threshold_is_told_and_the_status_is_1(evaluate: Eval, suite: Write) -> None:
    file = suite("missed", thresholds=[REACHED, MISSED])
    ran = evaluate("run", file)
    assert ran.code == 1
    assert "reached: HR@10 of popularity" in ran.out
    assert "MISSED: HR@1 of popularity" in ran.out
    told = evaluate("run", file, "--json")
    assert told.code == 1
    assert [check["passed"] for check in told.json()["report"]["checks"]] == [True, False]


def test_as_json_stdout_holds_the_report_and_nothing_else(evaluate: Eval, suite: Write) -> None:
    ran = evaluate("run", suite("printed json"), "--json")
    assert ran.code == 0
    told = ran.json()
    assert Report.model_validate(told["report"]).suite == "printed json"
    assert Path(told["page"]).is_file()


def test_a_second_run_asks_nothing_and_says_the_same(
    evaluate: Eval, suite: Write, request: pytest.FixtureRequest
) -> None:
    file = suite("twice", systems=WITH_WHYREC)
    first = evaluate("run", file, "--json").json()["report"]
    request.getfixturevalue("deaf")
    ran = evaluate("run", file, "--json")
    assert ran.code == 0
    second = ran.json()["report"]
    for changes in ("started_at", "finished_at"):
        first.pop(changes)
        second.pop(changes)
    assert second == first
    fresh = evaluate("run", file, "--fresh")
    assert fresh.code == 6
    assert "asked again" in fresh.err


def test_a_run_that_was_killed_goes_on(evaluate: Eval, suite: Write, tmp_path: Path) -> None:
    out = tmp_path / "out"
    file = suite("killed")
    whole = evaluate("run", file, "--out", out, "--json").json()["report"]
    kept = out / "outcomes.jsonl"
    lines = kept.read_bytes().splitlines(keepends=True)
    kept.write_bytes(b"".join(lines[:7]) + lines[7][:40])
    (out / "report.json").unlink()
    again = evaluate("run", file, "--out", out, "--json").json()["report"]
    assert again["sections"][0] == whole["sections"][0]
    assert len(kept.read_bytes().splitlines()) == len(lines)


def test_fresh_throws_away_the_answers_and_nothing_of_the_users(
    evaluate: Eval, suite: Write, tmp_path: Path
) -> None:
    out = tmp_path / "documents"
    out.mkdir()
    (out / "thesis.txt").write_text("years of work")
    file = suite("fresh")
    for words in ((), ("--fresh",)):
        assert evaluate("run", file, "--out", out, *words).code == 0
    assert (out / "thesis.txt").read_text() == "years of work"


def test_other_data_are_other_answers(
    evaluate: Eval, suite: Write, tmp_path: Path, small: Path
) -> None:
    other = write(tmp_path / "other", [row for row in events() if row.user_id < "u20"])
    out = tmp_path / "out"
    file = suite("data")
    prints = []
    for words in ((), ("--data", other), ("--data", other)):
        ran = evaluate("run", file, "--out", out, "--json", *words)
        assert ran.code == 0
        prints.append(ran.json()["report"]["provenance"]["data fingerprint"])
    assert prints[0] != prints[1] == prints[2]
    kept = [json.loads(line) for line in (out / "outcomes.jsonl").read_text().splitlines()[1:]]
    assert {line["case"][:3] for line in kept} <= {f"u{n:02d}" for n in range(20)}
    moved = small.parent / "moved"
    shutil.copytree(small, moved)
    assert evaluate("run", file, "--data", moved).code == 0


@pytest.mark.parametrize(
    ("told", "code", "complaint"),
    [
        ({"data": "/no/such/folder"}, 2, "no data set /no/such/folder"),
        ({"systems": [{"baseline": "magic"}]}, 2, "no baseline 'magic'"),
        ({"systems": [{"features": {"f": {"magic": 1.0}}}]}, 2, "no feature 'magic'"),
        ({"systems": [{"whyrec": "a"}, {"whyrec": "a"}]}, 2, "Two systems"),
        ({"systems": [{"whyrec": "a", "settings": {"rank": {"judge": 1}}}]}, 2, "rank.judge"),
        ({"systems": [{"whyrec": "a", "settings": {"magic": {}}}]}, 2, "magic"),
        ({"systems": [{"whyrec": "a", "model": {"base_ur": "x"}}]}, 2, "base_ur"),
        (
            {"systems": [{"whyrec": "a", "settings": {"rank": {"weights": "/no/file"}}}]},
            2,
            "/no/file",
        ),
        ({"main": "magic"}, 2, "'magic', which does not run"),
        ({"thresholds": [{"system": "magic", "at_least": 0}]}, 2, "'magic', which does not run"),
        ({"thresholds": [{"system": "random", "metric": "X@3", "at_least": 0}]}, 2, "'X@3'"),
        ({"protocol": {"name": "full", "min_events": 999}}, 2, "lower min_events"),
        ({"protocol": {"name": "sampled", "candidates": "/no/file"}}, 2, "/no/file cannot be read"),
        ({"protocol": {"name": "replay", "at": [900]}}, 2, "fewer events"),
        (
            {
                "protocol": {"name": "replay", "at": [5]},
                "systems": [{"whyrec": "a", "fit": True}],
            },
            2,
            "Nothing can be fitted for a replay",
        ),
        (
            {"protocol": {"name": "replay", "at": [5]}, "systems": [{"lambdamart": "trees"}]},
            2,
            "Nothing can be fitted for a replay",
        ),
        ({"colour": "red"}, 2, "colour is not known here"),
        ({"kind": "beauty"}, 2, "beauty"),
    ],
)
def test_what_a_suite_gets_wrong_is_told_before_anything_is_asked(
    evaluate: Eval, suite: Write, deaf: None, told: dict[str, Any], code: int, complaint: str
) -> None:
    ran = evaluate("run", suite("wrong", **told))
    assert ran.code == code
    assert complaint in " ".join(ran.err.split())
    assert ran.out == ""


def test_a_suite_or_a_data_set_that_is_none_is_told(
    evaluate: Eval, suite: Write, tmp_path: Path
) -> None:
    unknown = evaluate("run", "nonsense")
    assert unknown.code == 3
    assert "movielens" in unknown.err
    assert evaluate("run", tmp_path / "none.yaml").code == 2
    (tmp_path / "empty").mkdir()
    assert evaluate("run", suite("empty"), "--data", tmp_path / "empty").code == 2
    bare = write(tmp_path / "bare", [])
    ran = evaluate("run", suite("bare"), "--data", bare)
    assert ran.code == 2
    assert "no usable items or events" in ran.err
    assert evaluate("run", suite("quiet"), "--data", bare, "--json").err.startswith('{"error"')


def test_an_interrupted_run_says_that_it_goes_on(
    evaluate: Eval, suite: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Scored, "answer", interrupted)
    ran = evaluate("run", suite("interrupted"), "--workers", 1)
    assert ran.code == 130
    assert "the same command goes on" in ran.err


def test_rows_that_were_left_out_are_told_every_time_and_stand_in_the_report(
    evaluate: Eval, suite: Write, tmp_path: Path
) -> None:
    torn = write(tmp_path / "torn", [*events()[:300], events()[300]._replace(at="yesterday")])
    file = suite("torn")
    for _ in range(2):
        ran = evaluate("run", file, "--data", torn, "--json")
        said = " ".join(ran.err.split())
        assert "events.csv, line 302: at 'yesterday' is no time" in said
        assert "Rows of torn that were left out: 1." in said
        assert ran.json()["report"]["provenance"]["rows left out"] == "1"


def test_a_report_is_found_by_suite_folder_or_file_and_written_again(
    evaluate: Eval, suite: Write, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    file = suite("found")
    page = Path(evaluate("run", file, "--json").json()["page"])
    for named in ("found", page.parent, page.parent / "report.json", page.parent.name):
        ran = evaluate("report", named)
        assert ran.code == 0
        assert "popularity" in ran.out
    ran = evaluate("report", "found", "--out", out, "--json")
    assert ran.json()["suite"] == "found"
    assert (out / "report.html").read_bytes() == page.read_bytes()
    for words in (("--schema",), ("--schema", "--json")):
        assert evaluate("report", *words).json()["title"] == "Report"


@pytest.mark.parametrize("named", ["nothing", "/no/such/place", "*", "../../x", "foun", ""])
def test_a_report_that_is_not_there_is_told(evaluate: Eval, suite: Write, named: str) -> None:
    evaluate("run", suite("found"))
    ran = evaluate("report", named)
    assert ran.code == 2
    assert "There is no report" in ran.err
    assert evaluate("compare", named, named).code == 2


def test_report_without_a_name_asks_which(evaluate: Eval, tmp_path: Path) -> None:
    ran = evaluate("report")
    assert ran.code == 2
    assert "Which report?" in ran.err
    (tmp_path / "bad.json").write_text("{}")
    assert evaluate("report", tmp_path / "bad.json").code == 2


def test_compare_prints_the_differences_of_two_runs(evaluate: Eval, suite: Write) -> None:
    evaluate("run", suite("one"))
    evaluate("run", suite("two", seed=1))
    ran = evaluate("compare", "one", "two")
    assert ran.code == 0
    for told in ("b − a", "popularity", "random", "HR@10", "NDCG@10"):
        assert told in ran.out
    assert "…" not in ran.out
    tables = evaluate("compare", "one", "two", "--json").json()
    accuracy = next(t for t in tables if t["title"] == "Accuracy: Accuracy")
    assert {row[0] for row in accuracy["rows"]} == {"popularity", "random"}


def test_without_the_extra_the_remedy_is_to_install_it(
    evaluate: Eval, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    for words in (("list",), ("run", "quick"), ("report", "x"), ("compare", "a", "b")):
        ran = evaluate(*words)
        assert ran.code == 5
        assert "pip install 'whyrec[evals]'" in ran.err

"""``whyrec experiments``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

FILE = """
name = "bold"
share = 0.5
metric = "like"

[[variants]]
name = "as-it-is"

[[variants]]
name = "bold"
rank = { diversity = 3.0 }
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "bold.toml"
    file.write_text(FILE)
    return file


def test_none_runs_unless_one_was_started(run: Run, shop: Path) -> None:
    ran = run("--home", shop, "experiments", "list")
    assert ran.code == 0
    assert "No experiments" in ran.err


def test_one_is_started_shown_and_stopped(run: Run, shop: Path, file: Path) -> None:
    started = run("--home", shop, "experiments", "start", file)
    assert started.code == 0, started.err
    assert "50.0% of the users" in started.out
    assert "rank.diversity = 3.0" in started.out
    assert "running" in run("--home", shop, "experiments", "list").out
    assert run("--home", shop, "experiments", "stop", "bold").code == 0
    assert "stopped" in run("--home", shop, "experiments", "show", "bold").out
    again = run("--home", shop, "experiments", "start", file)
    assert again.code == 4
    assert "another name" in again.err


def test_all_that_is_wrong_is_named_with_its_place(run: Run, shop: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text(
        'name = "bad"\nvariants = [{name = "a", engine = {api_key = "sk-1"}},'
        '{name = "b", rank = {diversity = -1, colour = 2, weights = "no.json"},'
        "prompts = {judge = 99}}]\n"
    )
    ran = run("--home", shop, "experiments", "start", tmp_path / "bad.toml")
    said = " ".join(ran.err.split())
    assert ran.code == 2
    for place in (
        "variants.a.engine.api_key",
        "variants.b.rank.diversity",
        "variants.b.rank.colour",
        "variants.b.rank.weights",
        "variants.b.prompts.judge",
    ):
        assert f"{place}:" in said
    assert run("--home", shop, "--json", "experiments", "list").json() == []


def test_fields_and_settings_that_are_wrong_are_named_at_once(
    run: Run, shop: Path, tmp_path: Path
) -> None:
    (tmp_path / "bad.toml").write_text(
        'name = "bad"\nshare = 2\nwindow_hours = "long"\n'
        'variants = [{name = "a", weight = 0}, '
        '{name = "b", rank = {colour = 2}, prompts = {judge = 99}}]\n'
    )
    ran = run("--home", shop, "experiments", "start", tmp_path / "bad.toml")
    said = " ".join(ran.err.split())
    assert ran.code == 2
    for told in (
        "share: it has to be 1 or less",
        "window_hours: it has to be a number",
        "variants.a.weight: it has to be more than 0",
        "variants.b.rank.colour: it is not known here",
        "variants.b.prompts.judge:",
    ):
        assert told in said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('name = "x', "is no TOML"),
        ('name = "x"\nvariants = [{name = "a"}]', "variants: it has to have at least 2 values"),
        ('name = "x"\nvariants = [{name = "a"}, {name = "a"}]', "two variants are called a"),
        ('name = "x"\nvariants = [{name = "a"}, {name = "b"}]', "no variant changes anything"),
        (
            'name = "x y"\nvariants = [{name = "a"}, {name = "b"}]',
            "name: it has characters that it may not have",
        ),
        (FILE + "\n[guards]\nslow = 2\n", "guards.slow"),
        ("end = 2020\n" + FILE, "end: write it as 2016-10-16T12:00:00Z"),
        ("end = 2020-01-01T00:00:00Z\n" + FILE, "The end lies in the past"),
    ],
)
def test_a_file_that_is_no_experiment_is_refused(
    run: Run, shop: Path, tmp_path: Path, text: str, said: str
) -> None:
    (tmp_path / "x.toml").write_text(text)
    ran = run("--home", shop, "experiments", "start", tmp_path / "x.toml")
    assert ran.code == 2
    assert said in " ".join(ran.err.split())


def test_a_list_counts_where_users_will_see_it(run: Run, shop: Path, file: Path) -> None:
    file.write_text(FILE.replace("0.5", "1.0"))
    run("--home", shop, "experiments", "start", file)
    run("--home", shop, "recommend", "ann")
    run("--home", shop, "why", "ann", "f7")
    report = run("--home", shop, "--json", "experiments", "report", "bold").json()
    assert sum(v["lists"] + v["explanations"] for v in report["variants"]) == 0
    run("--home", shop, "recommend", "ann", "--shown")
    run("--home", shop, "recommend", "--all", "--out", file.parent / "all.jsonl", "--shown")
    report = run("--home", shop, "--json", "experiments", "report", "bold").json()
    assert sum(v["lists"] for v in report["variants"]) == 4


def test_the_report_is_a_page_with_its_data_beside_it(
    run: Run, shop: Path, file: Path, tmp_path: Path
) -> None:
    file.write_text(FILE.replace("0.5", "1.0"))
    run("--home", shop, "experiments", "start", file)
    run("--home", shop, "recommend", "ann", "--shown")
    words = ("--home", shop, "experiments", "report", "bold", "--out", tmp_path / "bold.html")
    ran = run(*words)
    assert ran.code == 0, ran.err
    assert "Not decided yet." in ran.out
    page = (tmp_path / "bold.html").read_text()
    assert page.count("<svg") >= 2
    assert "Share of lists with likes" in page
    assert json.loads((tmp_path / "bold.json").read_text())["verdict"] == "Not decided yet."
    assert run(*words).code == 2
    assert run(*words, "--force").code == 0
    assert run(*words[:-1], tmp_path / "x.json").code == 2

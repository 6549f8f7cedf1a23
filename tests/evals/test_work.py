"""What is kept between runs of the same code, and thrown away after a change of it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from whyrec.evals import _provenance
from whyrec.evals._work import working


def folder(cache: Path, code: str) -> Path:
    made = cache / "work" / code
    made.mkdir(parents=True)
    (made / "home").write_text("copied")
    return made


def test_what_the_same_code_made_stays_and_all_else_goes(tmp_path: Path) -> None:
    own, other, older = (folder(tmp_path, code) for code in ("now", "before", "earlier"))
    (tmp_path / "generations.db").write_text("answers")
    (tmp_path / "homes").mkdir()
    with working(own):
        assert (own / "home").read_text() == "copied"
        assert not other.exists()
        assert not older.exists()
    assert own.is_dir()
    assert (tmp_path / "generations.db").exists()
    assert (tmp_path / "homes").is_dir()


def test_what_another_run_is_using_is_left_alone(tmp_path: Path) -> None:
    theirs = folder(tmp_path, "theirs")
    held = (
        "import sys; from pathlib import Path; from whyrec.evals._work import working\n"
        "with working(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", held, theirs], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        with working(tmp_path / "work" / "ours"):
            assert theirs.is_dir()
        with working(theirs):  # the same code twice at a time is no error
            pass
        process.kill()
    with working(tmp_path / "work" / "ours"):
        assert not theirs.exists()


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stands for the package's files."""
    (tmp_path / "part.py").write_text("a = 1\n")
    (tmp_path / "__pycache__").mkdir()
    monkeypatch.setattr(_provenance, "_PARTS", ("whyrec.evals",))
    monkeypatch.setattr(_provenance, "files", lambda _: tmp_path)
    return tmp_path


def code() -> str:
    return _provenance.sources.__wrapped__()


def test_any_edit_is_another_code_and_no_edit_is_the_same(package: Path) -> None:
    first = code()
    assert code() == first
    (package / "part.py").write_text("a = 2\n")
    edited = code()
    (package / "new.toml").write_text("b = 1\n")
    assert len({first, edited, code()}) == 3


@pytest.mark.parametrize("name", ["__pycache__/part.pyc", "report/page.css", "suites/mine.yaml"])
def test_what_changes_no_result_is_the_same_code(package: Path, name: str) -> None:
    first = code()
    (package / name).parent.mkdir(exist_ok=True)
    (package / name).write_text("other")
    assert code() == first

import asyncio
import json
import os
import signal
import subprocess
import sys
import threading

import pytest

from tests.cli.conftest import Run
from whyrec import __version__
from whyrec.cli._command import run as run_command
from whyrec.cli._failures import EXIT_CODES, failed
from whyrec.cli._screen import Screen
from whyrec.cli._session import Common, Session
from whyrec.errors import ConflictError, UpstreamError, WhyrecError


def test_help_names_every_command(run: Run) -> None:
    ran = run("--help")
    assert ran.code == 0
    for name in ("demo", "ingest", "profile", "recommend", "why", "doctor", "restore"):
        assert f" {name} " in ran.out


def test_help_loads_nothing_heavy() -> None:
    heavy = "{'numpy', 'polars', 'chromadb', 'sqlalchemy', 'pydantic', 'llama_cpp'}"
    code = "import sys\nfrom whyrec.cli import main\nmain(['--help'])\n"
    code += f"sys.exit(repr({heavy} & set(sys.modules)) if {heavy} & set(sys.modules) else 0)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_python_dash_m_is_the_same() -> None:
    words = [sys.executable, "-m", "whyrec", "--version"]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == f"whyrec {__version__}"


@pytest.mark.parametrize(
    "words",
    [
        ("recomend", "ann"),
        ("recommend", "--no-such-option"),
        ("recommend",),
        ("recommend", "ann", "--all"),
        ("recommend", "--all"),
        ("recommend", "ann", "-k", "0"),
        ("recommend", "ann", "-k", "many"),
        ("recommend", "ann", "--as-of", "soon"),
        ("evolve",),
        ("ingest",),
        ("feedback", "ann", "f1", "adore"),
        ("ingest", "--events", "x.csv", "--rating-scale", "5:1"),
        ("users", "extra"),
    ],
)
def test_a_misused_command_ends_with_2_and_one_message(run: Run, words: tuple[str, ...]) -> None:
    ran = run(*words)
    assert ran.code == 2
    assert ran.out == ""
    assert ran.err.startswith("Error:")
    assert "Traceback" not in ran.err


def test_a_typing_mistake_gets_a_suggestion(run: Run) -> None:
    assert "'recommend'" in run("recomend").err


def test_with_json_an_error_is_a_line_of_json_on_stderr(run: Run) -> None:
    ran = run("--json", "profile", "show", "nobody")
    assert ran.code == 3
    assert ran.out == ""
    assert json.loads(ran.err)["error"]["kind"] == "NotFoundError"


def test_json_may_stand_before_or_after_the_command(run: Run) -> None:
    assert run("--json", "users").json() == run("users", "--json").json() == []


@pytest.mark.parametrize("kind", [WhyrecError, ConflictError, UpstreamError])
def test_an_error_of_ours_has_its_kinds_exit_code(kind: type[WhyrecError]) -> None:
    assert failed(kind("no"), Screen()) == kind.exit_code


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (KeyboardInterrupt(), 130),
        (PermissionError(13, "Permission denied", "/x"), 5),
        (ZeroDivisionError("ours"), 1),
    ],
)
def test_any_other_error_has_a_listed_exit_code(error: BaseException, code: int) -> None:
    assert failed(error, Screen()) == code
    assert code in EXIT_CODES


def test_a_fault_of_ours_shows_where_only_when_asked(capsys: pytest.CaptureFixture[str]) -> None:
    failed(ZeroDivisionError("ours"), Screen())
    assert "Traceback" not in capsys.readouterr().err
    failed(ZeroDivisionError("ours"), Screen(verbose=True))
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_wrong_settings_name_the_variable(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WHYREC_RANK__DIVERSITY", "much")
    ran = run("users")
    assert ran.code == 2
    assert "WHYREC_RANK__DIVERSITY" in ran.err


def test_a_home_that_is_a_file_is_said_so(run: Run, tmp_path) -> None:
    (tmp_path / "file").write_text("")
    ran = run("--home", tmp_path / "file", "users")
    assert ran.code == 5
    assert "Traceback" not in ran.err


def test_ctrl_c_ends_work_in_another_thread_at_its_next_report() -> None:
    reports = 0

    async def work(session: Session) -> None:
        def busy() -> None:
            nonlocal reports
            os.kill(os.getpid(), signal.SIGINT)
            for reports in range(10_000):
                session.stages("busy", reports, None)
                threading.Event().wait(0.001)

        await asyncio.to_thread(busy)

    assert run_command(Common(), work, {}) == 130
    assert reports < 9_999

"""What happens to the streams of a real process."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from whyrec.cli._screen import _console

WORDS = [sys.executable, "-m", "whyrec"]


def test_a_reader_that_leaves_gets_no_traceback(shop: Path) -> None:
    words = [*WORDS, "--home", str(shop), "prompts", "show", "patch", "--json"]
    command = f"{' '.join(words)} | true; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert done.returncode in (0, 141)
    assert done.stderr == ""


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no /dev/full")
def test_a_full_disk_is_said_in_one_line() -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [*WORDS, "prompts", "list"], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 5
    assert done.stderr.startswith("Error: No space left on device.")


def test_an_ascii_terminal_gets_question_marks_not_a_traceback(shop: Path) -> None:
    done = subprocess.run(
        [*WORDS, "--home", str(shop), "profile", "show", "ann"],
        env={**os.environ, "PYTHONIOENCODING": "ascii", "WHYREC_ENGINE__ENABLED": "false"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "####" in done.stdout


def test_bytes_that_are_no_text_are_no_id() -> None:
    done = subprocess.run([*WORDS, "profile", "show", b"caf\xe9"], capture_output=True, check=False)
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr


def test_a_table_that_nobody_reads_on_is_no_failure_of_its_own() -> None:
    class Closed(io.StringIO):
        def write(self, text: str) -> int:
            raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        _console(Closed()).print("a line")

"""A run that is killed goes on, with what it had found and nothing else."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from tests.evals.cli.conftest import Eval
from whyrec.evals import _context, _kept

DEADLINE_S = 120.0
RUN = """
import runpy
from whyrec.evals import _context, _kept
_context.sources = _kept.sources = lambda: "now"
runpy.run_module("whyrec", run_name="__main__")
"""


class Killed(NamedTuple):
    """A suite, and the file that it keeps its results in."""

    suite: dict[str, Any]
    file: str


RANKING = Killed(
    {
        "protocol": {"name": "sampled", "n": 10, "blocks": 2},
        "systems": [{"baseline": "random"}, {"whyrec": "whyrec"}, {"baseline": "popularity"}],
    },
    "outcomes.jsonl",
)
EXPLANATIONS = Killed({"kind": "explanations", "users": 10, "k": 2}, "explanations.jsonl")


@pytest.fixture(autouse=True)
def same_code(monkeypatch: pytest.MonkeyPatch) -> None:
    """The code is the same throughout, whoever edits the checkout meanwhile."""
    for module in (_context, _kept):
        monkeypatch.setattr(module, "sources", lambda: "now")


@pytest.fixture
def write(tmp_path: Path, few: Path) -> Callable[..., Path]:
    """Write a suite on the smaller data set."""

    def written(name: str, told: dict[str, Any]) -> Path:
        file = tmp_path / f"{name}.yaml"
        whole = {"name": name, "about": "a test", "data": str(few), **told}
        file.write_text(yaml.safe_dump(whole, sort_keys=False), encoding="utf-8")
        return file

    return written


def whole_lines(file: Path) -> bytes:
    """What stands in a file up to its last line end."""
    text = file.read_bytes() if file.is_file() else b""
    return text[: text.rfind(b"\n") + 1]


def kill_in_the_middle(words: list[object], file: Path, lines: int) -> bytes:
    """Run a command in a process of its own until a file has some lines, then kill -9."""
    command = [sys.executable, "-c", RUN, *map(str, words)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        until = time.monotonic() + DEADLINE_S
        while whole_lines(file).count(b"\n") < lines and time.monotonic() < until:
            if process.poll() is not None:
                pytest.fail(f"It ended by itself: {process.stderr and process.stderr.read()!r}")
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    return whole_lines(file)


@pytest.mark.parametrize(("killed", "lines"), [(RANKING, 22), (EXPLANATIONS, 3)])
def test_after_kill_9_a_run_goes_on_and_ends_as_if_nothing_had_been(
    evaluate: Eval,
    home: Path,
    write: Callable[..., Path],
    tmp_path: Path,
    killed: Killed,
    lines: int,
) -> None:
    suite = write("killed", killed.suite)
    whole = evaluate("run", suite, "--out", tmp_path / "whole", "--json").json()["report"]
    out = tmp_path / "out"
    words = ["--home", home, "eval", "run", suite, "--out", out]
    before = kill_in_the_middle(words, out / killed.file, lines)
    assert not (out / "report.json").exists()
    ran = evaluate("run", suite, "--out", out, "--json")
    after = (out / killed.file).read_bytes()
    assert after.startswith(before)
    assert len(after) > len(before)
    assert "Not used again" not in ran.err
    # The seconds that cases took are of their own run.
    for mine, theirs in zip(ran.json()["report"]["sections"], whole["sections"], strict=True):
        if mine["title"] != "Cost":
            assert mine == theirs
    assert not (out / "homes").exists()


@pytest.mark.parametrize(
    ("killed", "changed"), [(RANKING, "code"), (RANKING, "settings"), (EXPLANATIONS, "suite")]
)
def test_after_a_change_a_run_begins_anew_and_says_so(
    evaluate: Eval,
    write: Callable[..., Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    killed: Killed,
    changed: str,
) -> None:
    small = {"users": 2} if "users" in killed.suite else {"systems": [{"baseline": "random"}]}
    told = {**killed.suite, **small}
    out = tmp_path / "out"
    evaluate("run", write("changed", told), "--out", out)
    kept = (out / killed.file).read_bytes()
    assert "Not used again" not in evaluate("run", write("changed", told), "--out", out).err
    assert (out / killed.file).read_bytes() == kept
    if changed == "code":
        for module in (_context, _kept):
            monkeypatch.setattr(module, "sources", lambda: "edited")
    elif changed == "suite":
        told["seed"] = 1
    else:
        monkeypatch.setenv("WHYREC_PROFILE__MAX_INTERESTS", "3")
    ran = evaluate("run", write("changed", told), "--out", out)
    count = kept.count(b"\n") - 1
    said = " ".join(ran.err.split())
    assert f"Not used again: {count} results" in said
    assert changed in said.partition("Changed since: ")[2]

"""The eval commands in this process, all on one home, so that the data set is loaded once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cli.conftest import Run, run

__all__ = ["run"]

Eval = Callable[..., Any]

PROTOCOL = {"name": "sampled", "n": 10, "users": 6, "blocks": 2}
SYSTEMS = [{"baseline": "popularity"}, {"baseline": "random"}]
"""The cheap ones; a test that needs whyrec says so."""


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that all these tests share: every suite has a run's folder of its own."""
    return tmp_path_factory.mktemp("eval") / "home"


@pytest.fixture
def evaluate(run: Run, home: Path) -> Eval:
    """``whyrec eval …`` on the shared home."""

    def call(*words: object) -> Any:
        ran = run("--home", home, "eval", *words)
        assert "Traceback" not in ran.err
        assert "fault in whyrec" not in ran.err
        return ran

    return call


@pytest.fixture
def suite(tmp_path: Path, small: Path) -> Callable[..., Path]:
    """Write a suite on the small data set."""

    def write(name: str, **told: Any) -> Path:
        whole = {
            "name": name,
            "about": "a test",
            "data": str(small),
            "protocol": PROTOCOL,
            "systems": SYSTEMS,
            **told,
        }
        file = tmp_path / f"{name}.yaml"
        file.write_text(yaml.safe_dump(whole, sort_keys=False), encoding="utf-8")
        return file

    return write

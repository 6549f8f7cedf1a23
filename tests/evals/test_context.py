"""Folders and progress of a run."""

from __future__ import annotations

from pathlib import Path

import pytest

from whyrec import Settings
from whyrec.evals import Context


@pytest.fixture
def context(tmp_path: Path) -> Context:
    return Context(Settings(home=tmp_path), tmp_path / "cache", tmp_path / "run")


def test_homes_begin_empty_and_are_gone_in_the_end(context: Context) -> None:
    left = context.out / "homes" / "one" / "half.db"
    left.parent.mkdir(parents=True)
    left.touch()
    with context.homes() as homes:
        assert not left.exists()
        (homes / "two").mkdir(parents=True)
    assert not homes.exists()


def test_homes_are_gone_after_an_error_too(context: Context) -> None:
    def fill_and_fail(homes: Path) -> None:
        homes.mkdir(parents=True)
        raise RuntimeError

    with pytest.raises(RuntimeError), context.homes() as homes:
        fill_and_fail(homes)
    assert not homes.exists()


def test_a_run_that_nobody_watches_can_be_told_of_its_progress(context: Context) -> None:
    context.progress("stage", 1, None)

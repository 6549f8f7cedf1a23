"""The small data set, written and opened once, and a run of a suite."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from tests.evals.world import events, write
from whyrec import Settings
from whyrec.evals import Context, Suite, run_suite
from whyrec.evals._home import DataSet, open_data_set
from whyrec.evals.report import Report

RunSuite = Callable[[Suite], Awaitable[Report]]


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the small data set."""
    return write(tmp_path_factory.mktemp("evals") / "small", events())


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where homes are kept; shared, as between real runs."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session")
def data(small: Path, cache: Path) -> DataSet:
    """The small data set, ingested and embedded once."""
    return asyncio.run(open_data_set(small, cache, Settings(home=cache)))


@pytest.fixture(scope="session")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a part of it, sixteen users: for what asks many times."""
    rows = [row for row in events() if row.user_id < "u16"]
    return write(tmp_path_factory.mktemp("evals") / "few", rows)


@pytest.fixture(scope="session")
def few_data(few: Path, cache: Path) -> DataSet:
    """That part, ingested and embedded once."""
    return asyncio.run(open_data_set(few, cache, Settings(home=cache)))


@pytest.fixture
def ran(cache: Path, tmp_path: Path) -> RunSuite:
    """Runs a suite; the same one again goes on in the same folder, ``run``."""

    async def run(suite: Suite) -> Report:
        context = Context(Settings(home=tmp_path / "home"), cache, tmp_path / "run")
        report, _ = await run_suite(suite, repr(suite), context)
        return report

    return run

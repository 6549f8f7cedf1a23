"""A built home that tests work on copies of: SQL, Chroma, wordllama, a scripted model."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.fakes.scripted_model import ScriptedModel
from tests.recommender.talk import Talk
from tests.recommender.world import catalogue, crowd, settings
from whyrec import Recommender


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with everything ingested, embedded and fitted; tests work on copies of it."""
    home = tmp_path_factory.mktemp("built") / "home"

    async def build() -> None:
        async with Recommender.open(settings(home)) as rec:
            report = await rec.ingest(items=catalogue(), events=crowd(), rating_scale=(0, 10))
            assert report.events_added == 720
            await rec.rebuild()

    asyncio.run(build())
    return home


@pytest.fixture(scope="session")
def evolved(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with a profile of u0 that has taken in all events."""
    home = Path(shutil.copytree(built, tmp_path_factory.mktemp("evolved") / "home"))

    async def evolve() -> None:
        async with Recommender.open(settings(home), model=ScriptedModel()) as rec:
            await rec.evolve("u0")

    asyncio.run(evolve())
    return home


@pytest.fixture
async def talk(evolved: Path, tmp_path: Path, model: ScriptedModel) -> AsyncIterator[Talk]:
    """A conversation of u0, who has a profile; `rec` is another home."""
    home = Path(shutil.copytree(evolved, tmp_path / "talk"))
    async with Recommender.open(settings(home), model=model) as opened:
        yield Talk(opened)


@pytest.fixture
def home(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "copy"))


@pytest.fixture
def model() -> ScriptedModel:
    return ScriptedModel()


@pytest.fixture
async def rec(home: Path, model: ScriptedModel) -> AsyncIterator[Recommender]:
    async with Recommender.open(settings(home), model=model) as opened:
        yield opened

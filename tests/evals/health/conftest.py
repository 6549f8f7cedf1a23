"""A small data set with six genres, written as files and opened once."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.recommender.world import catalogue, crowd
from whyrec import Settings
from whyrec.evals import Context
from whyrec.evals._suite import HealthSuite


@pytest.fixture(scope="session")
def films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the data set."""
    folder = tmp_path_factory.mktemp("health") / "films"
    folder.mkdir()
    with (folder / "items.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["item_id", "title", "genre", "year", "domain"])
        for item in catalogue():
            facets = item.facets
            out.writerow([item.id, item.title, facets["genre"][0], facets["year"][0], item.domain])
    with (folder / "events.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["event_id", "user_id", "item_id", "kind", "value", "at"])
        for e in crowd():
            out.writerow([e.id, e.user_id, e.item_id, e.kind, e.value, e.at.isoformat()])
    return folder


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where homes of data sets are kept, shared by the tests."""
    return tmp_path_factory.mktemp("health-cache")


@pytest.fixture
def context(homes: Path, tmp_path: Path) -> Context:
    """A run of its own."""
    return Context(Settings(home=tmp_path / "home"), homes, tmp_path / "run")


@pytest.fixture(scope="session")
def suite(films: Path) -> HealthSuite:
    """As small as it may be."""
    return HealthSuite(
        kind="profile-health",
        name="tiny",
        about="a test",
        data=str(films),
        users=3,
        planted=2,
        drifting=2,
        edited=2,
        updates=(3, 8),
        liked=3,
        confirm_every=4,
        predict_at=(3, 8),
        around=2,
        candidates=8,
    )

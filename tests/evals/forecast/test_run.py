"""A whole forecast suite on a made-up catalogue."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from whyrec import Settings
from whyrec.agents.dynamics import COMPONENTS, JUDGED, load_forecast_weights
from whyrec.errors import InputError
from whyrec.evals import Context, run_suite
from whyrec.evals.forecast._spec import ForecastSuite
from whyrec.evals.report import Report

GENRES, EACH, PEOPLE, LIVED = 9, 60, 12, 40


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sixty films of each of nine genres, and people who go from each genre to the next."""
    folder = tmp_path_factory.mktemp("films")
    with (folder / "items.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["item_id", "title", "genre", "domain"])
        for n in range(GENRES * EACH):
            genre = chr(ord("A") + n % GENRES)
            out.writerow([f"f{n}", f"Tale {genre} number {n}", f"Genre {genre}", "films"])
    rng = np.random.default_rng(0)
    with (folder / "events.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["event_id", "user_id", "item_id", "kind", "value", "at"])
        for person in range(PEOPLE):
            for n in range(LIVED):
                film = (person + n) % GENRES + GENRES * int(rng.integers(EACH))
                at = 1_500_000_000 + 86_400 * n + 60 * person
                out.writerow([f"e{person}-{n}", f"u{person}", f"f{film}", "like", "", at])
    return folder


def suite_for(folder: Path, **more: object) -> ForecastSuite:
    told: dict[str, object] = {
        "kind": "forecast",
        "name": "small",
        "about": "a test",
        "data": str(folder),
        "simulated": 0,
    }
    return ForecastSuite.model_validate(told | more)


async def ran(suite: ForecastSuite, cache: Path, out: Path) -> Report:
    context = Context(Settings(home=out / "home"), cache, out / "run")
    report, _ = await run_suite(suite, repr(suite), context)
    return report


async def test_who_goes_round_in_a_ring_is_forecast_better_than_by_any_share(
    films: Path, cache: Path, tmp_path: Path
) -> None:
    report = await ran(suite_for(films), cache, tmp_path)
    assert report.passed, report.checks
    assert len(report.checks) == 6
    fitted = load_forecast_weights(tmp_path / "run" / "forecast-weights.json")
    assert set(fitted.weights) == set(COMPONENTS)
    assert fitted.weights["transitions"] + fitted.weights["paths"] > 0.5


async def test_what_no_run_fits_is_kept_of_the_weights_that_ship(
    films: Path, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = {"long": 0.75, JUDGED: 0.25}
    shipped = load_forecast_weights().model_copy(update={"with_model": asked, "temperature": 3.0})
    monkeypatch.setattr("whyrec.evals.forecast._run.load_forecast_weights", lambda: shipped)
    await ran(suite_for(films), cache, tmp_path)
    fitted = load_forecast_weights(tmp_path / "run" / "forecast-weights.json")
    assert fitted.temperature == 3.0
    assert fitted.with_model[JUDGED] == 0.25
    for name, share in fitted.weights.items():
        assert fitted.with_model[name] == pytest.approx(0.75 * share, abs=1e-4)


async def test_simulated_users_are_measured_against_their_truth(
    films: Path, cache: Path, tmp_path: Path
) -> None:
    suite = suite_for(films, simulated=4, lived=40)
    report = await ran(suite, cache, tmp_path)
    assert [s.title for s in report.sections[1:]] == ["Steady", "Seasonal", "Chained"]
    truth = report.sections[1].tables[0].rows[-1]
    assert truth[0] == "the truth"
    assert truth[-1].mean == pytest.approx(0.0, abs=1e-9)  # type: ignore[union-attr]
    for section in report.sections[1:]:
        losses = {str(row[0]): row[1].mean for row in section.tables[0].rows}  # type: ignore[union-attr]
        assert losses["the truth"] < losses["everybody's shares"] < losses["uniform"] + 0.1
    again = await ran(suite, cache, tmp_path)
    assert again.sections == report.sections


async def test_a_data_set_without_such_users_is_told(
    films: Path, cache: Path, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match="no user with 500 events"):
        await ran(suite_for(films, least_events=500), cache, tmp_path)

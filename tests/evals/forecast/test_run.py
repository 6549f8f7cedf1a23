"""A whole forecast suite on a made-up catalogue."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.evals.conftest import RunSuite
from tests.evals.tales import DAY, Took, write
from whyrec.agents.dynamics import COMPONENTS, JUDGED, load_forecast_weights
from whyrec.errors import InputError
from whyrec.evals.forecast._spec import ForecastSuite

GENRES, EACH, PEOPLE, LIVED = 9, 60, 12, 40


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """People who go from each of nine genres to the next."""
    rng = np.random.default_rng(0)
    taken = [
        Took(
            f"u{person}",
            (person + n) % GENRES + GENRES * int(rng.integers(EACH)),
            DAY * n + 60 * person,
        )
        for person in range(PEOPLE)
        for n in range(LIVED)
    ]
    return write(tmp_path_factory.mktemp("films"), GENRES, EACH, taken)


def suite_for(folder: Path, **more: object) -> ForecastSuite:
    told: dict[str, object] = {
        "kind": "forecast",
        "name": "small",
        "about": "a test",
        "data": str(folder),
        "simulated": 0,
    }
    return ForecastSuite.model_validate(told | more)


async def test_who_goes_round_in_a_ring_is_forecast_better_than_by_any_share(
    films: Path, ran: RunSuite, tmp_path: Path
) -> None:
    report = await ran(suite_for(films))
    assert report.passed, report.checks
    assert len(report.checks) == 6
    fitted = load_forecast_weights(tmp_path / "run" / "forecast-weights.json")
    assert set(fitted.weights) == set(COMPONENTS)
    assert fitted.weights["transitions"] + fitted.weights["paths"] > 0.5


async def test_what_no_run_fits_is_kept_of_the_weights_that_ship(
    films: Path, ran: RunSuite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = {"long": 0.75, JUDGED: 0.25}
    shipped = load_forecast_weights().model_copy(update={"with_model": asked, "temperature": 3.0})
    monkeypatch.setattr("whyrec.evals.forecast._run.load_forecast_weights", lambda: shipped)
    await ran(suite_for(films))
    fitted = load_forecast_weights(tmp_path / "run" / "forecast-weights.json")
    assert fitted.temperature == 3.0
    assert fitted.with_model[JUDGED] == 0.25
    for name, share in fitted.weights.items():
        assert fitted.with_model[name] == pytest.approx(0.75 * share, abs=1e-4)


async def test_simulated_users_are_measured_against_their_truth(films: Path, ran: RunSuite) -> None:
    suite = suite_for(films, simulated=4, lived=40)
    report = await ran(suite)
    assert [s.title for s in report.sections[1:]] == ["Steady", "Seasonal", "Chained"]
    truth = report.sections[1].tables[0].rows[-1]
    assert truth[0] == "the truth"
    assert truth[-1].mean == pytest.approx(0.0, abs=1e-9)  # type: ignore[union-attr]
    for section in report.sections[1:]:
        losses = {str(row[0]): row[1].mean for row in section.tables[0].rows}  # type: ignore[union-attr]
        assert losses["the truth"] < losses["everybody's shares"] < losses["uniform"] + 0.1
    again = await ran(suite)
    assert again.sections == report.sections


async def test_a_data_set_without_such_users_is_told(films: Path, ran: RunSuite) -> None:
    with pytest.raises(InputError, match="no user with 500 events"):
        await ran(suite_for(films, least_events=500))

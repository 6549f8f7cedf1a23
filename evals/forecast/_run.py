"""Running a forecast suite."""

from __future__ import annotations

from functools import partial

from whyrec.agents.dynamics import JUDGED, ForecastWeights, load_forecast_weights
from whyrec.evals._context import Context
from whyrec.evals._findings import Findings
from whyrec.evals._home import DataSet
from whyrec.evals._kept import Kept, made_by
from whyrec.evals.forecast._crowds import REAL, SIMULATED, Crowd, real, simulated
from whyrec.evals.forecast._measure import measured
from whyrec.evals.forecast._outcomes import Fitted, Outcome, Scored
from whyrec.evals.forecast._sections import checks, sections, summary
from whyrec.evals.forecast._spec import ForecastSuite

WEIGHTS = "forecast-weights.json"
"""File in a run's folder with the weights fitted on the data set."""


async def run_forecast(suite: ForecastSuite, text: str, context: Context) -> Findings:
    """Forecast what users took next, and what simulated ones take whose truth is known.

    An interrupted run goes on with the crowd it was at.

    Raises:
        InputError: The data set has too few users or facets.
    """
    data = await context.data(suite.data)
    made = made_by(data, text, context.settings)
    with Kept[Outcome](context.out / "forecast.jsonl", Outcome, made, context.note) as kept:
        outcomes: list[Outcome] = []
        for name in (REAL, *(SIMULATED if suite.simulated else ())):
            outcomes += _crowd(name, suite, data, kept, context)
    _write(suite, data, outcomes, context)
    return Findings(
        summary=summary(outcomes),
        checks=checks(outcomes),
        sections=sections(outcomes),
        provenance={**data.provenance, "seed": str(suite.seed)},
    )


def _crowd(
    name: str, suite: ForecastSuite, data: DataSet, kept: Kept[Outcome], context: Context
) -> list[Outcome]:
    crowd = real(suite, data) if name == REAL else simulated(name, suite, data)
    if kept.get(f"fitted {name}") is not None:
        return _known(crowd, kept)
    done = measured(crowd, data.catalogue, suite, partial(context.progress, name))
    return [kept.add(one) for one in done]


def _known(crowd: Crowd, kept: Kept[Outcome]) -> list[Outcome]:
    users = (kept.get(f"scored {crowd.name} {user}") for user in crowd.histories.crowd.users)
    fitted = kept.get(f"fitted {crowd.name}")
    return [one for one in (*users, fitted) if isinstance(one, Scored | Fitted)]


def _write(suite: ForecastSuite, data: DataSet, outcomes: list[Outcome], context: Context) -> None:
    """Leave the weights of the data set in the run's folder.

    No run asks a language model: its temperature and the weight of its judgement are those that
    ship, and the fitted parts share what that leaves.
    """
    shipped = load_forecast_weights()
    judged = shipped.with_model.get(JUDGED, 0.0)
    fitted = next(o for o in outcomes if isinstance(o, Fitted) and o.crowd == REAL)
    total = sum(fitted.weights.values())
    shares = {name: round(weight / total, 4) for name, weight in fitted.weights.items()}
    weights = ForecastWeights(
        weights=shares,
        with_model={n: round((1 - judged) * s, 4) for n, s in shares.items()} | {JUDGED: judged},
        temperature=shipped.temperature,
        data_fingerprint=data.fingerprint,
        protocol=f"{fitted.moments:,} moments before {suite.shipped:.0%} of all events, of users "
        f"with {suite.least_events} events on {suite.least_days} days; "
        "expectation-maximisation",
    )
    (context.out / WEIGHTS).write_text(weights.model_dump_json(indent=2) + "\n", encoding="utf-8")

"""Whether the language model's own judgement of topics adds to the forecast: a sample of users.

    python benchmarks/forecast_judgement.py /path/to/movietweetings-100k --users 40

One moment a user, in the order of time: temperature and weight of the judgement are fitted on the
first half, and log-loss is reported on the second, without and with it. The profile that the model
reads is the user's likeliest topics in words.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from collections.abc import AsyncIterator
from datetime import UTC
from pathlib import Path

import numpy as np

from whyrec import Settings
from whyrec.agents.dynamics import (
    Everybody,
    Taken,
    forecast,
    judged_shares,
    topic_lifts,
)
from whyrec.agents.models import LanguageModel
from whyrec.agents.retrieve import DAY_US
from whyrec.evals._home import DataSet, open_data_set
from whyrec.evals._models import model_of
from whyrec.evals.forecast._moments import Histories
from whyrec.evals.metrics import paired_bootstrap
from whyrec.prompts import get_prompt

TEMPERATURES = (0.5, 1.0, 2.0, 4.0, 8.0)
WEIGHTS = (0.0, 0.05, 0.1, 0.2, 0.3, 0.5)


async def main(source: Path, users: int, seed: int) -> None:
    settings = Settings(home=Path(tempfile.mkdtemp()))
    data = await open_data_set(source, settings.home / "cache", settings)
    model = model_of("embedded", settings)
    assert model is not None
    try:
        rows = [row async for row in judged(data, model, users, seed)]
    finally:
        await model.aclose()
    half = len(rows) // 2
    grid = {(t, w): [loss(row, t, w) for row in rows] for t in TEMPERATURES for w in WEIGHTS}
    best = min(grid, key=lambda key: float(np.mean(grid[key][:half])))
    plain, with_model = (np.array(grid[key][half:]) for key in ((1.0, 0.0), best))
    found = paired_bootstrap(with_model, plain)
    print(f"fitted on {half} users: temperature {best[0]}, weight {best[1]}")
    print(
        f"log-loss of {len(plain)} others: {plain.mean():.4f} without, {with_model.mean():.4f} with"
    )
    print(
        f"difference {found.difference:+.4f} ({found.low:+.4f} to {found.high:+.4f}), "
        f"p {found.p:.3f}"
    )
    weighted = [loss(row, t, 1.0) for t in TEMPERATURES for row in rows]
    means = np.array(weighted).reshape(len(TEMPERATURES), -1).mean(axis=1)
    print("judgement alone, by temperature:", dict(zip(TEMPERATURES, means.round(4), strict=True)))
    print("everybody's shares alone:", round(float(np.mean([usual(row) for row in rows])), 4))


async def judged(
    data: DataSet, model: LanguageModel, users: int, seed: int
) -> AsyncIterator[tuple[np.ndarray, ...]]:
    """Forecast, everybody's shares, lifts and what came, at one moment each of some users."""
    histories = Histories(data.crowd)
    active = np.random.default_rng(seed).permutation(histories.active(20, 10))[:users]
    moments = sorted(
        (m for u in active.tolist() for m in histories.moments(u, 15, 1)), key=lambda m: m.at_us
    )
    for number, moment in enumerate(moments, 1):
        day = moment.at_us // DAY_US * DAY_US
        end = np.datetime64(day - 1, "us").astype("datetime64[us]").item()
        everybody = Everybody.learn(data.catalogue, data.crowd.until(end.replace(tzinfo=UTC)))
        own = histories.of(moment.user)
        past, crowd = own[: moment.place], data.crowd
        y = everybody.space.rows[crowd.item[[own[moment.place]]]].toarray()[0]
        if not y.any():
            continue
        ages = (moment.at_us - crowd.at_us[past]) / DAY_US
        told = forecast(Taken.of(everybody, crowd.item[past], ages))
        long = told.parts[told.names.index("long")]
        most = [told.topics[p].value for p in np.argsort(-long)[:5]]
        recent = [data.catalogue.titles[i] for i in crowd.item[past][-10:]]
        prompt = get_prompt("forecast").render(
            profile=f"Takes mostly {', '.join(most)}.", domain="movies", recent=recent
        )
        bare = get_prompt("forecast_null").render(domain="movies")
        lifts = await topic_lifts(model, prompt, bare, told.topics, told.usual)
        print(f"{number} of {len(moments)}", flush=True)
        yield told.shares, told.usual, lifts, y


def loss(row: tuple[np.ndarray, ...], temperature: float, weight: float) -> float:
    shares, everybody, lifts, y = row
    mixed = (1 - weight) * shares + weight * judged_shares(lifts, everybody, temperature)
    return float(-(y * np.log(np.maximum(mixed, 1e-12))).sum())


def usual(row: tuple[np.ndarray, ...]) -> float:
    return float(-(row[3] * np.log(row[1])).sum())


if __name__ == "__main__":
    asked = argparse.ArgumentParser()
    asked.add_argument("data", type=Path)
    asked.add_argument("--users", type=int, default=40)
    asked.add_argument("--seed", type=int, default=0)
    given = asked.parse_args()
    asyncio.run(main(given.data, given.users, given.seed))

"""How long candidates and ranking take: 10,000 made-up items, users with 500 events.

    python benchmarks/recommend.py [--items N] [--events N] [--users N] [--index]

Prints p50 and p99 in milliseconds of retrieving, ranking and choosing ten, without a model.
``--index`` asks the Chroma collection for neighbours instead of searching the matrix.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from whyrec.agents.rank import load_weights, rank, select
from whyrec.agents.retrieve import (
    CatalogueView,
    Collaborative,
    Interactions,
    InterestView,
    Snapshot,
    Statistics,
    UserView,
    VectorIndex,
    load_collaborative,
    retrieve,
    save_collaborative,
)
from whyrec.domain import Item
from whyrec.store import EventColumns, Vectors

AS_OF = datetime(2025, 1, 1, tzinfo=UTC)
DIMENSIONS, GENRES, CROWD = 256, 20, 2_000


def made_up_items(n: int, rng: np.random.Generator) -> list[Item]:
    return [
        Item(
            id=f"i{number}",
            title=f"Item {number} ({1950 + int(rng.integers(75))})",
            facets={"genre": tuple(f"g{g}" for g in rng.choice(GENRES, size=2, replace=False))},
        )
        for number in range(n)
    ]


def made_up_events(n_items: int, rng: np.random.Generator) -> EventColumns:
    count = 200_000
    popular = np.minimum(rng.zipf(1.3, size=count) - 1, n_items - 1)
    spread = rng.integers(0, n_items, size=count)
    item = np.where(rng.random(count) < 0.5, popular, spread)
    at = np.sort(rng.integers(0, 180 * 86_400, size=count))
    return EventColumns(
        user_id=np.array([f"u{u}" for u in rng.integers(0, CROWD, size=count)], dtype=object),
        item_id=np.array([f"i{i}" for i in item], dtype=object),
        kind=np.full(count, "rating", dtype=object),
        value=rng.integers(1, 11, size=count).astype(np.float64),
        at_us=(int(AS_OF.timestamp()) - 180 * 86_400 + at).astype(np.int64) * 1_000_000,
    )


def made_up_user(number: int, n_items: int, events: int, rng: np.random.Generator) -> UserView:
    interests = tuple(
        InterestView(
            id=f"i{k}",
            polarity="like" if k < 10 else "dislike",
            strength_long=float(rng.random()),
            share=0.1,
            share_short=0.1,
            examples=tuple(int(i) for i in rng.integers(0, n_items, size=10)),
            facets=(f"genre=g{k}",),
            vector=rng.normal(size=DIMENSIONS).astype(np.float32),
        )
        for k in range(14)
    )
    return UserView(
        user_id=f"u{number}",
        as_of=AS_OF,
        items=rng.choice(n_items, size=events, replace=False).astype(np.int32),
        weights=rng.uniform(-1, 1, size=events).astype(np.float32),
        ages_days=np.sort(rng.uniform(0, 170, size=events))[::-1].astype(np.float32),
        interests=interests,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--items", type=int, default=10_000)
    parser.add_argument("--events", type=int, default=500)
    parser.add_argument("--users", type=int, default=300)
    parser.add_argument("--index", action="store_true")
    options = parser.parse_args()
    rng = np.random.default_rng(0)
    console = Console()
    catalogue = CatalogueView.from_items(made_up_items(options.items, rng))
    matrix = rng.normal(size=(options.items, DIMENSIONS)).astype(np.float32)
    catalogue.set_vectors(matrix)
    columns = made_up_events(options.items, rng)
    interactions = Interactions.from_columns(catalogue, columns, AS_OF)
    started = time.perf_counter()
    fitted = Collaborative.fit(catalogue, interactions)
    console.print(
        f"factors of {len(fitted.members)} items fitted in {time.perf_counter() - started:.1f} s"
    )
    weights = load_weights()
    with tempfile.TemporaryDirectory() as folder:
        save_collaborative(fitted, catalogue, Path(folder) / "factors")
        vectors = Vectors.open(Path(folder) / "vectors")
        indexes: list[VectorIndex] = []
        if options.index:
            collection = vectors.collection("default", "items", "made-up", DIMENSIONS)
            collection.upsert(list(catalogue.ids), matrix)
            indexes.append(collection)
        snapshot = Snapshot(
            catalogue,
            Statistics.from_interactions(interactions),
            load_collaborative(Path(folder) / "factors", catalogue, AS_OF),
            indexes,
        )
        people = [
            made_up_user(n, options.items, options.events, rng) for n in range(options.users + 20)
        ]
        taken = np.array([_timed(user, snapshot, weights, options.index) for user in people])
        vectors.close()
    _print(console, options, taken[20:] * 1e3)


def _timed(user: UserView, snapshot: Snapshot, weights: object, index: bool) -> list[float]:
    times = [time.perf_counter()]
    candidates = retrieve(user, snapshot, **({"exact_up_to": 0} if index else {}))
    times.append(time.perf_counter())
    ranked = rank(user, candidates, snapshot, weights)  # type: ignore[arg-type]
    times.append(time.perf_counter())
    select(ranked, snapshot, 10)
    times.append(time.perf_counter())
    return [*np.diff(times).tolist(), times[-1] - times[0]]


def _print(console: Console, options: argparse.Namespace, taken: np.ndarray) -> None:
    where = "Chroma" if options.index else "exact"
    table = Table(title=f"{options.items} items, {options.events} events a user, {where}, ms")
    for name in ("step", "p50", "p99"):
        table.add_column(name, justify="left" if name == "step" else "right")
    for column, step in enumerate(("candidates", "ranking", "list of ten", "all")):
        p50, p99 = np.percentile(taken[:, column], [50, 99])
        table.add_row(step, f"{p50:.1f}", f"{p99:.1f}")
    console.print(table)


if __name__ == "__main__":
    main()

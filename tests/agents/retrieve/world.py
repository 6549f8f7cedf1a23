"""A small made-up world: two tastes, sixty films, forty people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from whyrec.agents.retrieve import (
    CatalogueView,
    Collaborative,
    CollaborativeSettings,
    Interactions,
    InterestView,
    Snapshot,
    Statistics,
    UserView,
)
from whyrec.domain import Item
from whyrec.store import EventColumns

AS_OF = datetime(2024, 6, 1, tzinfo=UTC)
GENRES = ("Horror", "Comedy")


class NumpyIndex:
    """A vector index that searches a matrix; counts how often it is asked."""

    def __init__(self, ids: Sequence[str], matrix: NDArray[np.float32]) -> None:
        self._ids, self._matrix = list(ids), matrix
        self.queries = 0

    def query(
        self, matrix: NDArray[np.float32], k: int
    ) -> list[tuple[list[str], NDArray[np.float32]]]:
        self.queries += 1
        unit = matrix / np.linalg.norm(matrix, axis=1, keepdims=True)
        similarities = unit @ self._matrix.T
        best = np.argsort(-similarities, axis=1)[:, :k]
        return [([self._ids[i] for i in row], similarities[q, row]) for q, row in enumerate(best)]

    def get(self, ids: Sequence[str]) -> Mapping[str, NDArray[np.float32]]:
        places = {item_id: place for place, item_id in enumerate(self._ids)}
        return {i: self._matrix[places[i]] for i in ids if i in places}


def films(n: int = 60, *, domain: str = "movies") -> list[Item]:
    """Films, horror and comedy in turn, from 1980 on."""
    return [
        Item(
            id=f"f{i:03d}",
            title=f"Film number {i} ({1980 + i % 40})",
            facets={"genre": (GENRES[i % 2],)},
            domain=domain,
        )
        for i in range(n)
    ]


def events(n_items: int = 60, n_users: int = 40, *, seed: int = 0, each: int = 12) -> EventColumns:
    """Each user takes films of their own genre mostly, over the half year before `AS_OF`."""
    rng = np.random.default_rng(seed)
    rows = []
    for user in range(n_users):
        own = np.arange(user % 2, n_items, 2)
        for item in rng.choice(own, size=min(each, len(own)), replace=False):
            at = AS_OF - timedelta(seconds=int(rng.integers(60, 180 * 86_400)))
            rating = float(rng.integers(4, 11))
            rows.append((f"u{user:02d}", f"f{item:03d}", "rating", rating, at))
    rows.sort(key=lambda row: row[4])
    return columns(rows)


def columns(rows: Sequence[tuple[str, str, str, float, datetime]]) -> EventColumns:
    """Rows of (user, item, kind, value, at) as columns."""
    user, item, kind, value, at = zip(*rows, strict=True) if rows else ((), (), (), (), ())
    return EventColumns(
        user_id=np.array(user, dtype=object),
        item_id=np.array(item, dtype=object),
        kind=np.array(kind, dtype=object),
        value=np.array(value, dtype=np.float64),
        at_us=np.array([round(moment.timestamp() * 1e6) for moment in at], dtype=np.int64),
    )


def catalogue(items: Sequence[Item] | None = None, *, dimensions: int = 8) -> CatalogueView:
    """The films with vectors: genre first, then noise."""
    view = CatalogueView.from_items(items or films())
    rng = np.random.default_rng(1)
    matrix = rng.normal(scale=0.3, size=(len(view), dimensions)).astype(np.float32)
    for place in range(len(view)):
        matrix[place, place % 2] += 1.0
    view.set_vectors(matrix)
    return view


def snapshot(
    view: CatalogueView | None = None,
    happened: EventColumns | None = None,
    *,
    as_of: datetime = AS_OF,
) -> Snapshot:
    """The world at ``as_of`` with everything fitted."""
    view = view or catalogue()
    interactions = Interactions.from_columns(view, happened or events(), as_of)
    return Snapshot(
        catalogue=view,
        statistics=Statistics.from_interactions(interactions),
        crowd=interactions,
        collaborative=Collaborative.fit(
            view, interactions, CollaborativeSettings(regularisation=5.0)
        ),
    )


def user(
    items: Sequence[int] = (0, 2, 4, 6),
    *,
    user_id: str = "ann",
    interests: tuple[InterestView, ...] = (),
    as_of: datetime = AS_OF,
) -> UserView:
    """Someone who liked films, a day apart, the last one a day ago; by default horror."""
    n = len(items)
    return UserView(
        user_id=user_id,
        as_of=as_of,
        items=np.array(items, dtype=np.int32),
        weights=np.full(n, 0.8, dtype=np.float32),
        ages_days=np.arange(n, 0, -1, dtype=np.float32),
        interests=interests,
    )


def interest(
    axis: int, *, polarity: str = "like", share: float = 1.0, blocks: bool = False
) -> InterestView:
    """An interest in one genre, its vector along that genre's axis."""
    vector = np.zeros(8, dtype=np.float32)
    vector[axis] = 2.0
    return InterestView(
        id=f"{polarity}-{axis}",
        polarity="like" if polarity == "like" else "dislike",
        strength_long=2.0,
        share=share,
        share_short=share,
        facets=(f"genre={GENRES[axis]}",),
        vector=vector,
        blocks=blocks,
    )

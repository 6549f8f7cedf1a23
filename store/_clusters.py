"""Fits of the clusters of people, and their clusters as they move between fits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Row, delete, func, insert, select, update

from whyrec.store._database import Database
from whyrec.store._generations import advance
from whyrec.store._rows import from_us, to_us
from whyrec.store._tables import cluster_fits, clusters

Centres = NDArray[np.float32]
"""One row a cluster, in the order of their ids, (c, d)."""


class StoredCluster(NamedTuple):
    """A cluster as it is kept."""

    id: int
    weight: float
    """Share of people."""
    centre: NDArray[np.float32]
    """As it was fitted, (d,)."""
    moved: NDArray[np.float32]
    """Where it is by now, (d,)."""
    portrait: str
    """What is told of it, as JSON."""


class StoredFit(NamedTuple):
    """A fit as it is kept."""

    as_of: datetime
    """It knows nothing later."""
    embedding: str
    """Id of the embedding model whose space it is in."""
    temperature: float
    spread: float
    people: int
    origin: NDArray[np.float32]
    clusters: tuple[StoredCluster, ...]
    """By id."""
    moved_at: datetime | None = None
    """The newest moment whose events moved a centre; None: nothing did."""


class Clusters:
    """Clusters by tenant and moment of the fit."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, tenant: str, fit: StoredFit, *, keep: int = 2) -> None:
        """Keep a fit; one of the same moment gives way, and so do all but the newest others.

        Args:
            tenant: Whose.
            fit: The fit.
            keep: How many fits stay, this one included.
        """
        with self._database.write() as connection:
            as_of_us = to_us(fit.as_of)
            _drop(connection, tenant, [as_of_us])
            connection.execute(
                insert(cluster_fits).values(
                    tenant=tenant,
                    as_of_us=as_of_us,
                    embedding=fit.embedding,
                    temperature=fit.temperature,
                    spread=fit.spread,
                    people=fit.people,
                    origin=_bytes(fit.origin),
                    moved_us=None if fit.moved_at is None else to_us(fit.moved_at),
                )
            )
            rows = [
                {
                    "tenant": tenant,
                    "as_of_us": as_of_us,
                    "id": one.id,
                    "weight": one.weight,
                    "centre": _bytes(one.centre),
                    "moved": _bytes(one.moved),
                    "portrait_json": one.portrait,
                }
                for one in fit.clusters
            ]
            connection.execute(insert(clusters), rows)
            others = [m for m in _moments(connection, tenant) if m != as_of_us]
            _drop(connection, tenant, others[max(keep - 1, 0) :])
            advance(self._database, connection, tenant, "clusters")

    def newest(self, tenant: str, until: datetime) -> StoredFit | None:
        """The newest fit that knows nothing later than a moment; None without one."""
        with self._database.read() as connection:
            as_of_us = _newest(connection, tenant, until)
            return None if as_of_us is None else _fit(connection, tenant, as_of_us)

    def move(
        self, tenant: str, as_of: datetime, at: datetime, change: Callable[[Centres], Centres]
    ) -> None:
        """Move the centres of a fit, from where they are now: nobody else's move is lost.

        Args:
            tenant: Whose.
            as_of: The fit's moment; one that is gone is not moved.
            at: The moment whose events move them.
            change: Of the centres in the order of their ids.
        """
        place = (clusters.c.tenant == tenant, clusters.c.as_of_us == to_us(as_of))
        here = select(clusters.c.id, clusters.c.moved).where(*place).order_by(clusters.c.id)
        with self._database.write() as connection:
            rows = connection.execute(here.with_for_update()).all()
            if not rows:
                return
            before = np.stack([_vector(row.moved) for row in rows])
            after = change(before)
            for row, old, new in zip(rows, before, after, strict=True):
                if not np.array_equal(old, new):
                    connection.execute(
                        update(clusters)
                        .where(*place, clusters.c.id == row.id)
                        .values(moved=_bytes(new))
                    )
            fit = (cluster_fits.c.tenant == tenant, cluster_fits.c.as_of_us == to_us(as_of))
            known = connection.scalar(select(cluster_fits.c.moved_us).where(*fit))
            latest = to_us(at) if known is None else max(known, to_us(at))
            connection.execute(update(cluster_fits).where(*fit).values(moved_us=latest))

    def tell(self, tenant: str, as_of: datetime, portraits: Mapping[int, str]) -> None:
        """Change what is told of the clusters of a fit, by their ids."""
        with self._database.write() as connection:
            for cluster_id, portrait in portraits.items():
                connection.execute(
                    update(clusters)
                    .where(
                        clusters.c.tenant == tenant,
                        clusters.c.as_of_us == to_us(as_of),
                        clusters.c.id == cluster_id,
                    )
                    .values(portrait_json=portrait)
                )

    def forget_moves(self, tenant: str) -> None:
        """Let all centres stand where they were fitted: who moved them is to leave no trace."""
        with self._database.write() as connection:
            connection.execute(
                update(clusters).where(clusters.c.tenant == tenant).values(moved=clusters.c.centre)
            )
            advance(self._database, connection, tenant, "clusters")


def _newest(connection: Connection, tenant: str, until: datetime) -> int | None:
    c = cluster_fits.c
    found: int | None = connection.scalar(
        select(func.max(c.as_of_us)).where(c.tenant == tenant, c.as_of_us <= to_us(until))
    )
    return found


def _moments(connection: Connection, tenant: str) -> list[int]:
    """Of all fits, newest first."""
    c = cluster_fits.c
    wanted = select(c.as_of_us).where(c.tenant == tenant).order_by(c.as_of_us.desc())
    return list(connection.scalars(wanted))


def _drop(connection: Connection, tenant: str, moments: Sequence[int]) -> None:
    for table in (clusters, cluster_fits):
        connection.execute(
            delete(table).where(table.c.tenant == tenant, table.c.as_of_us.in_(list(moments)))
        )


def _fit(connection: Connection, tenant: str, as_of_us: int) -> StoredFit:
    fits, own = cluster_fits.c, clusters.c
    fit = connection.execute(
        select(cluster_fits).where(fits.tenant == tenant, fits.as_of_us == as_of_us)
    ).one()
    rows = connection.execute(
        select(clusters).where(own.tenant == tenant, own.as_of_us == as_of_us).order_by(own.id)
    )
    return StoredFit(
        as_of=from_us(fit.as_of_us),
        embedding=fit.embedding,
        temperature=fit.temperature,
        spread=fit.spread,
        people=fit.people,
        origin=_vector(fit.origin),
        clusters=tuple(_cluster(row) for row in rows),
        moved_at=None if fit.moved_us is None else from_us(fit.moved_us),
    )


def _cluster(row: Row[Any]) -> StoredCluster:
    return StoredCluster(
        row.id, row.weight, _vector(row.centre), _vector(row.moved), row.portrait_json
    )


def _bytes(vector: NDArray[np.float32]) -> bytes:
    return np.ascontiguousarray(vector, dtype="<f4").tobytes()


def _vector(held: bytes) -> NDArray[np.float32]:
    return np.frombuffer(held, dtype="<f4").astype(np.float32)

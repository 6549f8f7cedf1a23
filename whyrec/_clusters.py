"""Clusters of a tenant's people: found, named, kept, followed as profiles move."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from whyrec._cluster_fits import clusters_at
from whyrec._reading import Reading, read, view
from whyrec._world import World
from whyrec.agents.clusters import (
    Clusters,
    Named,
    Portrait,
    crowd_vectors,
    fit_clusters,
    moved,
    name_all,
    portraits,
    tempered,
    user_vector,
    with_members,
    worn,
)
from whyrec.agents.profile import InterestVectors
from whyrec.agents.retrieve import CatalogueView, Interactions
from whyrec.domain import (
    Cluster,
    ClusterFit,
    ClusterItem,
    ClusterTopic,
    Membership,
    MembershipPart,
    Profile,
)
from whyrec.errors import (
    ConflictError,
    InputError,
    NotFoundError,
    PrerequisiteError,
    UpstreamError,
    WhyrecError,
)
from whyrec.store import StoredCluster, StoredFit, StoredMembership

LEAST_TOLD = 0.05
"""Memberships below it are neither kept nor told."""
LEAST_PEOPLE = 20
"""With fewer there are no clusters."""


class _Fitted(NamedTuple):
    clusters: Clusters
    portraits: Sequence[Portrait]
    why: str


class People:
    """The clusters of one `whyrec.Recommender`."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._store = world.store

    @cached_property
    def _said(self) -> InterestVectors:
        return InterestVectors(self._world.remembering)

    async def fit(self, tenant: str, as_of: datetime, *, always: bool = True) -> ClusterFit:
        """Find clusters on everything up to a moment; see `Recommender.fit_clusters`."""
        catalogue = await self._world.views.view(tenant)
        if catalogue.vectors is None:
            raise InputError(
                f"There are no items for the tenant {tenant!r}.",
                remedy="Load some: whyrec ingest --items … --events …",
            )
        crowd = self._world.views.crowd(tenant).until(as_of)
        before = self._newest(tenant, as_of)
        fitted = await asyncio.to_thread(self._fitted, catalogue, crowd, before, always)
        if fitted is None:
            assert before is not None
            return _told(before, f"As fitted on {before.as_of:%Y-%m-%d}: they still fit.")
        named = await self._named(tenant, fitted.portraits)
        made = self._stored(as_of, catalogue, fitted, named)
        await self._store.queued(lambda: self._store.clusters.keep(tenant, made))
        return _told(made, fitted.why)

    def newest(self, tenant: str, as_of: datetime) -> ClusterFit:
        """The clusters of a moment; see `Recommender.clusters`."""
        return _told(self._require(tenant, as_of))

    def one(self, tenant: str, named: int | str, as_of: datetime) -> Cluster:
        """A cluster by its id or name; see `Recommender.cluster`."""
        known = self.newest(tenant, as_of).clusters
        wanted = str(named).casefold()
        for cluster in known:
            if wanted in (str(cluster.id), cluster.label.casefold()):
                return cluster
        raise NotFoundError(
            f"There is no cluster {str(named)!r}.",
            remedy=f"There are {'; '.join(f'{c.id} {c.label}' for c in known)}.",
        )

    async def membership(self, tenant: str, user_id: str, as_of: datetime) -> Membership:
        """Where somebody belongs at a moment; see `Recommender.membership`."""
        reading = read(self._world, tenant, user_id, as_of)
        fit = self._newest(tenant, as_of)
        members: dict[int, float] = {}
        if fit is not None:
            clusters = clusters_at(fit, as_of)
            catalogue = await self._world.views.view(tenant)
            members = _members(clusters, await self._vector(reading, catalogue, clusters))
        return _membership(reading.profile, as_of, members, fit)

    def history(self, tenant: str, user_id: str, as_of: datetime) -> list[Membership]:
        """Where somebody belonged at each version; see `Recommender.membership_history`."""
        fit = self._store.clusters.newest(tenant, as_of)
        return [
            Membership(
                user_id=user_id, as_of=row.at, version=row.version, parts=_parts(row.members, fit)
            )
            for row in self._store.memberships.of_user(tenant, user_id)
            if row.at <= as_of
        ]

    async def follow(self, tenant: str, profile: Profile) -> None:
        """Let centres follow a new version of a profile, and keep where it belongs.

        Only clusters that are fitted by its moment; O(clusters) beside reading the user. Whatever
        is missing for it (vectors that another process owns) costs nobody their version.
        """
        if profile.as_of is None:
            return
        fit = self._newest(tenant, profile.as_of)
        if fit is None:
            return
        with suppress(ConflictError, NotFoundError, PrerequisiteError, UpstreamError):
            await self._follow(tenant, profile, profile.as_of, fit)

    def _newest(self, tenant: str, as_of: datetime) -> StoredFit | None:
        """The clusters of a moment; None where they are of another embedding model's vectors."""
        fit = self._store.clusters.newest(tenant, as_of)
        model = self._store.meta.get(tenant, "vectors_model")
        return None if fit is None or fit.embedding != model else fit

    async def _follow(self, tenant: str, profile: Profile, as_of: datetime, fit: StoredFit) -> None:
        reading = read(self._world, tenant, profile.user_id, as_of, profile.version)
        catalogue = await self._world.views.view(tenant)
        known = clusters_at(fit, as_of)
        vector = await self._vector(reading, catalogue, known)

        def change(centres: NDArray[np.float32]) -> NDArray[np.float32]:
            return moved(replace(known, centres=centres), vector).centres

        row = StoredMembership(profile.version, as_of, fit.as_of, _members(known, vector))

        def keep() -> None:
            with self._store.transaction():
                # A version that was forgotten or erased meanwhile leaves nothing behind.
                head = self._store.profiles.head(tenant, profile.user_id)
                if head.version >= profile.version:
                    self._store.clusters.move(tenant, fit.as_of, as_of, change)
                    self._store.memberships.keep(tenant, profile.user_id, row)

        await self._store.queued(keep)

    async def _vector(
        self, reading: Reading, catalogue: CatalogueView, clusters: Clusters
    ) -> NDArray[np.float32]:
        if catalogue.vectors is None or catalogue.vectors.shape[1] != len(clusters.origin):
            raise PrerequisiteError(
                "The clusters were fitted on another embedding model's vectors.",
                remedy="Run: whyrec clusters fit",
            )
        user = await view(reading, catalogue, self._said, self._world)
        return user_vector(catalogue, user, clusters.origin)

    def _fitted(
        self,
        catalogue: CatalogueView,
        crowd: Interactions,
        before: StoredFit | None,
        always: bool,
    ) -> _Fitted | None:
        where = crowd_vectors(catalogue, crowd)
        vectors = where.vectors[where.known]
        if len(vectors) < LEAST_PEOPLE:
            raise InputError(
                f"{len(vectors)} people took something by {crowd.as_of:%Y-%m-%d}.",
                remedy=f"Clusters are found among {LEAST_PEOPLE} people or more.",
            )
        known = None
        if before is not None and len(before.origin) == vectors.shape[1]:
            known = clusters_at(before, crowd.as_of)
        why = "These are the first ones."
        if before is not None:
            why = "The item vectors are other ones now."
        if known is not None:
            reason = worn(known, vectors)
            if reason is None and not always:
                return None
            why = f"Fitted anew: {reason or 'as asked'}."
        found = fit_clusters(vectors, where.origin, before=known)
        found = with_members(tempered(found, catalogue, crowd), catalogue, crowd, where)
        return _Fitted(found, portraits(found, catalogue, crowd, where), why)

    async def _named(self, tenant: str, told: Sequence[Portrait]) -> list[Named]:
        known = self._world.views.catalogue(tenant)
        try:
            engine = await self._world.engine(tenant=tenant)
        except WhyrecError:
            engine = None
        model, card = engine or (None, None)
        return await name_all(told, model, card, known.titles, known.topics)

    def _stored(
        self, as_of: datetime, catalogue: CatalogueView, fitted: _Fitted, named: Sequence[Named]
    ) -> StoredFit:
        found = fitted.clusters
        rows = []
        for place, (portrait, name) in enumerate(zip(fitted.portraits, named, strict=True)):
            told = Cluster(
                id=found.ids[place],
                label=name.label,
                description=name.description,
                written_by=name.written_by,
                people=portrait.people,
                share=float(found.weights[place]),
                topics=tuple(
                    ClusterTopic(topic=str(t.facet), share=t.share, overall=t.overall)
                    for t in portrait.topics
                ),
                items=tuple(
                    ClusterItem(item_id=catalogue.ids[i], title=catalogue.titles[i])
                    for i in portrait.items
                ),
            )
            centre = found.centres[place]
            rows.append(StoredCluster(told.id, told.share, centre, centre, told.model_dump_json()))
        return StoredFit(
            as_of=as_of,
            embedding=self._world.embedder.model_id,
            temperature=found.temperature,
            spread=found.spread,
            people=found.people,
            origin=found.origin,
            clusters=tuple(sorted(rows, key=lambda one: one.id)),
        )

    def _require(self, tenant: str, as_of: datetime) -> StoredFit:
        fit = self._store.clusters.newest(tenant, as_of)
        if fit is None:
            raise NotFoundError(
                f"There are no clusters of the tenant {tenant!r} by {as_of:%Y-%m-%d}.",
                remedy="Run: whyrec clusters fit",
            )
        return fit


def _members(clusters: Clusters, vector: NDArray[np.float32]) -> dict[int, float]:
    belongs = clusters.membership(vector)
    order = np.argsort(-belongs, kind="stable")
    return {clusters.ids[p]: float(belongs[p]) for p in order if belongs[p] >= LEAST_TOLD}


def _membership(
    profile: Profile, as_of: datetime, members: dict[int, float], fit: StoredFit | None
) -> Membership:
    return Membership(
        user_id=profile.user_id,
        as_of=as_of,
        version=profile.version,
        parts=_parts(members, fit),
    )


def _parts(members: dict[int, float], fit: StoredFit | None) -> tuple[MembershipPart, ...]:
    labels = {c.id: c.label for c in _told(fit).clusters} if fit is not None else {}
    return tuple(
        MembershipPart(cluster_id=c, label=labels.get(c), probability=p) for c, p in members.items()
    )


def _told(fit: StoredFit, why: str | None = None) -> ClusterFit:
    read_back = [Cluster.model_validate_json(one.portrait) for one in fit.clusters]
    return ClusterFit(
        as_of=fit.as_of,
        people=fit.people,
        temperature=fit.temperature,
        clusters=tuple(sorted(read_back, key=lambda one: (-one.share, one.id))),
        why=why,
    )

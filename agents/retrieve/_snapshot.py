"""The world as one recommendation sees it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from whyrec.agents.retrieve._catalogue import CatalogueView
from whyrec.agents.retrieve._collaborative import Collaborative
from whyrec.agents.retrieve._interactions import Interactions
from whyrec.agents.retrieve._listing import EVERYTHING, Listing
from whyrec.agents.retrieve._statistics import Statistics
from whyrec.agents.retrieve._vector_index import VectorIndex

if TYPE_CHECKING:
    from whyrec.agents.clusters import Clusters

T = TypeVar("T")


@dataclass(frozen=True)
class Snapshot:
    """Catalogue, crowd and vectors at one moment; shared by all users of a tenant."""

    catalogue: CatalogueView
    statistics: Statistics
    collaborative: Collaborative | None = None
    indexes: Sequence[VectorIndex] = ()
    """The vector collections, one a domain, all of one embedding model; empty without vectors."""
    listing: Listing = EVERYTHING
    """What the tenant keeps out of every list; by default nothing."""
    crowd: Interactions | None = None
    """What everybody took, up to the moment; None where nothing is to be learned from it."""
    people: Clusters | None = None
    """Clusters of people, fitted on nothing later than the moment; see
    `whyrec.agents.clusters.clusters_of`."""
    _worked_out: dict[Callable[..., Any], Any] = field(
        default_factory=dict, repr=False, compare=False
    )

    @cached_property
    def carriers(self) -> NDArray[np.float32]:
        """How many of the known items carry each facet, (m,)."""
        return np.asarray(self.statistics.known.astype(np.float32) @ self.catalogue.facets)

    def once(self, make: Callable[[Snapshot], T]) -> T:
        """What ``make`` works out of this snapshot, the first time; afterwards the same again.

        Other listings of the same world share it, so it must not depend on the listing.
        """
        if make not in self._worked_out:
            self._worked_out[make] = make(self)
        return cast(T, self._worked_out[make])

    def __post_init__(self) -> None:
        if self.collaborative and self.collaborative.as_of > self.statistics.as_of:
            raise ValueError("the collaborative factors know events after as_of")

"""Settling the rating scale before anything is loaded."""

from __future__ import annotations

from typing import Literal, NamedTuple

from whyrec.errors import InputError
from whyrec.store._ingest_inputs import Inputs
from whyrec.store._ingest_survey import Survey, survey
from whyrec.store._progress import Progress
from whyrec.store._store import Store
from whyrec.store.readers import EventRules, Scale, infer_scale

SCALE_KEY = "rating_scale"
"""Key under which `Store.meta` keeps a tenant's scale, as ``{"low": …, "high": …}``."""

Origin = Literal[
    "as given", "as the data set declares", "as stored for this tenant", "assumed from their range"
]


class Settled(NamedTuple):
    """What the input was found to be, and the rules for loading it."""

    found: Survey
    rules: EventRules
    origin: Origin
    """Where the scale in the rules comes from."""

    @property
    def scale(self) -> Scale | None:
        """The scale, where there is something to hold against it."""
        used = self.found.ratings or self.found.rejected_events or self.origin == "as given"
        return self.rules.scale if used else None

    def note(self) -> list[str]:
        """A sentence on the scale, where there is one."""
        if self.scale is None:
            return []
        return [f"Ratings are taken to be on a scale from {self.scale} ({self.origin})."]


def settle(
    store: Store,
    tenant: str,
    inputs: Inputs,
    latest_us: int,
    given: tuple[float, float] | None,
    progress: Progress,
) -> Settled:
    """Survey the input on the scale that is given, declared, stored or inferred, in this order.

    Raises:
        InputError: The scale given leaves out ratings that are stored, the one declared contradicts
            the tenant's, none can be inferred, or a file as a whole cannot be read.
    """
    stored = stored_scale(store, tenant)
    scale: Scale | None
    origin: Origin
    if given is not None:
        scale, origin = Scale.checked(*given), "as given"
        hold_stored(store, tenant, scale, stored)
    elif inputs.scale is not None:
        scale, origin = inputs.scale, "as the data set declares"
        if stored not in (None, scale):
            raise InputError(
                f"The ratings of this data set are on a scale from {scale}, those of tenant "
                f"'{tenant}' on one from {stored}.",
                remedy="Load it for another tenant, or give the rating scale that holds for all.",
            )
    elif stored is not None:
        scale, origin = stored, "as stored for this tenant"
    else:
        found = survey(inputs, EventRules(latest_us), progress)
        scale, origin = infer_scale(found.ratings), "assumed from their range"
        if scale is None or all(scale.low <= rating <= scale.high for rating in found.ratings):
            return Settled(found, EventRules(latest_us, scale), origin)
    rules = EventRules(latest_us, scale)
    return Settled(survey(inputs, rules, progress), rules, origin)


def hold_stored(store: Store, tenant: str, scale: Scale, stored: Scale | None) -> None:
    """Refuse a scale that leaves out ratings the tenant has.

    Raises:
        InputError: It does.
    """
    if stored in (None, scale):
        return
    there = store.events.rating_range(tenant)
    if there is None or scale.low <= there[0] <= there[1] <= scale.high:
        return
    raise InputError(
        f"The stored ratings of tenant '{tenant}' go from {there[0]:g} to {there[1]:g}, beyond a "
        f"scale from {scale}; the scale in force is {stored}.",
        remedy="Give a rating scale that holds for all, or load this for another tenant.",
        field="rating_scale",
    )


def stored_scale(store: Store, tenant: str) -> Scale | None:
    """The scale of a tenant's ratings; None while there are none."""
    kept = store.meta.get(tenant, SCALE_KEY)
    return None if kept is None else Scale(kept["low"], kept["high"])


def keep_scale(store: Store, tenant: str, scale: Scale | None) -> None:
    """Remember the scale that the tenant's ratings are on."""
    if scale is not None and scale != stored_scale(store, tenant):
        store.meta.set(tenant, SCALE_KEY, scale._asdict())


def change_scale(store: Store, tenant: str, given: tuple[float, float]) -> Scale:
    """Put another scale in force. Ratings stay as they are stored, and count by the new scale.

    Raises:
        InputError: It is no scale, or leaves out ratings that are stored.
    """
    scale = Scale.checked(*given)
    with store.transaction():
        hold_stored(store, tenant, scale, stored_scale(store, tenant))
        keep_scale(store, tenant, scale)
    return scale

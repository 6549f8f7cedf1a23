"""Which users are in an experiment, and in which variant: hashes, nothing stored."""

from __future__ import annotations

import hashlib
import json

from whyrec.agents.experiments._allot import BUCKETS
from whyrec.domain import Experiment

_LINE = "the line of users"
"""The salt of the buckets: the same for all experiments, so that what one takes another leaves."""


def bucket_of(tenant: str, user_id: str) -> int:
    """A user's place on the tenant's line, 0 to ``BUCKETS − 1``."""
    return int(_place(_LINE, tenant, user_id) * BUCKETS)


def variant_of(experiment: Experiment, tenant: str, user_id: str) -> int | None:
    """The variant that a user sees, by its number; None for who is not in the experiment.

    Users are in it by their bucket and in a variant by another hash, salted with the experiment's
    name: that two experiments have users in common says nothing about their variants.
    """
    bucket = bucket_of(tenant, user_id)
    if not any(low <= bucket < high for low, high in experiment.spans):
        return None
    variants = experiment.definition.variants
    point = _place(f"experiment {experiment.name}", tenant, user_id) * sum(
        v.weight for v in variants
    )
    for number, variant in enumerate(variants):
        point -= variant.weight
        if point < 0:
            return number
    return len(variants) - 1  # what rounding left over


def _place(salt: str, tenant: str, user_id: str) -> float:
    """Evenly spread over [0, 1): the first 53 bits of SHA-256, all that a float holds."""
    told = json.dumps([salt, tenant, user_id], ensure_ascii=True)
    digest = hashlib.sha256(told.encode("ascii")).digest()
    return (int.from_bytes(digest[:8]) >> 11) / 2.0**53

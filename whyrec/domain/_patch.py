"""Patches: the only way a profile changes.

``u_t = apply(u_{t-1}, patch_t)``. A patch is its own diff: it can be checked operation by
operation, stored, replayed and rolled back. Ids in it are real ids; the short ids a model sees
(e1, i1) are mapped back before a patch is built.
"""

from __future__ import annotations

import operator
from typing import Annotated, Literal

from pydantic import Field

from whyrec.domain._base import Model, UtcDatetime
from whyrec.domain._profile import (
    Author,
    Basis,
    Evidence,
    Origin,
    Polarity,
    Profile,
    Provenance,
    absent,
)


class Add(Model):
    """A new interest."""

    op: Literal["add"] = "add"
    interest: str
    label: str
    statement: str
    polarity: Polarity
    evidence: tuple[Evidence, ...]
    facets: tuple[str, ...] = ()
    origin: Origin = "observed"
    named_by: Author = "code"
    gradual: bool = Field(default=False, exclude_if=operator.not_)
    """See `Interest.gradual`."""
    domain: str | None = Field(default=None, exclude_if=absent)
    """See `Interest.domain`."""
    basis: Basis | None = Field(default=None, exclude_if=absent)
    """See `Interest.basis`."""


class Reinforce(Model):
    """Events that agree with an interest; a retired one comes back."""

    op: Literal["reinforce"] = "reinforce"
    interest: str
    evidence: tuple[Evidence, ...]


class Weaken(Model):
    """Events that speak against an interest; their sign comes from the events themselves."""

    op: Literal["weaken"] = "weaken"
    interest: str
    evidence: tuple[Evidence, ...]


class Rewrite(Model):
    """Better words for an interest."""

    op: Literal["rewrite"] = "rewrite"
    interest: str
    label: str | None = None
    statement: str
    named_by: Author = "model"
    evidence: tuple[str, ...] = ()
    """Ids of the events the new statement rests on."""


class Merge(Model):
    """One interest taken up by another: the evidence moves, ``absorbed`` disappears."""

    op: Literal["merge"] = "merge"
    into: str
    absorbed: str


class Retire(Model):
    """An interest that faded; kept aside with its evidence."""

    op: Literal["retire"] = "retire"
    interest: str
    reason: str
    event_id: str | None = None
    """The user's words that asked for it; forgetting them takes it back."""


class Summarize(Model):
    """The profile's summary, rewritten."""

    op: Literal["summarize"] = "summarize"
    text: str


class KeepNote(Model):
    """Words of the user that were not understood."""

    op: Literal["note"] = "note"
    event_id: str
    text: str


class Restore(Model):
    """Interests, notes and summary as they were in an older version."""

    op: Literal["restore"] = "restore"
    version: int


Operation = Annotated[
    Add | Reinforce | Weaken | Rewrite | Merge | Retire | Summarize | KeepNote | Restore,
    Field(discriminator="op"),
]


class Patch(Model):
    """Everything that made a version out of its parent."""

    operations: tuple[Operation, ...] = ()
    at: UtcDatetime
    """Time of the newest event taken in (for an edit: the moment of the edit)."""
    provenance: Provenance


class Rejection(Model):
    """An operation that did not pass the gate."""

    rule: str
    """Name of the rule it broke."""
    operation: str
    """The kind of operation proposed."""
    reason: str
    """What was wrong, in words; quotes at most 200 characters of it."""
    event_ids: tuple[str, ...] = ()
    """The events it cited, so that forgetting one forgets this too."""


class Revision(Model):
    """A version, the patch that made it, and what was refused on the way."""

    profile: Profile
    patch: Patch
    rejected: tuple[Rejection, ...] = ()

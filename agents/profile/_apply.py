"""``u_t = apply(u_{t-1}, patch_t)``: pure, total, the same to the byte every time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from whyrec.domain import (
    Add,
    Evidence,
    Interest,
    KeepNote,
    Merge,
    Note,
    Operation,
    Patch,
    Profile,
    Reinforce,
    Restore,
    Retire,
    Rewrite,
    Summarize,
    Weaken,
)
from whyrec.errors import ConflictError


def apply(profile: Profile, patch: Patch, older: Mapping[int, Profile] | None = None) -> Profile:
    """Make the next version of a profile.

    Args:
        profile: The parent.
        patch: Operations, each valid in the order given.
        older: Earlier versions by number; needed only for a `Restore`.

    Returns:
        The version ``profile.version + 1``.

    Raises:
        ConflictError: An operation names an interest or version that is not there; the patch was
            made for another parent.
    """
    moments = [m for m in (profile.as_of, patch.at) if m is not None]
    successor = profile.model_copy(
        update={
            "version": profile.version + 1,
            "parent": profile.version,
            "as_of": max(moments),
            "provenance": patch.provenance,
        }
    )
    for operation in patch.operations:
        successor = apply_one(successor, operation, patch.at, older)
    return successor


def replay(user_id: str, patches: Iterable[Patch]) -> list[Profile]:
    """All versions of a profile from its patches, the empty version 0 first."""
    versions = [Profile(user_id=user_id, version=0)]
    for patch in patches:
        older = {p.version: p for p in versions}
        versions.append(apply(versions[-1], patch, older))
    return versions


def number(interest_id: str) -> int:
    """The number in an interest's id: 7 for ``i7``."""
    return int(interest_id.removeprefix("i"))


def apply_one(
    profile: Profile,
    operation: Operation,
    at: datetime,
    older: Mapping[int, Profile] | None = None,
) -> Profile:
    """Apply one operation of a patch; the version stays what it was.

    Args:
        profile: The profile so far.
        operation: Valid for it.
        at: The moment of the patch.
        older: Earlier versions by number; needed only for a `Restore`.

    Raises:
        ConflictError: The operation names an interest or version that is not there.
    """
    match operation:
        case Add():
            if profile.interest(operation.interest) is not None:
                raise ConflictError(f"Interest {operation.interest} exists already.")
            born = Interest(
                id=operation.interest,
                label=operation.label,
                statement=operation.statement,
                polarity=operation.polarity,
                evidence=operation.evidence,
                facets=operation.facets,
                origin=operation.origin,
                named_by=operation.named_by,
                born_at=at,
                gradual=operation.gradual,
                domain=operation.domain,
                basis=operation.basis,
            )
            # By its number, not by counting: a forgotten interest must not free its successor's id.
            count = max(profile.born, number(operation.interest))
            return profile.model_copy(
                update={"interests": (*profile.interests, born), "born": count}
            )
        case Reinforce() | Weaken():
            target = _get(profile, operation.interest)
            revived = None if isinstance(operation, Reinforce) else target.retired_at
            evidence = _joined(target.evidence, operation.evidence)
            return _put(
                profile, target.model_copy(update={"evidence": evidence, "retired_at": revived})
            )
        case Rewrite():
            target = _get(profile, operation.interest)
            words = {
                "label": operation.label or target.label,
                "statement": operation.statement,
                "named_by": operation.named_by,
            }
            return _put(profile, target.model_copy(update=words))
        case Merge():
            into, absorbed = _get(profile, operation.into), _get(profile, operation.absorbed)
            merged = into.model_copy(
                update={
                    "evidence": _joined(into.evidence, absorbed.evidence),
                    "born_at": min(into.born_at, absorbed.born_at),
                }
            )
            rest = tuple(i for i in profile.interests if i.id != absorbed.id)
            return _put(profile.model_copy(update={"interests": rest}), merged)
        case Retire():
            target = _get(profile, operation.interest)
            return _put(profile, target.model_copy(update={"retired_at": at}))
        case Summarize():
            return profile.model_copy(update={"summary": operation.text})
        case KeepNote():
            note = Note(event_id=operation.event_id, text=operation.text)
            return profile.model_copy(update={"notes": (*profile.notes, note)})
        case Restore():
            source = (older or {}).get(operation.version)
            if source is None:
                raise ConflictError(f"Version {operation.version} is not there to be restored.")
            return profile.model_copy(
                update={
                    "interests": source.interests,
                    "notes": source.notes,
                    "summary": source.summary,
                }
            )


def _get(profile: Profile, interest_id: str) -> Interest:
    found = profile.interest(interest_id)
    if found is None:
        raise ConflictError(
            f"The patch names interest {interest_id}, which version {profile.version} lacks."
        )
    return found


def _put(profile: Profile, interest: Interest) -> Profile:
    interests = tuple(interest if i.id == interest.id else i for i in profile.interests)
    return profile.model_copy(update={"interests": interests})


def _joined(old: tuple[Evidence, ...], new: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    known = {e.event_id for e in old}
    return old + tuple(e for e in new if e.event_id not in known)

"""Whether a change that a chat made is still in the profile."""

from __future__ import annotations

from collections.abc import Sequence

from whyrec.domain import Restore
from whyrec.store import StoredRevision


def holds(revisions: Sequence[StoredRevision], version: int) -> bool:
    """Whether the newest version grew out of that one, and no rollback went back behind it.

    Args:
        revisions: Every version of a user, oldest first.
        version: One of them.
    """
    restored = {
        r.version: operation.version
        for r in revisions
        for operation in r.patch.operations
        if isinstance(operation, Restore)
    }
    parents = {r.version: r.parent or 0 for r in revisions}
    at = revisions[-1].version if revisions else 0
    while at > version:
        at = restored.get(at, parents.get(at, 0))
    return at == version

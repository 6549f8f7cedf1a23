"""The versions of a profile, replayed from an export.

Apart from the rest because replaying needs numpy, which a client does without otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from whyrec.agents.profile import replay
from whyrec.domain import Patch, Rejection, Revision


def revisions(user_id: str, exported: Mapping[str, Any]) -> list[Revision]:
    """Every version with its patch and what was refused, oldest first.

    Args:
        user_id: The user.
        exported: As `whyrec.Recommender.export` gives it.

    Raises:
        KeyError, TypeError, ValueError: It is no export.
    """
    kept = exported["revisions"]
    patches = [Patch.model_validate(one["patch"]) for one in kept]
    profiles = {p.version: p for p in replay(user_id, patches)}
    return [
        Revision(
            profile=profiles[one["version"]],
            patch=patch,
            rejected=tuple(Rejection.model_validate(r) for r in one["rejected"]),
        )
        for one, patch in zip(kept, patches, strict=True)
    ]

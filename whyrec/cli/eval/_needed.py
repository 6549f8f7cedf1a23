"""What the evals need beyond whyrec itself."""

from __future__ import annotations

import importlib.util

from whyrec.errors import PrerequisiteError


def need_evals() -> None:
    """Refuse where the extra is missing.

    Raises:
        PrerequisiteError: It is.
    """
    missing = [name for name in ("yaml", "implicit") if importlib.util.find_spec(name) is None]
    if missing:
        raise PrerequisiteError(
            f"Evals need packages that are not installed: {', '.join(missing)}.",
            remedy="Run: pip install 'whyrec[evals]'",
        )

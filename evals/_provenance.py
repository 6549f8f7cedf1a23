"""What every number depends on."""

from __future__ import annotations

import platform
import subprocess
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from whyrec import __version__
from whyrec.prompts import list_prompts

_LIBRARIES = ("numpy", "scipy", "scikit-learn", "chromadb", "sqlalchemy", "wordllama", "lightgbm")


def provenance() -> dict[str, str]:
    """Versions, code commit and prompts of this installation."""
    told = {"whyrec": __version__, "python": platform.python_version(), "code": commit()}
    for library in _LIBRARIES:
        try:
            told[f"library {library}"] = version(library)
        except PackageNotFoundError:
            told[f"library {library}"] = "not installed"
    for prompt in list_prompts():
        told[f"prompt {prompt.id}"] = prompt.sha256
    return told


@cache
def commit() -> str:
    """The commit the code is at, with a plus where files differ; unknown outside a checkout."""
    here = Path(__file__).resolve().parent
    try:
        at = _git(here, "rev-parse", "--short=12", "HEAD")
        return at + ("+" if _git(here, "status", "--porcelain", "-uno") else "")
    except (OSError, subprocess.SubprocessError):
        return "unknown"


def _git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ("git", "-C", str(folder), *arguments),
        capture_output=True,
        text=True,
        check=True,
        timeout=10,
    )
    return done.stdout.strip()

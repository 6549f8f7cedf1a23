"""What every number depends on."""

from __future__ import annotations

import hashlib
import platform
import subprocess
from collections.abc import Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path

from whyrec import __version__
from whyrec.prompts import list_prompts

_LIBRARIES = ("numpy", "scipy", "scikit-learn", "chromadb", "sqlalchemy", "wordllama", "lightgbm")


_PARTS = ("whyrec", "whyrec.agents", "whyrec.prompts", "whyrec.store", "whyrec.evals")
"""Packages that results depend on; in a checkout each lies in a folder of its own."""
_APART = ("whyrec/cli/", "whyrec.evals/report/", "whyrec.evals/suites/")
"""What of them changes no result: how it is shown, and suites, whose text counts by itself."""


def provenance() -> dict[str, str]:
    """Versions, code commit and prompts of this installation."""
    told = {"whyrec": __version__, "python": platform.python_version(), "code": commit()}
    told |= _libraries()
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


@cache
def sources() -> str:
    """A digest of the code that runs: the package's files as they are on disk, and the libraries.

    Unlike the commit it changes with every edit of what results depend on, committed or not, and
    with nothing else.
    """
    told = hashlib.sha256(repr((platform.python_version(), _libraries())).encode())
    for name, file in _files():
        told.update(f"\0{name}\0".encode())
        told.update(file.read_bytes())
    return told.hexdigest()[:12]


def _files() -> Iterator[tuple[str, Path]]:
    for part in _PARTS:
        root = Path(str(files(part)))
        for file in sorted(root.rglob("*")):
            name = f"{part}/{file.relative_to(root).as_posix()}"
            if file.is_file() and "__pycache__" not in name and not name.startswith(_APART):
                yield name, file


def _libraries() -> dict[str, str]:
    told = {}
    for library in _LIBRARIES:
        try:
            told[f"library {library}"] = version(library)
        except PackageNotFoundError:
            told[f"library {library}"] = "not installed"
    return told


def _git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ("git", "-C", str(folder), *arguments),
        capture_output=True,
        text=True,
        check=True,
        timeout=10,
    )
    return done.stdout.strip()

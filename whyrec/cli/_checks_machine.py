"""Python, packages, settings and the home folder."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from whyrec import __version__
from whyrec.cli._check import Check
from whyrec.settings import Settings

LEAST_FREE = 1_000_000_000
"""Free bytes below which doctor speaks of it."""

_PACKAGES = ("chromadb", "sqlalchemy", "polars", "openai", "numpy", "scipy")


def machine(settings: Settings) -> Iterator[Check]:
    """Versions, settings and the home folder."""
    yield Check("whyrec", "ok", f"{__version__}, Python {platform.python_version()}")
    yield Check("packages", "ok", ", ".join(f"{p} {version(p)}" for p in _PACKAGES))
    yield from _settings()
    yield _home(settings.home)


def _settings() -> Iterator[Check]:
    file = Path(os.environ.get("WHYREC_CONFIG", "whyrec.toml"))
    names = sorted(n for n in os.environ if n.startswith("WHYREC_") and n != "WHYREC_CONFIG")
    sources = [str(file.absolute())] if file.is_file() else []
    sources += [", ".join(names)] if names else []
    yield Check("settings", "ok", " and ".join(sources) or "all at their defaults")
    known = {f"WHYREC_{name.upper()}" for name in Settings.model_fields}
    strange = [n for n in names if n.partition("__")[0].upper() not in known]
    if strange:
        yield Check("settings", "note", f"no setting has the name {', '.join(strange)}")


def _home(home: Path) -> Check:
    nearest = next(p for p in (home, *home.absolute().parents) if p.exists())
    free = shutil.disk_usage(nearest).free
    detail = f"{home}, {free / 1e9:.1f} GB free"
    if not home.exists():
        detail += ", not made yet"
    if not nearest.is_dir():
        return Check("home", "missing", f"{nearest} is no folder.", "Name another with --home.")
    if not os.access(nearest, os.W_OK | os.X_OK):
        return Check(
            "home", "missing", f"{nearest} cannot be written to.", "Name another with --home."
        )
    if free < LEAST_FREE:
        return Check("home", "note", detail, "Free some space.")
    if sys.platform != "win32" and home.exists() and home.stat().st_mode & 0o007:
        return Check("home", "note", f"{detail}; others can look into it", f"chmod 700 {home}")
    return Check("home", "ok", detail)

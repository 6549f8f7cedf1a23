"""Collaborative factors, fitted once for all systems and processes of a run."""

from __future__ import annotations

import os
import shutil
import tempfile
from datetime import datetime
from pathlib import Path

from filelock import FileLock

from whyrec import Recommender
from whyrec.agents.retrieve import microseconds


async def fit_once(rec: Recommender, kept: Path, moment: datetime) -> None:
    """Give a recommender's home the factors of a moment, fitting them if nobody has yet.

    They depend on the data and the moment alone. Fitting takes all cores and most of the memory of
    a run, so that processes wait for each other.

    Args:
        rec: The recommender.
        kept: Folder of the data set's fits, one a moment.
        moment: The factors know nothing later; the home has no others afterwards.
    """
    own = rec.settings.home / "collaborative"
    fit = kept / str(microseconds(moment))
    shutil.rmtree(own, ignore_errors=True)
    with _lock(kept):
        if not fit.is_dir():
            await rec.rebuild(only="factors", as_of=moment)
            _copy(own, Path(tempfile.mkdtemp(prefix=".fit-", dir=kept))).replace(fit)
            return
    _copy(fit, own)


def _lock(kept: Path) -> FileLock:
    kept.mkdir(parents=True, exist_ok=True)
    return FileLock(kept / ".lock")


def _copy(source: Path, target: Path) -> Path:
    shutil.copytree(source, target, dirs_exist_ok=True, copy_function=_link)
    return target


def _link(source: str, target: str) -> None:
    """One file in both places where the file system can do that, else a copy."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)

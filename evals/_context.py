"""What every kind of suite is run with."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from whyrec import Settings
from whyrec.errors import InputError
from whyrec.evals._home import DataSet, Progress, open_data_set
from whyrec.evals._provenance import sources


def _silent(stage: str, done: int, total: int | None) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Context:
    """Folders, settings and progress of a run."""

    settings: Settings
    cache: Path
    """Homes of data sets and kept generations: can be deleted at any time."""
    out: Path
    """Folder of this run: its outcomes, its report."""
    progress: Progress = _silent
    """Called with (stage, done, total)."""
    note: Callable[[str], None] | None = None
    """Told what whoever waits should know."""
    workers: int = 1
    """Most processes that share the cases of a system without a language model."""

    @property
    def work(self) -> Path:
        """Copies of homes and fitted files of this run's systems, made by this code."""
        return self.cache / "work" / sources()

    async def data(self, named: str) -> DataSet:
        """Open a data set by its folder's path, or by its name in ``WHYREC_DATA``.

        Rows of it that could not be used are told every time.

        Raises:
            InputError: There is no such folder, or it holds no data set.
        """
        found = await open_data_set(self.folder(named), self.cache, self.settings, self.progress)
        if self.note is not None:
            for line in found.left_out:
                self.note(line)
        return found

    @contextmanager
    def homes(self) -> Iterator[Path]:
        """A folder for homes: empty, whatever a killed run left in it, and gone in the end."""
        folder = self.out / "homes"
        shutil.rmtree(folder, ignore_errors=True)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def folder(self, named: str) -> Path:
        """The folder of a data set.

        Raises:
            InputError: There is none.
        """
        folder = Path(named).expanduser()
        if not folder.is_dir() and self.settings.data is not None:
            folder = self.settings.data / named
        if not folder.is_dir():
            raise InputError(
                f"There is no data set {named}.",
                remedy="Name a folder, or set WHYREC_DATA to the folder that holds it.",
            )
        return folder

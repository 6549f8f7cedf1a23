"""The folder of copied homes and fitted files: one for each code, the others are thrown away."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout


@contextmanager
def working(folder: Path) -> Iterator[None]:
    """Hold a work folder while a run goes on; throw away those beside it that no run holds.

    Args:
        folder: Named after the code; what stands beside it was made by other code and is never
            used again.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lock = _lock(folder)
    with suppress(Timeout):  # another run of the same code holds it, which will do
        lock.acquire(timeout=0)
    try:
        for other in folder.parent.iterdir():
            if other != folder and other.is_dir():
                _throw_away(other)
        yield
    finally:
        lock.release()


def _throw_away(folder: Path) -> None:
    lock = _lock(folder)
    try:
        with lock.acquire(timeout=0):
            shutil.rmtree(folder)
    except Timeout:
        return
    Path(lock.lock_file).unlink(missing_ok=True)


def _lock(folder: Path) -> FileLock:
    return FileLock(folder.with_name(f"{folder.name}.lock"))

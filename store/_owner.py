"""One process owns a folder."""

from __future__ import annotations

import os
from pathlib import Path

from filelock import FileLock, Timeout

from whyrec.errors import ConflictError, HeldError

_ADDRESS = "owner.url"


def leave_address(folder: Path, url: str) -> None:
    """Let who finds the folder owned by this process know where it answers.

    Args:
        folder: Made if need be.
        url: The address, without a password.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _ADDRESS).write_text(f"{os.getpid()} {url}\n")


class Owner:
    """A folder held by this process until `release` or its death."""

    def __init__(self, folder: Path, timeout_s: float) -> None:
        """Take the folder.

        Args:
            folder: Made if need be; ``owner.lock`` and ``owner.pid`` stand in it.
            timeout_s: How long to wait for another process to let go, in seconds.

        Raises:
            ConflictError: Another process has it still, or this one already does.
        """
        self._pid_file = folder / "owner.pid"
        # Not bound to a thread: a server opens and closes in different ones.
        self._lock = FileLock(folder / "owner.lock", thread_local=False)
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            self._wait(folder, timeout_s)
        self._pid_file.write_text(f"{os.getpid()}\n")

    def release(self) -> None:
        """Let go of the folder; a second time does nothing."""
        if self._lock.is_locked:
            self._pid_file.unlink(missing_ok=True)
            self._lock.release()

    def _wait(self, folder: Path, timeout_s: float) -> None:
        if self._holder() == str(os.getpid()):
            raise ConflictError(
                f"This process has the vectors in {folder} open already.",
                remedy="Use the one that is open, or close it first.",
            )
        try:
            self._lock.acquire(timeout=timeout_s, poll_interval=0.02)
        except Timeout as error:
            holder = self._holder()
            url = _announced(folder, holder)
            raise HeldError(
                f"Process {holder} holds the vectors in {folder}.",
                remedy=f"It is a server: work through it, with --url {url}."
                if url
                else "Wait for it, or stop it; a server is worked through by its --url.",
            ) from error

    def _holder(self) -> str:
        try:
            return self._pid_file.read_text().strip() or "unknown"
        except OSError:
            return "unknown"


def _announced(folder: Path, holder: str) -> str | None:
    """Where the process that holds the folder answers; what an earlier one left says nothing."""
    try:
        pid, _, url = (folder / _ADDRESS).read_text().strip().partition(" ")
    except OSError:
        return None
    return url if pid == holder else None

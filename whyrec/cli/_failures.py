"""From an exception to a line on stderr and an exit code."""

from __future__ import annotations

import errno
import os
import sys
from typing import Any

from whyrec.cli._plain import plain, to_json
from whyrec.cli._screen import Screen
from whyrec.errors import (
    ConflictError,
    InputError,
    NotFoundError,
    PrerequisiteError,
    UpstreamError,
    WhyrecError,
)

INTERRUPTED = 130
BROKEN_PIPE = 141

EXIT_CODES = {
    0: "done",
    WhyrecError.exit_code: "something else went wrong",
    InputError.exit_code: "what was given cannot be used: a file, an option, a setting",
    NotFoundError.exit_code: "no such user, item, event, version or prompt",
    ConflictError.exit_code: "something or somebody else holds it: the vectors, a file, a version",
    PrerequisiteError.exit_code: (
        "something is missing: a package, a permission, a key, space on the disk"
    ),
    UpstreamError.exit_code: (
        "a server failed, is too busy or cannot be reached: the model's, or that of --url"
    ),
    INTERRUPTED: "interrupted (Ctrl-C)",
    BROKEN_PIPE: "what reads the output went away",
}
"""Every exit code and what it says."""

_REMEDIES = {
    errno.ENOSPC: "Free some space, or name another folder with --home.",
    errno.EACCES: "Check the permissions, or name another folder with --home.",
    errno.EPERM: "Check the permissions, or name another folder with --home.",
    errno.EROFS: "Name a folder that can be written to with --home.",
    errno.ENOTDIR: "Name a folder, not a file.",
    errno.EEXIST: "Name a folder, not a file.",
}


def failed(error: BaseException, screen: Screen) -> int:
    """Tell of an error in words and say which exit code it has.

    Args:
        error: What ended the command.
        screen: Where to tell of it; with ``--json`` as one line of JSON on stderr.
    """
    if isinstance(error, KeyboardInterrupt):
        screen.note("Interrupted.", style="yellow")
        return INTERRUPTED
    if isinstance(error, BrokenPipeError):
        _close_stdout()
        return BROKEN_PIPE
    if isinstance(error, WhyrecError):
        tell(screen, error.message, error.remedy, error.exit_code, type(error).__name__)
        return error.exit_code
    if isinstance(error, OSError):
        place = f"{error.filename}: " if error.filename else ""
        if error.errno == errno.ENOSPC and not error.filename:
            _close_stdout()
        remedy = _REMEDIES.get(error.errno or 0)
        code = PrerequisiteError.exit_code
        tell(screen, f"{place}{error.strerror or error}.", remedy, code, "PrerequisiteError")
        return code
    if screen.verbose:
        import traceback

        traceback.print_exception(error)
    what = f"{type(error).__name__}: {error}".rstrip(": ")
    remedy = None if screen.verbose else "Run it again with -v to see where, and please report it."
    tell(screen, f"This is a fault in whyrec. {what}", remedy, 1, type(error).__name__)
    return 1


def tell(screen: Screen, message: str, remedy: str | None, code: int, kind: str) -> None:
    """Print an error on stderr, as text or as a line of JSON."""
    if screen.json:
        said: dict[str, Any] = {"kind": kind, "message": message, "remedy": remedy}
        sys.stderr.write(to_json({"error": {**said, "exit_code": code}}) + "\n")
        return
    screen.err.print("Error:", style="bold red", end=" ")
    for line in message.splitlines() or [""]:
        screen.err.print(plain(line))
    if remedy:
        screen.err.print(plain(remedy))


def _close_stdout() -> None:
    # What is left in the buffer would fail once more when Python ends.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)

"""What it means that something cannot be written."""

from __future__ import annotations

import errno

from whyrec.errors import InputError, PrerequisiteError, WhyrecError

_MISSING = {
    errno.EACCES: "Check the permissions, or name another folder.",
    errno.EPERM: "Check the permissions, or name another folder.",
    errno.EROFS: "Name a folder that can be written to.",
    errno.ENOSPC: "Free some space, or name another folder.",
    errno.EDQUOT: "Free some space, or name another folder.",
}


def unwritable(what: str, error: OSError) -> WhyrecError:
    """The error to raise: space or permission is missing, or else the place is a wrong one.

    Args:
        what: What cannot be done, as a sentence without its end.
        error: Why.
    """
    said = f"{what}: {error.strerror or error}."
    remedy = _MISSING.get(error.errno or 0)
    return PrerequisiteError(said, remedy=remedy) if remedy else InputError(said)

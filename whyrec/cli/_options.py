"""Arguments and options that several commands take, and what reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from whyrec.errors import InputError

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

User = Annotated[str, typer.Argument(help="The user's id.", show_default=False)]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="TIME",
        help="The moment to compute for: 2015-06-30, 2015-06-30T12:00Z or unix seconds. "
        "By default now, or the newest event's time for an imported history.",
        show_default=False,
    ),
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]
ID_LIMIT = 256


def moment(text: str | None, option: str = "--as-of") -> datetime | None:
    """Read a time as ingest reads it: ISO 8601 or unix seconds; UTC where no zone is given.

    Raises:
        InputError: It is neither, or a number that would rather be meant as a date.
    """
    if text is None:
        return None
    if text.strip().isdecimal() and len(text.strip()) <= 4:
        raise InputError(
            f"{option} {text} is too few digits for a time.",
            remedy="Write 2015-06-30, 2015-06-30T12:00Z or unix seconds.",
        )
    from whyrec.store.ingest import read_time  # polars takes a while to import

    try:
        return read_time(text)
    except ValueError as error:
        raise InputError(f"{option} {text!r} {error}.") from error


def identifier(text: str, what: str = "user") -> str:
    """An id as given on the command line.

    Raises:
        InputError: It is empty, longer than 256 characters, or has control characters or bytes
            that are no UTF-8.
    """
    bad = not text or len(text) > ID_LIMIT or any(ord(c) < 32 or ord(c) == 127 for c in text)
    if bad or any("\ud800" <= c <= "\udfff" for c in text):
        raise InputError(
            f"{text[:40]!r} is no {what} id: 1 to {ID_LIMIT} characters, no control characters."
        )
    return text


def new_file(path: Path, *, force: bool) -> Path:
    """A file to be written.

    Raises:
        InputError: Its folder does not exist, it is a folder, or it exists and ``force`` is off.
    """
    if path.is_dir():
        raise InputError(f"{path} is a folder.", remedy="Name a file.")
    if not path.absolute().parent.is_dir():
        raise InputError(f"The folder of {path} does not exist.")
    if path.exists() and not force:
        raise InputError(f"{path} exists.", remedy="Name another file, or give --force.")
    return path
